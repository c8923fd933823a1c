"""What may be done with a supervision order 督办单, and what time does to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from services.sla.domain import order_decisions as orders
from services.sla.domain import refusals
from services.sla.domain.ground import Ground
from services.sla.domain.instants import instants_of_order
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.noting import News
from services.sla.domain.order_decisions import IssueOrder
from services.sla.domain.order_events import (
    GroundsAdded,
    MilestoneMissed,
    MilestoneReached,
    MilestonesAgreed,
    OrderClosed,
    OrderIssued,
)
from services.sla.domain.supervision_order import SUPERVISION_ORDER, SupervisionOrder
from shared.domain import DomainEvent, Refusal
from shared.policy import OrderTerms
from tests.support.given import given
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.story import COMPLAINT, NUMBER

NOON = at("2026-11-18 12:00")
ORDER = "DB20261118-000123"
GROUND = Ground(key="grade-1", rule="zsy-5.2.6", label="重大投诉", facts={"grade": 1})
PLAN = PlannedMilestone(key="plan", name="方案", due_at=at("2026-11-20 18:00"))
DONE = PlannedMilestone(key="done", name="完成", due_at=at("2026-11-27 18:00"))
ISSUED = OrderIssued(
    complaint_id=COMPLAINT,
    complaint_number=NUMBER,
    order_number=ORDER,
    department="engineering",
    grounds=(GROUND,),
    issued_by="marketing",
    copies=("leader-in-charge",),
    tell_when_missed=("department", "leader-in-charge"),
    milestones=(PLAN, DONE),
    policy=zsy().stamp,
)
CLOSED = OrderClosed(result="已完成", by="wang")


def test_an_order_proposes_the_regulations_milestones_in_working_time() -> None:
    supervision = zsy().supervision
    assert supervision is not None
    command = IssueOrder(
        complaint_id=COMPLAINT,
        complaint_number=NUMBER,
        order_number=ORDER,
        department="engineering",
        grounds=(GROUND,),
    )
    issued = given(SUPERVISION_ORDER).when(
        lambda order: orders.issue(order, command, supervision.terms, zsy(), now=NOON)
    )

    (event,) = issued.events
    assert isinstance(event, OrderIssued)
    assert event.issued_by == "marketing"
    assert [(m.key, m.due_at) for m in event.milestones] == [
        ("cause-and-plan", at("2026-11-20 18:00")),
        ("carried-out", at("2026-11-27 18:00")),
        ("revisited", at("2026-12-02 18:00")),
    ]


def test_agreed_milestones_replace_those_that_are_open() -> None:
    agreed = PlannedMilestone(key="done", name="完成", due_at=at("2026-12-01 18:00"))

    given(SUPERVISION_ORDER, ISSUED).when(
        lambda order: orders.agree(order, (agreed,), by="wang", now=NOON)
    ).then(MilestonesAgreed(milestones=(agreed,), by="wang"))

    after = given(SUPERVISION_ORDER, ISSUED, MilestonesAgreed(milestones=(agreed,), by="wang"))
    assert after.state is not None
    assert [m.told for m in after.state.milestones] == [agreed.told]
    assert after.state.agreed


def test_a_milestone_reached_in_time_is_told_with_its_progress() -> None:
    given(SUPERVISION_ORDER, ISSUED).when(
        lambda order: orders.reach(order, "plan", "方案已定", by="li", now=NOON)
    ).then(MilestoneReached(key="plan", reached_at=NOON, progress="方案已定", by="li"))


def test_a_milestone_that_passes_is_missed_once_in_due_order() -> None:
    late = at("2026-11-30 18:00")
    missed = (
        MilestoneMissed(key="plan", at=PLAN.due_at, late_s=10 * 86400.0),
        MilestoneMissed(key="done", at=DONE.due_at, late_s=3 * 86400.0),
    )

    given(SUPERVISION_ORDER, ISSUED).when(
        lambda order: orders.brought_to(late, order, now=late)
    ).then(*missed)
    given(SUPERVISION_ORDER, ISSUED, *missed).when(
        lambda order: orders.brought_to(late, order, now=late)
    ).then()


def test_a_milestone_reached_too_late_is_missed_first() -> None:
    late = at("2026-11-20 18:30")

    given(SUPERVISION_ORDER, ISSUED).when(
        lambda order: orders.reach(order, "plan", "方案已定", by="li", now=late)
    ).then(
        MilestoneMissed(key="plan", at=PLAN.due_at, late_s=1800.0),
        MilestoneReached(key="plan", reached_at=late, progress="方案已定", by="li"),
    )


def test_reaching_a_milestone_again_changes_nothing() -> None:
    reached = MilestoneReached(key="plan", reached_at=NOON, progress="方案已定", by="li")

    given(SUPERVISION_ORDER, ISSUED, reached).when(
        lambda order: orders.reach(order, "plan", "再次", by="li", now=NOON)
    ).then()


def follow(news: News, *, now: datetime = NOON) -> Callable[[SupervisionOrder], list[DomainEvent]]:
    return lambda order: orders.follow(order, news, terms(), by="policy", now=now)


def terms() -> OrderTerms:
    supervision = zsy().supervision
    assert supervision is not None
    return supervision.terms


PROPOSED = ISSUED.model_copy(
    update={
        "milestones": (
            PLAN.model_copy(update={"key": "cause-and-plan"}),
            DONE.model_copy(update={"key": "carried-out"}),
        )
    }
)
APPROVED = News("plan-approved", NOON, {"post": "marketing-manager"})
PLAN_REACHED = MilestoneReached(
    key="cause-and-plan", reached_at=NOON, progress="处理方案已获批准", by="policy"
)


def test_a_milestone_is_reached_by_what_the_regulation_names_for_it() -> None:
    given(SUPERVISION_ORDER, PROPOSED).when(follow(APPROVED)).then(PLAN_REACHED)


def test_a_plan_that_waits_for_approval_reaches_nothing_yet() -> None:
    order = given(SUPERVISION_ORDER, PROPOSED)
    waiting = News("plan-proposed", NOON, {"plan": "重做防水", "approver": "marketing-manager"})
    free = News("plan-proposed", NOON, {"plan": "重做防水", "approver": None})

    order.when(follow(waiting)).then()
    order.when(follow(free)).then(
        PLAN_REACHED.model_copy(update={"progress": "已提出处理方案：重做防水"})
    )


def test_what_was_done_before_the_due_time_is_in_time_although_it_is_heard_later() -> None:
    done = News("solution-carried-out", DONE.due_at, {"result": "闭水无渗漏"})
    heard = at("2026-11-28 09:00")

    given(SUPERVISION_ORDER, PROPOSED, PLAN_REACHED).when(follow(done, now=heard)).then(
        MilestoneReached(
            key="carried-out",
            reached_at=DONE.due_at,
            progress="处理方案已实施：闭水无渗漏",
            by="policy",
        )
    )


def test_what_was_due_before_it_happened_is_missed_first() -> None:
    late = PLAN.due_at + timedelta(minutes=30)
    approved = News("plan-approved", late, {"post": "marketing-manager"})

    given(SUPERVISION_ORDER, PROPOSED).when(follow(approved, now=late)).then(
        MilestoneMissed(key="cause-and-plan", at=PLAN.due_at, late_s=1800.0),
        PLAN_REACHED.model_copy(update={"reached_at": late}),
    )


def test_an_order_follows_nothing_twice_and_nothing_after_its_end() -> None:
    given(SUPERVISION_ORDER, PROPOSED, PLAN_REACHED).when(follow(APPROVED)).then()
    given(SUPERVISION_ORDER, PROPOSED, CLOSED).when(follow(APPROVED)).then()


def test_milestones_of_a_persons_own_are_reached_by_hand_only() -> None:
    given(SUPERVISION_ORDER, ISSUED).when(follow(APPROVED)).then()


def test_a_closed_order_stops_its_clocks_and_takes_no_more_orders() -> None:
    order = given(SUPERVISION_ORDER, ISSUED, CLOSED)

    assert order.state is not None
    assert instants_of_order(order.state) == ()
    order.when(lambda o: orders.close(o, "再次", by="wang", now=NOON)).then()
    order.when(lambda o: orders.add_grounds(o, (GROUND,))).then()
    for decide in (
        lambda o: orders.agree(o, (PLAN,), by="wang", now=NOON),
        lambda o: orders.reach(o, "plan", "方案", by="wang", now=NOON),
        lambda o: orders.close_by_hand(o, "完成", by="wang", now=NOON),
    ):
        order.when(decide).then_refused(refusals.OrderIsClosed)


PAST = PlannedMilestone(key="other", name="其他", due_at=NOON)


@pytest.mark.parametrize(
    ("milestones", "refusal"),
    [
        ((DONE, DONE), refusals.MilestoneIsNamedTwice),
        ((PAST,), refusals.MilestoneLiesBehind),
        ((PLAN,), refusals.MilestoneIsOver),
    ],
)
def test_what_cannot_be_agreed_is_refused(
    milestones: tuple[PlannedMilestone, ...], refusal: type[Refusal]
) -> None:
    missed = MilestoneMissed(key="plan", at=PLAN.due_at, late_s=0)

    given(SUPERVISION_ORDER, ISSUED, missed).when(
        lambda order: orders.agree(order, milestones, by="wang", now=NOON)
    ).then_refused(refusal, field="milestones")


def test_a_milestone_nobody_named_cannot_be_reached() -> None:
    given(SUPERVISION_ORDER, ISSUED).when(
        lambda order: orders.reach(order, "nothing", "-", by="li", now=NOON)
    ).then_refused(refusals.MilestoneIsUnknown)


def test_more_grounds_are_kept_beside_the_first() -> None:
    more = Ground(key="grade-2", rule="zsy-5.2.6", label="热点投诉", facts={"grade": 2})
    order = given(SUPERVISION_ORDER, ISSUED, GroundsAdded(grounds=(more,)))

    state = order.state
    assert isinstance(state, SupervisionOrder)
    assert state.grounds == (GROUND, more)
