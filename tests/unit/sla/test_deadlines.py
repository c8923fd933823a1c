"""What starts a clock, what ends it, and what time does to it."""

from __future__ import annotations

from services.sla.domain.events import (
    DeadlineApproaching,
    DeadlineMissed,
    FactsNoted,
    ObligationCancelled,
    ObligationMet,
    ObligationStarted,
)
from services.sla.domain.instants import instants_of_watch
from services.sla.domain.obligation import Outcome
from shared.contracts.casework import Side
from shared.contracts.intake import Channel
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.regulation import regulation
from tests.unit.sla.story import (
    Story,
    cause_found,
    closed,
    contacted,
    graded,
    handed_over,
    reopened,
    repeated,
    withdrawn,
)

PASSED_ON = "passed-to-marketing"
OPINION = "preliminary-opinion"


def test_a_complaint_starts_the_limits_of_its_channel_and_hour() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")

    assert story.outcomes == dict.fromkeys((PASSED_ON, "handover-phone", OPINION), Outcome.OPEN)
    assert story.due(PASSED_ON) == story.due("handover-phone") == "2026-11-18 11:00"
    assert story.due(OPINION) == "2026-11-19 10:00"


def test_a_limit_says_why_it_is_when_it_is() -> None:
    why = Story(zsy()).received("2026-11-18 10:00").obligation(OPINION).timing.explanation

    assert (why.rule, why.policy, why.span) == ("zsy-5.2.4", "客户投诉管理程序 2026.1", "24 h")
    assert not why.provisional
    assert why.sentences[0].startswith("时限为 24 小时，依据规则 zsy-5.2.4")
    assert why.counted[0].seconds == 24 * 3600


def test_what_is_done_in_time_is_met_once() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-18 15:00"), "2026-11-18 15:00")
    story.hears(contacted("2026-11-18 16:00"), "2026-11-18 16:00").passes("2026-11-30 10:00")

    (met,) = story.of(ObligationMet, OPINION)
    assert met.met_at == at("2026-11-18 15:00")
    assert story.outcomes[OPINION] is Outcome.MET


def test_a_contact_without_the_opinion_meets_nothing() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-18 15:00", opinion=False), "2026-11-18 15:00")

    assert story.outcomes[OPINION] is Outcome.OPEN


def test_warnings_come_in_steps_and_then_the_miss_each_once() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(handed_over(), "2026-11-18 10:01")
    for hour in range(11, 24):
        story.passes(f"2026-11-18 {hour}:00")
    story.passes("2026-11-19 08:00").passes("2026-11-19 10:00").passes("2026-11-20 10:00")

    assert story.fired == [
        (PASSED_ON, "missed", 0.0),
        (OPINION, "50%", 0.0),
        (OPINION, "2 h", 0.0),
        (OPINION, "missed", 0.0),
    ]
    assert story.of(DeadlineMissed, OPINION)[0].tell == ("department", "leader-in-charge")
    assert story.of(DeadlineApproaching)[0].tell == ("department", "leader-in-charge")


def test_after_downtime_every_instant_fires_once_in_due_order_and_says_how_late() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").passes("2026-11-19 11:00")

    assert story.fired == [
        ("handover-phone", "50%", 24.5 * 3600),
        (PASSED_ON, "missed", 24.0 * 3600),
        ("handover-phone", "missed", 24.0 * 3600),
        (OPINION, "50%", 13.0 * 3600),
        (OPINION, "2 h", 3.0 * 3600),
        (OPINION, "missed", 1.0 * 3600),
    ]
    assert instants_of_watch(story.watch) == ()


def test_what_came_too_late_is_missed_even_where_no_timer_has_fired_yet() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-19 10:30"), "2026-11-19 10:30")

    assert story.outcomes[OPINION] is Outcome.MISSED
    assert story.of(DeadlineMissed, OPINION)[0].at == at("2026-11-19 10:00")
    assert story.of(ObligationMet) == []


def test_what_was_done_in_time_counts_although_it_was_heard_after_downtime() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-19 09:00"), "2026-11-19 09:00", heard="2026-11-19 12:00")
    story.passes("2026-11-19 12:00")

    assert story.outcomes[OPINION] is Outcome.MET
    assert [step for key, step, _ in story.fired if key == OPINION] == ["50%", "2 h"]


def test_what_is_done_at_the_very_due_time_is_in_time() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-19 10:00"), "2026-11-19 10:00")

    assert story.outcomes[OPINION] is Outcome.MET


def test_missed_stays_missed_whatever_is_said_later_to_have_been_done_before() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").passes("2026-11-19 10:00")
    story.hears(contacted("2026-11-19 09:00"), "2026-11-19 09:00", heard="2026-11-19 11:00")

    assert story.outcomes[OPINION] is Outcome.MISSED
    assert story.of(ObligationMet) == []


