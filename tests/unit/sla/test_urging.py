"""Milestones that were missed are pressed for; milestones still ahead may be given more time."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from services.sla.domain import order_decisions as orders
from services.sla.domain import refusals
from services.sla.domain.ground import Ground
from services.sla.domain.instants import instants_of_order
from services.sla.domain.milestone import MilestoneExtension
from services.sla.domain.order_events import (
    MilestoneExtended,
    MilestoneMissed,
    MilestoneReached,
    MilestoneUrged,
    OrderClosed,
    OrderIssued,
)
from services.sla.domain.order_extending import ExtendMilestone, extend
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from shared.contracts.sla import MilestoneExtendedV1, MilestoneUrgedV1
from shared.domain import Refusal
from shared.policy import Pack, load_pack
from tests.support.given import given
from tests.unit.policy.regulations import at
from tests.unit.sla.regulation import TEXT
from tests.unit.sla.service import SlaInMemory, told
from tests.unit.sla.story import COMPLAINT, NUMBER, assigned, complaint, graded
from tests.unit.sla.test_calendar_changes import BY, under

NOON = at("2026-11-18 12:00")
ORDER = "DB20261118-000123"
GROUND = Ground(key="grave", rule="t-s1", label="重大投诉", facts={"grade": 1})
LADDER = """\
    urging: {tell: [department]}
    ladder:
      - {after: 4 h, tell: [leader-in-charge]}
      - {after: 1 wd, tell: [manager]}
    extended_by: manager
