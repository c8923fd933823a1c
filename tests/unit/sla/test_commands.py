"""What people ask of deadlines and orders: events, timers and the kept reply in one go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.sla.commanding import Caller
from services.sla.domain import refusals
from services.sla.domain.adjusting import Extend
from services.sla.supervision import MilestoneWish
from shared.commands import RequestKey
from shared.contracts.sla import (
    BY_HAND,
    MilestoneMetV1,
    ObligationExtendedV1,
    SupervisionOrderIssuedV1,
)
from tests.unit.policy.regulations import at
from tests.unit.sla.service import ORDER, RECEIVED, begun, supervised, told
from tests.unit.sla.story import (
    NUMBER,
    assigned,
    graded,
)

WANG = Caller("wang")


async def test_more_time_moves_the_timers_and_is_told_with_the_first_due_time() -> None:
    sla = await begun()
    wanted = Extend(
        key="preliminary-opinion", until=None, by="24 h", reason="检测", approved_by="王经理"
    )
    await sla.asked.watches.extend(NUMBER, wanted, WANG)

    (extended,) = await told(sla, ObligationExtendedV1)
    assert (extended.first_due_at, extended.due_at) == (
        at("2026-11-19 10:00"),
        at("2026-11-20 10:00"),
    )
    assert await sla.timers_are_what_the_watch_says()
    assert sla.rung == 1


async def test_a_reply_is_kept_for_its_key_with_the_change() -> None:
    sla = await supervised()
    key = RequestKey("k-1", b"fingerprint")
    reply = await sla.asked.orders.close(ORDER, "已完成", Caller("wang", key))

    kept = await sla.store.answer("k-1")
    assert kept is not None
    assert (kept.status, kept.body) == (200, reply.body.model_dump_json().encode())


async def test_a_refused_command_leaves_nothing_behind() -> None:
    sla = await supervised()
    before = len(await sla.told())
    with pytest.raises(refusals.OrderIsOpenAlready):
        await sla.asked.orders.issue(NUMBER, "须跟进", [], Caller("wang", RequestKey("k", b"f")))

    assert await sla.store.answer("k") is None
    assert len(await sla.told()) == before


async def test_an_order_by_hand_has_the_issuers_name_and_milestones() -> None:
    sla = await (await begun()).hears(assigned())
    wish = MilestoneWish(key="survey", name="勘查", due_at=None, within="2 wd")
    reply = await sla.asked.orders.issue(NUMBER, "客户情绪激动", [wish], WANG)

    (issued,) = await told(sla, SupervisionOrderIssuedV1)
    assert (issued.rule, issued.label) == (BY_HAND, "客户情绪激动")
    order = await sla.order(ORDER)
    assert (reply.status, order.issued_by, order.grounds[0].label) == (201, "wang", "客户情绪激动")
    assert [m.due_at for m in order.milestones] == [at("2026-11-20 18:00")]


async def test_an_order_closed_by_hand_leaves_room_for_the_next() -> None:
    sla = await supervised()
    await sla.asked.orders.close(ORDER, "已完成", WANG)
    await sla.hears(graded(1))

    assert (await sla.watch()).order == f"{ORDER}-2"
    assert not (await sla.order(f"{ORDER}-2")).is_closed


async def test_agreed_milestones_have_the_timers_and_their_progress_is_told() -> None:
    sla = await supervised()
    wish = MilestoneWish(
        key="survey", name="勘查", due_at=at(RECEIVED) + timedelta(days=1), within=None
    )
    await sla.asked.orders.agree(ORDER, [wish], WANG)
    timers = [t.place for t in await sla.timers() if t.aggregate == "supervision-order"]
    assert timers == ["survey/milestone/"]

    await sla.asked.orders.reach(ORDER, "survey", "已勘查", WANG)
    (met,) = await told(sla, MilestoneMetV1)
    assert (met.progress, met.copies) == ("已勘查", ("leader-in-charge",))


@pytest.mark.parametrize(
    ("due_at", "within", "refusal"),
    [
        (None, None, refusals.EitherUntilOrBy),
        (None, "soon", refusals.TimeIsUnusable),
        ("2026-11-17 10:00", None, refusals.MilestoneLiesBehind),
    ],
)
async def test_a_milestone_without_a_usable_time_is_refused(
    due_at: str | None, within: str | None, refusal: type[Exception]
) -> None:
    sla = await supervised()
    wish = MilestoneWish(key="x", name="x", due_at=at(due_at) if due_at else None, within=within)

    with pytest.raises(refusal):
        await sla.asked.orders.agree(ORDER, [wish], WANG)


async def test_the_view_shows_every_limit_with_its_reason() -> None:
    sla = await (await supervised()).passes("2026-11-18 22:00")
    view = await sla.asked.watches.view(NUMBER)

    opinion = view.obligations[2]
    assert (view.grade, view.department, view.order) == (2, "engineering", ORDER)
    assert [w.step for w in opinion.warned] == ["50%"]
    assert [w.step for w in opinion.warnings_ahead] == ["2 h"]
    assert opinion.explanation.sentences


async def test_numbers_nobody_knows_are_refused() -> None:
    sla = await supervised()
    with pytest.raises(refusals.ComplaintIsNotWatched):
        await sla.asked.watches.view(ORDER)
    with pytest.raises(refusals.OrderIsUnknown):
        await sla.asked.orders.view(NUMBER)
