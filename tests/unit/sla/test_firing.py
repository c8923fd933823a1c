"""Deciding before the instant: it must change nothing but how soon it is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from services.sla.firing import Firing
from services.sla.timers import TIMERS
from shared.contracts.intake import PolicyStamp
from shared.contracts.sla import DeadlineApproachingV1, DeadlineMissedV1
from shared.event_store.port import Recorded
from tests.unit.policy.regulations import at, library, zsy
from tests.unit.sla.service import RECEIVED, SlaInMemory, begun, told
from tests.unit.sla.story import COMPLAINT, Telling, closed, complaint, contacted, graded

WARNED = at("2026-11-18 10:30")
"""When the handover of the form is warned of; it is due at 11:00."""
SHORTLY_BEFORE = WARNED - timedelta(seconds=20)


async def prepared(sla: SlaInMemory) -> SlaInMemory:
    """Shortly before the first warning of a complaint received at ten; all is prepared."""
    sla.clock.step_to(SHORTLY_BEFORE)
    while await sla.firing.prepare():
        pass
    return sla


async def fires(sla: SlaInMemory, late: timedelta = timedelta(0)) -> SlaInMemory:
    sla.clock.step_to(WARNED + late)
    while await sla.firing.fire_due():
        pass
    return sla


async def recorded(sla: SlaInMemory, complaint_id: UUID = COMPLAINT) -> tuple[Recorded, ...]:
    return await sla.store.history((await sla.watch(complaint_id)).id)


async def everything_told(sla: SlaInMemory) -> list[bytes]:
    return [entry.body for _, entry in await sla.store.outbox.peek(1000)]


async def test_only_the_next_minute_is_prepared_and_only_once() -> None:
    sla = await begun()
    assert await sla.firing.prepare() == 0
    sla.clock.step_to(SHORTLY_BEFORE)

    assert [await sla.firing.prepare(), await sla.firing.prepare()] == [1, 0]


async def test_nothing_is_recorded_before_the_instant() -> None:
    sla = await begun()
    before = await everything_told(sla)
    await prepared(sla)

    assert await sla.firing.fire_due() == 0
    assert await everything_told(sla) == before


async def test_a_prepared_decision_is_the_one_made_at_the_instant() -> None:
    one = await fires(await prepared(await begun()))
    other = await fires(await begun())

    assert await everything_told(one) == await everything_told(other)
    assert [r.event for r in await recorded(one)] == [r.event for r in await recorded(other)]
    assert await one.timers() == await other.timers()


async def test_prepared_or_not_a_second_is_on_time() -> None:
    late = timedelta(seconds=1)
    one = await fires(await prepared(await begun()), late)
    other = await fires(await begun(), late)

    assert await everything_told(one) == await everything_told(other)
    (warning,) = await told(one, DeadlineApproachingV1)
    assert warning.late_s == 0
    assert (await recorded(one))[-1].event.recorded_at == WARNED


async def test_what_was_prepared_but_fired_late_says_how_late() -> None:
    late = timedelta(seconds=1, milliseconds=500)
    sla = await fires(await prepared(await begun()), late)

    (warning,) = await told(sla, DeadlineApproachingV1)
    assert warning.late_s == late.total_seconds()
    assert (await recorded(sla))[-1].event.recorded_at == WARNED + late


async def test_what_was_prepared_is_thrown_away_when_the_watch_has_moved_on() -> None:
    """The version it was decided for is taken: it is decided again, on what is now."""
    sla = await prepared(await begun())
    await sla.hears(graded(2))
    await fires(sla)

    assert len(await told(sla, DeadlineApproachingV1)) == 1
    assert (await sla.watch()).grade == 2
    assert await sla.timers_are_what_the_watch_says()


async def test_an_instant_that_fell_away_does_not_fire() -> None:
    sla = await prepared(await begun())
    await sla.hears(closed())
    await fires(sla)

    assert await told(sla, DeadlineApproachingV1) == []
    assert await sla.timers() == ()


async def test_one_that_has_moved_on_does_not_keep_the_others_from_firing_in_order() -> None:
    sla = await begun()
    others = [UUID(int=number) for number in range(1, 8)]
    for number, other in enumerate(others, start=1):
        received = at(RECEIVED) + timedelta(milliseconds=number)
        await sla.hears(of_another(other, received_at=received))
    await prepared(sla)
    await sla.hears(of_another(others[3], of=graded(2)), contacted("2026-11-18 10:15"))
    await fires(sla, timedelta(milliseconds=10))

    warnings = await told(sla, DeadlineApproachingV1)
    assert [warning.complaint_id for warning in warnings] == [COMPLAINT, *others]


async def test_two_that_believe_to_lead_fire_each_instant_once() -> None:
    """A leader that was held up wakes and knows not yet that there is another."""
    sla = await prepared(await begun())
    successor = Firing(sla.store, sla.policies, sla.clock)
    await successor.prepare()
    sla.clock.step_to(WARNED)

    assert await sla.firing.fire_due() == 1
    assert await successor.fire_due() == 0
    assert len(await told(sla, DeadlineApproachingV1)) == 1


async def test_a_prepared_miss_takes_the_timers_of_its_stream_with_it() -> None:
    sla = await begun()
    await fires(sla)
    sla.clock.step_to(at("2026-11-18 10:59"))
    assert await sla.firing.prepare() == 2
    await sla.passes("2026-11-18 11:00")

    missed = [(each.obligation, each.late_s) for each in await told(sla, DeadlineMissedV1)]
    assert missed == [("passed-to-marketing", 0), ("handover-phone", 0)]
    assert await sla.timers_are_what_the_watch_says()


async def test_what_cannot_be_prepared_keeps_nothing_else_from_it() -> None:
    sla = await begun()
    foreign = PolicyStamp(pack="answer-within", version="1")
    await sla.hears(of_another(UUID(int=9), policy=foreign, facts={}))
    without = {stamp: pack for stamp, pack in library().packs.items() if stamp[0] == "zsy"}
    sla.firing = Firing(sla.store, replace(library(), packs=without), sla.clock)

    await fires(await prepared(sla))

    assert len(await told(sla, DeadlineApproachingV1)) == 1


def of_another(complaint_id: UUID, *, of: Telling | None = None, **changed: object) -> Telling:
    """The same for another complaint; by itself, that it was received."""
    telling = of or complaint(zsy(), RECEIVED)
    this = {"complaint_id": complaint_id, "number": f"TS20261118-{complaint_id.int:06}", **changed}
    return lambda when: telling(when).model_copy(update=this)


async def test_a_timer_that_no_stream_knows_of_does_not_go_round_for_ever() -> None:
    """Somebody touched the table; `huiyin verify sla` shows it."""
    sla = await begun()
    (first, *_) = await sla.timers()
    stray = first.model_copy(update={"place": "nothing/warning/1 h", "instant": SHORTLY_BEFORE})
    async with sla.store.transaction() as unit:
        await unit.rows.put(TIMERS, stray)
    sla.clock.step_to(SHORTLY_BEFORE)

    assert [await sla.firing.fire_due() for _ in range(3)] == [1, 1, 0]


async def test_two_timers_of_a_stream_that_come_to_nothing_do_not_hold_it_up() -> None:
    """Each time somebody was faster: that is no sign that the table is wrong."""
    sla = await begun()
    (first, *_) = await sla.timers()
    sla.clock.step_to(SHORTLY_BEFORE)

    for place in ("nothing/warning/1 h", "nothing/warning/2 h"):
        overtaken = first.model_copy(update={"place": place, "instant": SHORTLY_BEFORE})
        async with sla.store.transaction() as unit:
            await unit.rows.put(TIMERS, overtaken)
        assert await sla.firing.fire_due() == 1
        async with sla.store.transaction() as unit:
            await unit.rows.remove(TIMERS, overtaken)
    sla.clock.step_to(first.instant)

    assert await sla.firing.fire_due() == 1