"""
PLAN_DUE, DONE_DUE = at("2026-11-20 18:00"), at("2026-11-25 18:00")
FIRST, SECOND = at("2026-11-20 22:00"), at("2026-11-23 18:00")
MISSED = MilestoneMissed(key="plan", at=PLAN_DUE, late_s=0.0)
URGED = (
    MilestoneUrged(key="plan", rung=1, at=FIRST, late_s=0.0, tell=("leader-in-charge",)),
    MilestoneUrged(key="plan", rung=2, at=SECOND, late_s=0.0, tell=("manager",)),
)


@cache
def regulation() -> Pack:
    text = TEXT.replace("    urging: {tell: [department, leader-in-charge]}\n", LADDER)
    urged = "notices:\n  - {key: urged, rule: t-n, on: milestone-urged, to: [event.tell],"
    urged += " channel: email, subject: 催办, body: 催办}\n"
    text = text.replace("notices:\n", urged)
    return load_pack(text, file="tests.yaml", calendars={"cn": ()})


def issued() -> OrderIssued:
    command = orders.IssueOrder(
        complaint_id=COMPLAINT,
        complaint_number=NUMBER,
        order_number=ORDER,
        department="engineering",
        grounds=(GROUND,),
    )
    pack = regulation()
    assert pack.supervision is not None
    (event,) = orders.issue(None, command, pack.supervision.terms, pack, now=NOON)
    assert isinstance(event, OrderIssued)
    return event


def wanted(key: str = "plan", **more: Any) -> ExtendMilestone:
    asked = {"until": None, "by": "2 wd", "reason": "等待配件", "approved_by": "manager", **more}
    return ExtendMilestone(key=key, **asked)


def test_a_missed_milestone_is_urged_rung_by_rung_each_once() -> None:
    order = given(SUPERVISION_ORDER, issued())
    assert order.state is not None
    assert [i.at for i in instants_of_order(order.state)] == [PLAN_DUE, DONE_DUE]

    order.when(lambda o: orders.brought_to(PLAN_DUE, o, now=PLAN_DUE)).then(MISSED)
    missed = given(SUPERVISION_ORDER, issued(), MISSED)
    assert missed.state is not None
    assert [i.at for i in instants_of_order(missed.state)] == [FIRST, SECOND, DONE_DUE]
    missed.when(lambda o: orders.brought_to(FIRST, o, now=FIRST)).then(URGED[0])
    given(SUPERVISION_ORDER, issued(), MISSED, URGED[0]).when(
        lambda o: orders.brought_to(SECOND, o, now=SECOND)
    ).then(URGED[1])
    given(SUPERVISION_ORDER, issued(), MISSED, *URGED).when(
        lambda o: orders.brought_to(SECOND, o, now=SECOND)
    ).then()


def test_after_downtime_every_rung_is_climbed_in_due_order_and_says_how_late() -> None:
    now = at("2026-11-24 18:00")
    happened = given(SUPERVISION_ORDER, issued()).when(lambda o: orders.brought_to(now, o, now=now))
    hour = 3600.0
    happened.then(
        MISSED.model_copy(update={"late_s": 96 * hour}),
        URGED[0].model_copy(update={"late_s": 92 * hour}),
        URGED[1].model_copy(update={"late_s": 24 * hour}),
    )


def test_urging_stops_when_the_milestone_is_reached_or_the_order_closed() -> None:
    reached = MilestoneReached(key="plan", reached_at=FIRST, progress="方案已定", by="li")
    closed = OrderClosed(result="已完成", by="wang")
    for end in (reached, closed):
        given(SUPERVISION_ORDER, issued(), MISSED, end).when(
            lambda o: orders.brought_to(SECOND, o, now=SECOND)
        ).then()


def test_what_is_reached_late_was_urged_before() -> None:
    now = at("2026-11-21 09:00")
    given(SUPERVISION_ORDER, issued(), MISSED).when(
        lambda o: orders.reach(o, "plan", "方案已定", by="li", now=now)
    ).then(
        URGED[0].model_copy(update={"late_s": 11 * 3600.0}),
        MilestoneReached(key="plan", reached_at=now, progress="方案已定", by="li"),
    )


def test_more_time_moves_the_milestone_and_its_ladder() -> None:
    extension = MilestoneExtension(
        granted_at=NOON,
        until=at("2026-11-24 18:00"),
        reason="等待配件",
        approved_by="manager",
        by="wang",
    )
    order = given(SUPERVISION_ORDER, issued())
    decided = order.when(lambda o: extend(o, wanted(), regulation(), by="wang", now=NOON))
    (event,) = decided.events
    assert isinstance(event, MilestoneExtended)
    assert event.extension == extension
    assert [rung.at for rung in event.rungs] == [at("2026-11-24 22:00"), at("2026-11-25 18:00")]
    after = given(SUPERVISION_ORDER, issued(), event).state
    assert after is not None
    plan = after.milestone("plan")
    assert plan is not None
    assert (plan.due_at, plan.first_due_at) == (extension.until, PLAN_DUE)


@pytest.mark.parametrize(
    ("when", "more", "refusal"),
    [
        ("2026-11-20 18:00", {}, refusals.MilestoneCannotBeExtended),
        ("2026-11-18 12:00", {"approved_by": "wang"}, refusals.ApproverIsNotThePost),
        ("2026-11-18 12:00", {"by": None}, refusals.EitherUntilOrBy),
        ("2026-11-18 12:00", {"by": "soon"}, refusals.TimeIsUnusable),
        ("2026-11-18 12:00", {"by": None, "until": PLAN_DUE}, refusals.ExtensionIsNotLater),
        ("2026-11-18 12:00", {"key": "nothing"}, refusals.MilestoneIsUnknown),
    ],
)
def test_more_time_is_refused_where_it_makes_no_sense(
    when: str, more: dict[str, Any], refusal: type[Refusal]
) -> None:
    given(SUPERVISION_ORDER, issued()).when(
        lambda o: extend(o, wanted(**more), regulation(), by="wang", now=at(when))
    ).then_refused(refusal)


def test_a_closed_order_gives_no_more_time() -> None:
    closed = OrderClosed(result="已完成", by="wang")
    given(SUPERVISION_ORDER, issued(), closed).when(
        lambda o: extend(o, wanted(), regulation(), by="wang", now=NOON)
    ).then_refused(refusals.OrderIsClosed)


async def test_urging_and_more_time_are_told_and_timed() -> None:
    sla = SlaInMemory("2026-11-18 12:00", policies=under(regulation()))
    await sla.hears(complaint(regulation(), "2026-11-18 12:00"), assigned(), graded(1))
    await sla.asked.orders.extend(ORDER, wanted("done"), BY)
    await sla.passes("2026-11-23 18:00")

    urged = await told(sla, MilestoneUrgedV1)
    assert [(u.milestone.key, u.rung, u.tell, u.occurred_at) for u in urged] == [
        ("plan", 1, ("leader-in-charge",), FIRST),
        ("plan", 2, ("manager",), SECOND),
    ]
    (extended,) = await told(sla, MilestoneExtendedV1)
    assert (extended.milestone.key, extended.first_due_at, extended.approved_by) == (
        "done",
        DONE_DUE,
        "manager",
    )
    view = await sla.asked.orders.view(ORDER)
    assert [(m.key, m.urged, m.due_at) for m in view.milestones] == [
        ("plan", 2, PLAN_DUE),
        ("done", 0, at("2026-11-27 18:00")),
    ]
