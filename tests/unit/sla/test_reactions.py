"""What sla does when it hears, when it is asked, and when time passes: events, timers, messages."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from services.sla.commanding import Caller
from services.sla.domain.happening import CLOSING, may_change_a_watch
from services.sla.domain.noting import NOTED, News
from services.sla.domain.obligation import Outcome
from services.sla.firing import Firing
from services.sla.reactions import HEARD, Reactions
from shared.contracts import ABOUT_COMPLAINTS, Contract
from shared.contracts.casework import Satisfaction
from shared.contracts.intake import ComplaintReceivedV1, PolicyStamp
from shared.contracts.sla import (
    DeadlineApproachingV1,
    DeadlineMissedV1,
    MilestoneMetV1,
    MilestoneMissedV1,
    ObligationKind,
    ObligationStartedV1,
    SupervisionGroundAddedV1,
    SupervisionOrderClosedV1,
    SupervisionOrderIssuedV1,
)
from shared.policy.events import CLOCKED
from shared.subscriber import Handlers
from tests.unit.policy.regulations import at, library, zsy
from tests.unit.sla.regulation import NOTICES, regulation
from tests.unit.sla.service import ORDER, RECEIVED, SlaInMemory, begun, supervised, told
from tests.unit.sla.story import (
    Telling,
    assigned,
    carried_out,
    cause_found,
    closed,
    complaint,
    contacted,
    graded,
    handed_over,
    plan_approved,
    repeated,
    revisited,
)

WANG = Caller("wang")
OTHER = UUID("00000000-0000-4000-8000-0000000000c2")


async def test_a_complaint_sets_its_timers_and_tells_its_limits() -> None:
    sla = await begun()

    assert [t.place for t in await sla.timers()] == [
        "handover-phone/warning/50%",
        "handover-phone/due/",
        "passed-to-marketing/due/",
        "preliminary-opinion/warning/50%",
        "preliminary-opinion/warning/2 h",
        "preliminary-opinion/due/",
    ]
    started = await told(sla, ObligationStartedV1)
    assert [contract.model_dump()["obligation"] for contract in started] == [
        "passed-to-marketing",
        "handover-phone",
        "preliminary-opinion",
    ]


async def test_a_message_that_comes_twice_changes_nothing() -> None:
    sla = await supervised()
    before, timers = await sla.told(), await sla.timers()
    await sla.hears(complaint(zsy(), RECEIVED), graded(2), assigned())

    assert (await sla.told(), await sla.timers()) == (before, timers)


async def test_a_message_that_comes_late_meets_what_it_was_in_time_for() -> None:
    sla = await begun()
    sla.clock.step_to(at("2026-11-19 12:00"))
    await sla.hears(contacted("2026-11-19 09:00"), when="2026-11-19 09:00")

    opinion = (await sla.watch()).obligation("preliminary-opinion")
    assert opinion is not None
    assert opinion.outcome is Outcome.MET
    assert await sla.timers_are_what_the_watch_says()


async def test_every_event_of_those_it_hears_has_a_handler() -> None:
    handlers: Handlers = Reactions(library(), SlaInMemory(RECEIVED).clock).handlers
    assert set(handlers) == {c for c in ABOUT_COMPLAINTS if c.SERVICE in HEARD}
    heard = {contract.EVENT for contract in handlers}
    assert heard | {DeadlineMissedV1.EVENT} == CLOCKED, "a pack can name nothing else"


def test_no_watch_need_hear_of_what_the_regulation_does_not_wait_for() -> None:
    pack = zsy()
    form = handed_over()(at(RECEIVED))
    warning = form.model_copy(update={"template": "deadline-warning"})
    always = NOTED | CLOSING.keys() | {"reopened", "cause-found", "complaint-repeated"}

    assert may_change_a_watch(News.of(form), pack)
    assert not may_change_a_watch(News.of(warning), pack)
    assert all(may_change_a_watch(News(event, at(RECEIVED), {}), pack) for event in always)


def test_what_cannot_be_decided_is_heard() -> None:
    assert may_change_a_watch(News("notice-sent", at(RECEIVED), data={}), zsy())


async def test_timers_fire_in_due_order_across_complaints_and_then_are_gone() -> None:
    sla = await begun()
    await sla.hears(_another(complaint(zsy(), "2026-11-18 09:30")))
    await sla.passes("2026-11-20 10:00")

    fired = [c for c in await sla.told() if isinstance(c, DeadlineApproachingV1 | DeadlineMissedV1)]
    moments = [contract.occurred_at for contract in fired]
    assert moments == sorted(moments)
    assert len(fired) == 12
    assert await sla.timers() == ()


async def test_a_timer_that_fails_lets_the_others_fire_and_is_kept() -> None:
    sla = await begun()
    foreign = PolicyStamp(pack="answer-within", version="1")
    await sla.hears(_another(complaint(zsy(), RECEIVED), policy=foreign))
    without = {stamp: pack for stamp, pack in library().packs.items() if stamp[0] == "zsy"}
    sla.firing = Firing(sla.store, replace(library(), packs=without), sla.clock)
    sla.clock.step_to(at("2027-01-18 10:00"))

    while await sla.firing.fire_due():
        pass

    assert len(await told(sla, DeadlineMissedV1)) == 3
    assert {timer.complaint_id for timer in await sla.timers()} == {OTHER}


async def test_a_holiday_notice_is_heeded_when_the_service_starts_again() -> None:
    before, after = regulation(), regulation(*NOTICES)
    under_before = replace(library(), packs={("tests", "1"): before})
    under_after = replace(library(), packs={("tests", "1"): after})
    sla = SlaInMemory(RECEIVED, policies=under_before)
    await sla.hears(complaint(before, RECEIVED))

    await Firing(sla.store, under_after, sla.clock).heed_holiday_notices()

    anew = (await told(sla, ObligationStartedV1))[-1]
    assert (anew.due_at, anew.explanation.provisional) == (at("2026-11-26 18:00"), False)
    assert await sla.timers_are_what_the_watch_says()


async def test_a_threshold_is_told_as_what_it_is() -> None:
    sla = await begun()
    await sla.hears(cause_found())
    await sla.passes("2026-11-26 00:00")

    week = (await told(sla, DeadlineMissedV1))[-1]
    assert (week.obligation, week.kind, week.tell) == (
        "unsolved-week",
        ObligationKind.THRESHOLD,
        (),
    )


async def test_an_order_is_issued_with_the_event_that_calls_for_it() -> None:
    sla = await supervised()

    (issued,) = await told(sla, SupervisionOrderIssuedV1)
    assert (issued.order_number, issued.department, issued.rule, issued.facts) == (
        ORDER,
        "engineering",
        "zsy-5.2.6",
        {"grade": 2},
    )
    assert len([t for t in await sla.timers() if t.aggregate == "supervision-order"]) == 3


async def test_a_milestone_that_passes_warns_department_and_leader() -> None:
    sla = await (await supervised()).passes("2026-11-20 18:00")

    (missed,) = await told(sla, MilestoneMissedV1)
    assert (missed.milestone.key, missed.tell) == (
        "cause-and-plan",
        ("department", "leader-in-charge"),
    )


async def test_the_order_follows_what_casework_tells_and_says_how_far_it_is() -> None:
    sla = await supervised()
    sla.clock.step_to(at("2026-11-19 10:00"))
    await sla.hears(cause_found(), plan_approved(), carried_out("闭水无渗漏"))
    await sla.hears(revisited(Satisfaction.NOT_REACHED))
    assert [m.key for m in (await sla.order(ORDER)).milestones_ahead] == ["revisited"]

    await sla.hears(revisited(Satisfaction.SATISFIED), when="2026-11-19 10:30")
    met = await told(sla, MilestoneMetV1)
    assert [(m.milestone.key, m.progress) for m in met] == [
        ("cause-and-plan", "处理方案已获批准"),
        ("carried-out", "处理方案已实施：闭水无渗漏"),
        ("revisited", "已回访客户：满意"),
    ]
    assert {m.copies for m in met} == {("leader-in-charge",)}
    assert [t for t in await sla.timers() if t.aggregate == "supervision-order"] == []


async def test_a_further_ground_of_the_open_order_is_told() -> None:
    sla = await (await supervised()).passes("2026-11-19 10:00")
    await sla.hears(repeated())

    (added,) = await told(sla, SupervisionGroundAddedV1)
    assert (added.order_number, added.label, added.facts) == (
        ORDER,
        "处理逾期并引起二次投诉",
        {"overdue": True, "second_complaint": True},
    )


async def test_closing_the_case_closes_its_order_and_stops_all_clocks() -> None:
    sla = await (await supervised()).hears(closed())

    assert (await sla.order(ORDER)).result == "投诉已办结"
    assert len(await told(sla, SupervisionOrderClosedV1)) == 1
    assert await sla.timers() == ()


def _another(telling: Telling, policy: PolicyStamp | None = None) -> Telling:
    """The same for another complaint, under another regulation where one is given."""

    def told(when: object) -> Contract:
        contract = telling(when)  # type: ignore[arg-type]
        assert isinstance(contract, ComplaintReceivedV1)
        return contract.model_copy(
            update={
                "complaint_id": OTHER,
                "number": "TS20261118-000124",
                "policy": policy or contract.policy,
                "facts": {} if policy else contract.facts,
            }
        )

    return told
