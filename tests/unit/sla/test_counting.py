"""Counting anew: a new grade or category, a holiday notice; and the customer's own limit."""

from __future__ import annotations

from services.sla.domain import happening
from services.sla.domain.clocks import NO_LONGER_APPLIES
from services.sla.domain.events import (
    DeadlineMissed,
    ObligationCancelled,
    ObligationRederived,
    ObligationStarted,
)
from services.sla.domain.obligation import Outcome
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.regulation import NOTICES, regulation
from tests.unit.sla.story import Story, classified, graded

OPINION = "preliminary-opinion"


def begun() -> Story:
    """Received on Wednesday; `answer` is due on the Wednesday after, at 18:00."""
    return Story(regulation()).received("2026-11-18 10:00")


def test_a_new_grade_starts_what_it_calls_for_from_its_own_start() -> None:
    story = begun().hears(graded(1), "2026-11-18 12:00")

    assert story.due("grave-answer") == "2026-11-18 18:00"
    assert story.obligation("grave-answer").started_at == at("2026-11-18 10:00")
    assert story.outcomes["answer"] is Outcome.OPEN


def test_a_grade_that_falls_takes_its_limits_with_it_and_gives_them_back() -> None:
    story = begun().hears(graded(1), "2026-11-18 12:00").hears(graded(2), "2026-11-18 13:00")

    (cancelled,) = story.of(ObligationCancelled)
    assert (cancelled.key, cancelled.reason) == ("grave-answer", NO_LONGER_APPLIES)

    story.hears(graded(1), "2026-11-18 14:00")
    assert story.outcomes["grave-answer"] is Outcome.OPEN
    assert story.due("grave-answer") == "2026-11-18 18:00"


def test_what_was_met_or_missed_stays_so_under_a_new_grade() -> None:
    story = begun().hears(graded(1), "2026-11-18 12:00").passes("2026-11-18 18:00")
    story.hears(graded(2), "2026-11-18 19:00").hears(graded(1), "2026-11-18 20:00")

    assert story.outcomes["grave-answer"] is Outcome.MISSED
    assert len(story.of(ObligationStarted, "grave-answer")) == 1


def test_a_limit_whose_time_has_passed_under_the_new_grade_is_missed_at_once() -> None:
    story = begun().hears(graded(1), "2026-11-19 09:00")

    assert story.outcomes["grave-answer"] is Outcome.MISSED


def test_a_new_category_starts_what_it_calls_for() -> None:
    story = begun().hears(classified("noise"), "2026-11-18 10:05")

    assert story.due("noise-survey") == "2026-11-22 00:00"


def test_the_same_grade_again_changes_nothing() -> None:
    story = begun().hears(graded(2), "2026-11-18 12:00")
    told = len(story.events)

    assert len(story.hears(graded(2), "2026-11-18 13:00").events) == told


def test_the_customers_own_earlier_limit_rules() -> None:
    story = Story(zsy()).received("2026-11-18 10:00", wanted_by="2026-11-18 20:00")
    opinion = story.obligation(OPINION)

    assert story.due(OPINION) == "2026-11-18 20:00"
    assert [(w.step, w.at) for w in opinion.timing.warnings] == [
        ("50%", at("2026-11-18 15:00")),
        ("2 h", at("2026-11-18 18:00")),
    ]
    assert "客户要求不晚于 2026-11-18 20:00" in opinion.timing.explanation.sentences[-1]


def test_a_later_limit_of_the_customer_leaves_the_regulations() -> None:
    story = Story(zsy()).received("2026-11-18 10:00", wanted_by="2026-11-28 20:00")

    assert story.due(OPINION) == "2026-11-19 10:00"


def test_a_holiday_notice_moves_what_was_provisional_and_nothing_else() -> None:
    story = begun()
    assert story.obligation("answer").timing.explanation.provisional

    story.under(regulation(*NOTICES))
    story.does(
        lambda watch: happening.heed_notices(watch, story.pack, now=at("2026-11-19 09:00")),
        "2026-11-19 09:00",
    )

    (anew,) = story.of(ObligationRederived)
    assert not anew.timing.explanation.provisional
    assert story.due("answer") == "2026-11-26 18:00"
    assert happening.heed_notices(story.watch, story.pack, now=at("2026-11-19 09:00")) == []


def test_nothing_is_missed_by_a_count_that_a_notice_has_overtaken() -> None:
    """The timer was set by the old count, and fires before anybody looked at the new calendar."""
    story = begun()
    passed = story.due("answer")
    assert passed is not None

    story.under(regulation(*NOTICES))
    story.does(
        lambda watch: happening.let_pass(watch, story.pack, until=at(passed), now=at(passed)),
        passed,
    )

    assert story.due("answer") == "2026-11-26 18:00" > passed
    assert [missed.key for missed in story.of(DeadlineMissed)] == []
