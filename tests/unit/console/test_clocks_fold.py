"""The clock of an obligation, and the supervision order, after what sla told."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import Any

from services.console.read_model.clocks import fold_clock
from services.console.read_model.rows import Clock, ClockState
from services.console.read_model.supervision import SupervisionOrder, fold_orders
from shared.contracts import sla
from tests.unit.console.stories import EXPLANATION, NINE, Story, after, escalated, solved

DUE = NINE + timedelta(hours=24)


def clock_of(story: Story) -> Clock:
    clock = reduce(fold_clock, story.contracts, None)
    assert clock is not None
    return clock


def orders_of(story: Story) -> tuple[SupervisionOrder, ...]:
    none: tuple[SupervisionOrder, ...] = ()
    return reduce(fold_orders, story.contracts, none)


def met(story: Story) -> Story:
    return story.owed(sla.ObligationMetV1, met_at=after(hours=3))


def missed(story: Story) -> Story:
    return story.owed(sla.DeadlineMissedV1, missed_at=DUE, tell=(), late_s=0.0)


def extended(story: Story) -> Story:
    return story.owed(
        sla.ObligationExtendedV1,
        due_at=DUE + timedelta(days=1),
        first_due_at=DUE,
        reason="等待配件",
        approved_by="何经理",
    )


def test_a_started_clock_runs_to_its_due_time_and_can_explain_itself() -> None:
    clock = clock_of(Story().started())
    assert (clock.state, clock.due_at, clock.first_due_at) == (ClockState.RUNNING, DUE, DUE)
    assert clock.explanation == EXPLANATION


def test_a_met_obligation_ends_when_it_was_met() -> None:
    clock = clock_of(solved())
    assert (clock.state, clock.ended_at) == (ClockState.MET, after(hours=3))


def test_what_was_missed_stays_missed() -> None:
    assert clock_of(met(missed(Story().started()))).state is ClockState.MISSED


def test_warnings_are_kept_through_the_end() -> None:
    clock = clock_of(escalated())
    assert (clock.state, [warned.step for warned in clock.warnings]) == (ClockState.MISSED, ["50%"])


def test_an_extension_leaves_the_first_due_time_visible() -> None:
    clock = clock_of(extended(Story().started()))
    assert (clock.due_at, clock.first_due_at) == (DUE + timedelta(days=1), DUE)
    assert (clock.reason, clock.approved_by) == ("等待配件", "何经理")


def test_a_clock_derived_anew_keeps_its_first_due_time_and_warnings() -> None:
    story = Story().started()
    story.owed(sla.DeadlineApproachingV1, warned_at=after(), step="50%", tell=(), late_s=0.0)
    clock = clock_of(story.started(due_at=after(hours=6)))
    assert (clock.due_at, clock.first_due_at) == (after(hours=6), DUE)
    assert len(clock.warnings) == 1


def test_an_obligation_that_begins_again_after_its_end_begins_afresh() -> None:
    clock = clock_of(met(Story().started()).started(due_at=after(days=9)))
    assert (clock.state, clock.first_due_at) == (ClockState.RUNNING, after(days=9))


def test_a_paused_clock_stands_still_until_it_is_resumed() -> None:
    story = Story().started()
    story.owed(sla.ObligationPausedV1, due_at=None, paused_at=after(hours=1), reason="等待客户")
    paused = clock_of(story)
    assert (paused.state, paused.due_at, paused.reason) == (ClockState.PAUSED, None, "等待客户")
    story.owed(sla.ObligationResumedV1, due_at=after(days=2), resumed_at=after(days=1))
    resumed = clock_of(story)
    assert (resumed.state, resumed.due_at) == (ClockState.RUNNING, after(days=2))


def test_an_issued_order_carries_its_ground_and_its_proposed_nodes() -> None:
    (order,) = orders_of(escalated())
    assert ([ground.label for ground in order.grounds], order.is_open) == (["热点投诉"], True)
    assert [node.key for node in order.milestones] == ["cause-and-plan", "carried-out"]


def test_an_order_with_a_further_ground_rests_on_both() -> None:
    story = escalated()
    why: dict[str, Any] = {"rule": "zsy-5.2.6", "label": "可能影响交付"}
    story.tell(sla.SupervisionGroundAddedV1, **story.order(), **why, facts={})
    (order,) = orders_of(story)
    assert [ground.label for ground in order.grounds] == ["热点投诉", "可能影响交付"]


def test_nodes_are_reached_or_missed_one_by_one() -> None:
    story = escalated()
    plan, done = story.milestone("cause-and-plan"), story.milestone("carried-out", 7)
    node = {**story.order(), "milestone": plan}
    story.tell(sla.MilestoneMetV1, **node, met_at=after(days=1), progress="已查明", copies=())
    story.tell(sla.MilestoneMissedV1, **(node | {"milestone": done}), tell=(), late_s=0.0)
    (order,) = orders_of(story)
    assert [(n.met_at, n.missed) for n in order.milestones] == [
        (after(days=1), False),
        (None, True),
    ]


def test_agreed_nodes_replace_those_proposed_but_what_was_reached_stays() -> None:
    story = escalated()
    plan = story.milestone("cause-and-plan")
    survey = plan.model_copy(update={"key": "survey", "name": "现场勘查"})
    reached = {**story.order(), "milestone": plan, "met_at": after(days=1)}
    story.tell(sla.MilestoneMetV1, **reached, progress="已查明", copies=())
    story.tell(sla.MilestonesAgreedV1, **story.order(), by="工程部", milestones=(survey,))
    (order,) = orders_of(story)
    assert [(n.key, n.met_at) for n in order.milestones] == [
        ("cause-and-plan", after(days=1)),
        ("survey", None),
    ]
    assert order.agreed_by == "工程部"


def test_a_missed_node_stays_missed_when_others_are_agreed() -> None:
    story = escalated()
    plan, done = story.milestone("cause-and-plan"), story.milestone("carried-out", 9)
    story.tell(sla.MilestoneMissedV1, **story.order(), milestone=plan, tell=(), late_s=0.0)
    story.tell(sla.MilestonesAgreedV1, **story.order(), by="工程部", milestones=(done,))
    (order,) = orders_of(story)
    assert [(n.key, n.missed) for n in order.milestones] == [
        ("cause-and-plan", True),
        ("carried-out", False),
    ]


def test_a_closed_order_keeps_its_result() -> None:
    story = escalated()
    story.tell(sla.SupervisionOrderClosedV1, **story.order(), result="已修复", by="marketing")
    (order,) = orders_of(story)
    assert (order.is_open, order.result) == (False, "已修复")