def test_an_old_complaint_typed_in_late_has_missed_at_once_what_had_passed_by_then() -> None:
    story = Story(zsy()).received("2026-11-16 10:00", recorded="2026-11-18 10:00")

    assert set(story.outcomes) == {PASSED_ON, "handover-phone", OPINION}
    assert set(story.outcomes.values()) == {Outcome.MISSED}
    assert [late_s for _, _, late_s in story.fired] == sorted(
        (late_s for _, _, late_s in story.fired), reverse=True
    )
    assert all(late_s > 0 for _, _, late_s in story.fired)


def test_a_withdrawn_complaint_owes_nothing_more() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(withdrawn(), "2026-11-18 10:10")

    assert set(story.outcomes.values()) == {Outcome.CANCELLED}
    assert instants_of_watch(story.watch) == ()
    assert {event.reason for event in story.of(ObligationCancelled)} == {"complaint-withdrawn"}


def test_a_closed_case_meets_its_thresholds_and_cancels_the_rest() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(cause_found(), "2026-11-18 10:10")
    story.hears(closed(), "2026-11-18 10:20")

    assert story.outcomes["unsolved-week"] is Outcome.MET
    assert story.outcomes["handover-phone"] is Outcome.CANCELLED


def test_what_is_heard_of_a_closed_case_starts_nothing_until_it_is_reopened() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(withdrawn(), "2026-11-18 10:10")
    story.hears(graded(3), "2026-11-18 10:11")
    assert "important-state" not in story.outcomes

    story.hears(reopened(), "2026-11-19 09:00").hears(graded(3), "2026-11-19 09:01")
    assert story.outcomes["important-state"] is Outcome.OPEN


def test_a_closing_may_itself_start_a_limit() -> None:
    story = Story(regulation()).received("2026-11-18 10:00").hears(closed(), "2026-11-18 11:00")

    assert story.outcomes == {"answer": Outcome.CANCELLED, "report": Outcome.OPEN}


def test_a_step_that_ends_one_limit_may_start_the_next_of_the_same_name() -> None:
    story = Story(regulation()).received("2026-11-18 10:00")
    story.hears(contacted("2026-11-18 11:00", opinion=False), "2026-11-18 11:00")
    story.hears(contacted("2026-11-18 12:00", opinion=False), "2026-11-18 12:00")

    assert [o.outcome for o in story.watch.obligations if o.key == "progress"] == [
        Outcome.MET,
        Outcome.OPEN,
    ]
    assert story.due("progress") == "2026-11-18 14:00"


def test_starting_what_is_open_changes_nothing() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(cause_found(), "2026-11-18 10:10")
    story.hears(cause_found(), "2026-11-18 10:20")

    assert len(story.of(ObligationStarted, "unsolved-week")) == 1


def test_a_threshold_passes_silently_and_only_changes_facts() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(cause_found(), "2026-11-18 10:10")
    story.passes("2026-11-26 00:00")

    (missed,) = story.of(DeadlineMissed, "unsolved-week")
    assert missed.tell == ()
    assert {"unsolved_week": True} in [event.facts for event in story.of(FactsNoted)]


def test_a_threshold_that_had_passed_when_the_cause_was_found_passes_at_once() -> None:
    story = Story(zsy()).received("2026-11-02 10:00").passes("2026-11-18 10:00")
    story.hears(cause_found(), "2026-11-18 10:00")

    assert story.outcomes["unsolved-week"] is Outcome.MISSED
    assert story.outcomes["unsolved-month"] is Outcome.OPEN


def test_a_cause_on_the_customers_side_cancels_the_thresholds() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(cause_found(), "2026-11-18 10:10")
    story.hears(cause_found(Side.CUSTOMER), "2026-11-18 11:00")

    assert story.outcomes["unsolved-week"] is Outcome.CANCELLED


def test_a_miss_can_start_a_limit_of_its_own() -> None:
    story = Story(regulation()).received("2026-11-18 10:00").passes("2026-11-25 18:00")

    assert story.outcomes["answer"] is Outcome.MISSED
    assert story.due("explain-delay") == "2026-11-25 19:00"


def test_overdue_and_complained_of_again_are_known_as_facts() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").passes("2026-11-19 10:00")
    story.hears(repeated(), "2026-11-19 11:00")

    assert story.watch.facts == {"overdue": True, "second_complaint": True}


def test_what_triage_says_of_facts_that_events_tell_does_not_undo_them() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").passes("2026-11-19 10:00")
    story.hears(graded(2, overdue=False, media_possible=True), "2026-11-19 11:00")

    assert story.watch.facts == {"overdue": True, "media_possible": True}


def test_the_same_complaint_told_twice_is_watched_once() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    told = len(story.events)

    assert len(story.received("2026-11-18 10:00").events) == told


def test_events_of_a_complaint_nobody_has_heard_of_are_ignored() -> None:
    assert Story(zsy()).hears(graded(1), "2026-11-18 10:00").events == []


def test_a_holiday_complaint_by_visit_is_handed_over_the_same_day() -> None:
    story = Story(zsy()).received("2026-10-01 10:00", channel=Channel.VISIT)

    assert story.due("handover-holiday") == "2026-10-02 00:00"
