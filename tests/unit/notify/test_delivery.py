"""Planned notices reach their carrier in order, and each comes to an end."""

from __future__ import annotations

import pytest

from services.notify.channels import NotAccepted
from services.notify.delivery import RETRY_DELAYS_S
from services.notify.notice import ATTEMPTS_MAX, NoticeStatus, Obstacle, Setback
from services.notify.queue import NOTICES
from shared.contracts import Contract
from shared.contracts.notify import NoticeFailedV1, NoticeSentV1
from shared.ids import derived_id
from tests.unit.notify.post_room import PostRoom


@pytest.fixture
def room() -> PostRoom:
    return PostRoom()


async def test_a_planned_notice_is_handed_over_and_told(room: PostRoom) -> None:
    notice = await room.plans("a@mail.example")
    assert await room.delivery.deliver_waiting() == 1
    assert (await room.row(notice)).status is NoticeStatus.SENT
    assert await room.published() == ["notice-sent"]


async def test_what_was_sent_is_not_sent_again(room: PostRoom) -> None:
    await room.plans("a@mail.example")
    await room.delivery.deliver_waiting()
    assert await room.delivery.deliver_waiting() == 0
    assert len(room.carrier.accepted) == 1


async def test_notices_go_out_in_the_order_of_their_causes(room: PostRoom) -> None:
    for place in (3, 1, 2):
        await room.plans(f"{place}@mail.example", place=place)
    await room.delivery.deliver_waiting()
    sent = [mail.recipient for mail in room.carrier.accepted]
    assert sent == ["1@mail.example", "2@mail.example", "3@mail.example"]


async def test_what_is_put_off_is_tried_again_after_its_pause_only(room: PostRoom) -> None:
    notice = await room.plans("busy@mail.example")
    room.carrier.moods["busy@mail.example"] = NotAccepted(
        Setback(obstacle=Obstacle.PUT_OFF, code=451)
    )
    await room.delivery.deliver_waiting()
    assert await room.delivery.deliver_waiting() == 0
    room.carrier.moods.clear()
    room.wall_s += RETRY_DELAYS_S[0]
    await room.delivery.deliver_waiting()
    row = await room.row(notice)
    assert (row.status, row.attempts, row.reason) == (NoticeStatus.SENT, 2, None)


async def test_a_recipient_put_off_holds_up_nobody(room: PostRoom) -> None:
    await room.plans("busy@mail.example", place=1)
    free = await room.plans("free@mail.example", place=2)
    room.carrier.moods["busy@mail.example"] = NotAccepted(
        Setback(obstacle=Obstacle.PUT_OFF, code=450)
    )
    await room.delivery.deliver_waiting()
    assert (await room.row(free)).status is NoticeStatus.SENT


async def test_what_is_refused_has_failed_after_one_attempt(room: PostRoom) -> None:
    notice = await room.plans("gone@mail.example")
    room.carrier.moods["gone@mail.example"] = NotAccepted(
        Setback(obstacle=Obstacle.REFUSED, code=550, final=True)
    )
    await room.delivery.deliver_waiting()
    row = await room.row(notice)
    assert (row.status, row.attempts, row.reason) == (NoticeStatus.FAILED, 1, "refused 550")
    assert await room.published() == ["notice-failed"]


async def test_what_is_put_off_for_good_fails_after_the_last_attempt(room: PostRoom) -> None:
    notice = await room.plans("busy@mail.example")
    room.carrier.moods["busy@mail.example"] = NotAccepted(
        Setback(obstacle=Obstacle.PUT_OFF, code=451)
    )
    await room.tries_until_the_end(notice)
    row = await room.row(notice)
    assert (row.attempts, row.reason) == (ATTEMPTS_MAX, "put-off 451")


async def test_a_carrier_that_is_away_is_asked_once_a_round(room: PostRoom) -> None:
    for place in range(5):
        await room.plans(f"{place}@mail.example", place=place)
    room.carrier.away = True
    await room.delivery.deliver_waiting()
    assert room.carrier.offered == 1


async def test_a_carrier_that_is_away_is_asked_less_and_less_often(room: PostRoom) -> None:
    await room.plans("a@mail.example")
    room.carrier.away = True
    asked_at: list[float] = []
    for second in range(200):
        room.wall_s = float(second)
        before = room.carrier.offered
        await room.delivery.deliver_waiting()
        asked_at += [room.wall_s] * (room.carrier.offered - before)
    assert asked_at == [0, 1, 3, 7, 15, 31, 63, 123, 183]


async def test_however_long_the_carrier_was_away_notices_go_out_on_its_return(
    room: PostRoom,
) -> None:
    notice = await room.plans("a@mail.example")
    room.carrier.away = True
    for _ in range(100):
        await room.delivery.deliver_waiting()
        room.wall_s += 3600.0
    room.carrier.away = False
    await room.delivery.deliver_waiting()
    row = await room.row(notice)
    assert (row.status, row.attempts) == (NoticeStatus.SENT, 1)


async def test_a_notice_that_cannot_be_tried_holds_up_nobody(room: PostRoom) -> None:
    row = await room.row(await room.plans("a@mail.example"))
    lost = row.model_copy(
        update={"notice_id": derived_id("notice", "without a stream"), "place": 0}
    )
    async with room.store.transaction() as unit:
        await unit.rows.put(NOTICES, lost)
    await room.delivery.deliver_waiting()
    assert (await room.row(row.notice_id)).status is NoticeStatus.SENT
    assert (await room.row(lost.notice_id)).status is NoticeStatus.PLANNED


class PowerFails(BaseException):
    """The process ends here."""


async def test_a_crash_before_recording_sends_the_same_message_again(room: PostRoom) -> None:
    async def crash() -> None:
        raise PowerFails

    notice = await room.plans("a@mail.example")
    room.carrier.meanwhile = crash
    with pytest.raises(PowerFails):
        await room.delivery.deliver_waiting()
    await room.new_worker().deliver_waiting()
    first, second = room.carrier.accepted
    assert first == second
    assert (await room.row(notice)).attempts == 1


async def test_what_was_sent_while_the_database_went_away_is_recorded_on_its_return(
    room: PostRoom,
) -> None:
    async def database_goes() -> None:
        room.store.away = True

    notice = await room.plans("a@mail.example")
    room.carrier.meanwhile = database_goes
    with pytest.raises(ConnectionRefusedError):
        await room.delivery.deliver_waiting()
    room.store.away = False
    await room.delivery.deliver_waiting()
    assert len(room.carrier.accepted) == 1
    assert (await room.row(notice)).status is NoticeStatus.SENT


async def test_of_two_replicas_that_both_sent_one_records(room: PostRoom) -> None:
    notice = await room.plans("a@mail.example")
    room.carrier.meanwhile = room.new_worker().deliver_waiting
    await room.delivery.deliver_waiting()
    assert len(room.carrier.accepted) == 2
    assert (await room.row(notice)).status is NoticeStatus.SENT
    assert await room.published() == ["notice-sent"]


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        (None, NoticeSentV1),
        (
            NotAccepted(Setback(obstacle=Obstacle.REFUSED, code=550, final=True)),
            NoticeFailedV1,
        ),
    ],
    ids=["sent", "failed"],
)
async def test_the_end_is_told_without_naming_an_address(
    room: PostRoom, mood: NotAccepted | None, expected: type[Contract]
) -> None:
    await room.plans("someone@mail.example")
    if mood:
        room.carrier.moods["someone@mail.example"] = mood
    await room.delivery.deliver_waiting()
    ((_, entry),) = await room.store.outbox.peek(10)
    assert expected.type().encode() in entry.body
    assert b"someone" not in entry.body
