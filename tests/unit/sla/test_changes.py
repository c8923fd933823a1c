"""What people do to a running clock: pauses and extensions."""

from __future__ import annotations

import pytest

from services.sla.domain import adjusting, happening, refusals
from services.sla.domain.adjusting import Extend
from services.sla.domain.events import (
    DeadlineApproaching,
    ObligationExtended,
    ObligationResumed,
)
from services.sla.domain.obligation import Outcome
from shared.domain import Refusal
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.regulation import regulation
from tests.unit.sla.story import Story, contacted, local

WAITS, PART = "waits-for-customer", "waits-for-part"


def begun() -> Story:
    """Received on Wednesday; `answer` is due on the Wednesday after, at 18:00."""
    return Story(regulation()).received("2026-11-18 10:00")


def extended(
    story: Story,
    when: str,
    *,
    key: str = "answer",
    until: str | None = None,
    by: str | None = None,
    approved_by: str = "manager",
) -> Story:
    command = Extend(
        key=key,
        until=at(until) if until else None,
        by=by,
        reason="等待检测报告",
        approved_by=approved_by,
    )
    return story.does(
        lambda watch: adjusting.extend(watch, command, story.pack, by="agent", now=at(when)), when
    )


def paused(story: Story, reason: str, when: str) -> Story:
    return story.does(
        lambda watch: adjusting.pause(watch, reason, story.pack, by="agent", now=at(when)), when
    )


def resumed(story: Story, reason: str, when: str) -> Story:
    return story.does(
        lambda watch: adjusting.resume(watch, reason, story.pack, by="agent", now=at(when)), when
    )


def test_a_pause_stops_the_clock_and_resuming_gives_the_rest_back() -> None:
    story = paused(begun(), WAITS, "2026-11-19 09:00")
    assert story.due("answer") is None
    assert (
        happening.let_pass(
            story.watch, story.pack, until=at("2027-01-01 10:00"), now=at("2027-01-01 10:00")
        )
        == []
    )

    resumed(story, WAITS, "2026-11-23 09:00")
    assert story.due("answer") == "2026-11-27 18:00"
    assert story.obligation("answer").first_due_at == at("2026-11-25 18:00")


def test_two_reasons_stop_a_clock_once_and_both_must_fall_away() -> None:
    story = paused(paused(begun(), WAITS, "2026-11-19 09:00"), PART, "2026-11-19 12:00")
    assert resumed(story, WAITS, "2026-11-20 09:00").due("answer") is None

    assert resumed(story, PART, "2026-11-23 09:00").due("answer") == "2026-11-27 18:00"
    assert [event.timing.due_at is None for event in story.of(ObligationResumed)] == [True, False]


def test_what_is_done_during_a_pause_is_met() -> None:
    story = paused(begun(), WAITS, "2026-11-19 09:00")
    story.hears(contacted("2026-11-19 10:00"), "2026-11-19 10:00")

    assert story.outcomes["answer"] is Outcome.MET


def test_a_warning_that_had_passed_is_given_before_the_clock_stops() -> None:
    story = paused(begun(), WAITS, "2026-11-23 15:00")

    assert [event.step for event in story.of(DeadlineApproaching)] == ["50%"]
    resumed(story, WAITS, "2026-11-24 15:00").passes("2026-11-25 18:00")
    assert [event.step for event in story.of(DeadlineApproaching)] == ["50%", "1 wd"]


def test_an_extension_moves_the_due_time_and_keeps_the_first_one_visible() -> None:
    story = extended(begun(), "2026-11-20 10:00", by="2 wd")

    assert story.due("answer") == "2026-11-27 18:00"
    assert local(story.obligation("answer").first_due_at, story.pack) == "2026-11-25 18:00"
    assert "延期至 2026-11-27 18:00" in story.obligation("answer").timing.explanation.sentences[-1]


def test_an_extension_warns_anew_before_its_own_end() -> None:
    story = begun().passes("2026-11-24 18:00")
    extended(story, "2026-11-25 10:00", until="2026-12-02 18:00").passes("2026-12-02 18:00")

    assert [(e.step, local(e.at, story.pack)) for e in story.of(DeadlineApproaching)] == [
        ("50%", "2026-11-23 13:30"),
        ("1 wd", "2026-11-24 18:00"),
        ("50%", "2026-11-25 14:00"),
        ("1 wd", "2026-12-01 18:00"),
    ]
    assert story.outcomes["answer"] is Outcome.MISSED


def test_a_pause_after_an_extension_moves_it_by_as_much() -> None:
    story = extended(begun(), "2026-11-20 10:00", until="2026-11-30 18:00")
    resumed(paused(story, WAITS, "2026-11-23 09:00"), WAITS, "2026-11-24 09:00")

    assert story.due("answer") == "2026-12-01 18:00"


@pytest.mark.parametrize(
    ("when", "more", "refusal"),
    [
        ("2026-11-25 18:00", {"by": "2 wd"}, refusals.DeadlineHasPassed),
        ("2026-11-20 10:00", {"until": "2026-11-25 18:00"}, refusals.ExtensionIsNotLater),
        ("2026-11-20 10:00", {"by": "0 wd"}, refusals.ExtensionIsNotLater),
        ("2026-11-20 10:00", {}, refusals.EitherUntilOrBy),
        ("2026-11-20 10:00", {"by": "soon"}, refusals.TimeIsUnusable),
        ("2026-11-20 10:00", {"until": "2150-01-01 10:00"}, refusals.TimeIsUnusable),
        ("2026-11-20 10:00", {"until": "9000-01-01 10:00"}, refusals.TimeIsUnusable),
        ("2026-11-20 10:00", {"by": "1 wd", "key": "nothing"}, refusals.ObligationIsUnknown),
        (
            "2026-11-20 10:00",
            {"by": "1 wd", "approved_by": "anybody"},
            refusals.ApproverIsNotThePost,
        ),
    ],
)
def test_an_extension_is_refused_where_it_makes_no_sense(
    when: str, more: dict[str, str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        extended(begun(), when, **more)


def test_what_is_over_or_owed_by_nobody_is_not_extended() -> None:
    story = begun().hears(contacted("2026-11-18 11:00"), "2026-11-18 11:00")
    with pytest.raises(refusals.ObligationIsOver):
        extended(story, "2026-11-18 12:00", by="1 wd")

    with pytest.raises(refusals.ObligationIsPaused):
        extended(paused(begun(), WAITS, "2026-11-19 09:00"), "2026-11-19 10:00", by="1 wd")


def test_where_the_regulation_names_no_approver_anybody_named_may_extend() -> None:
    story = Story(zsy()).received("2026-11-18 10:00")
    extended(story, "2026-11-18 12:00", key="preliminary-opinion", by="12 h", approved_by="王经理")

    (granted,) = story.of(ObligationExtended)
    assert (granted.extension.approved_by, granted.extension.by) == ("王经理", "agent")
    assert story.due("preliminary-opinion") == "2026-11-19 22:00"


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [("holiday", refusals.PauseReasonIsUnknown), (WAITS, refusals.NothingToPause)],
)
def test_a_pause_is_refused_without_reason_or_object(reason: str, refusal: type[Refusal]) -> None:
    story = begun().hears(contacted("2026-11-18 11:00"), "2026-11-18 11:00")

    with pytest.raises(refusal):
        paused(story, reason, "2026-11-18 12:00")


def test_what_is_not_paused_is_not_resumed() -> None:
    with pytest.raises(refusals.NothingToResume):
        resumed(begun(), WAITS, "2026-11-19 09:00")
