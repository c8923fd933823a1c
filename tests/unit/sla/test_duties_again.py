"""Duties that come again: half a month apart until delivery, twice a year, over downtime."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.sla.domain.duties import events as e
from services.sla.domain.duties import refusals as r
from services.sla.domain.duties.project_watch import DutyOutcome
from shared.contracts.duties import Dropped
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES, DUTIES, Course, handing_over


def due_days(project: Course, key: str) -> list[str]:
    """The last day of each occurrence; one that ends a day is due at 24:00 of it."""
    found = project.all_of(key)
    return [f"{at_end.due_at - timedelta(seconds=1):%m-%d}" for at_end in found]


def test_a_review_every_half_month_from_the_kick_off_until_delivery() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    assert [duty.occurrence for duty in project.all_of("review")] == [1]

    for day in ("07-15", "07-31", "08-10"):
        project.does("review", f"2026-{day} 10:00")
    project.passes("2026-12-31 00:00")

    assert due_days(project, "review") == [
        *("07-16", "08-01", "08-16", "09-01", "09-16"),
        *("10-01", "10-16", "11-01", "11-16"),
    ]
    outcomes = [duty.outcome for duty in project.all_of("review")]
    assert outcomes == [DutyOutcome.DONE] * 3 + [DutyOutcome.MISSED] * 6


def test_the_next_one_starts_when_the_one_before_ends() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.does("review", "2026-07-15 10:00").passes("2026-08-02 00:00")

    first, second, third = project.all_of("review")
    assert second.started_at == first.done_at == at("2026-07-15 10:00")
    assert third.started_at == second.ended_at == second.due_at == at("2026-08-02 00:00")
    assert "自前一事项完成之日起每 0.5 个月一次，至交付日期为止，此为第 3 次。" in (
        third.timing.explanation.sentences
    )


def test_months_that_end_on_their_last_day_go_on_doing_so() -> None:
    """Half a year after the last of August it is the last of February, then that of August."""
    project = Course().heeds("2025-09-01 10:00").passes("2026-12-31 00:00")

    assert due_days(project, "progress") == ["02-28", "08-31"]


def test_twice_a_year_over_many_years() -> None:
    dates = {"sales-start": date(2020, 1, 31), "delivery": date(2042, 2, 1)}
    project = Course().heeds("2020-02-01 10:00", dates).passes("2042-12-31 00:00")

    progress = project.all_of("progress")
    assert [duty.occurrence for duty in progress] == list(range(1, 45))
    assert {f"{duty.due_at - timedelta(seconds=1):%m-%d}" for duty in progress} == {
        "01-31",
        "07-31",
    }


def test_what_comes_again_begins_with_the_first_time_that_lies_ahead() -> None:
    """Sales began long before anybody watched: nobody hears of reports that nobody asked for."""
    project = Course().heeds("2026-09-10 10:00", {**DATES, "delivery": date(2027, 12, 1)})

    progress = project.the("progress")
    assert (progress.occurrence, progress.due_at) == (3, at("2027-03-01 00:00"))


def test_after_downtime_every_time_is_missed_in_order_and_marked_late() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.passes("2026-09-02 00:00", noticed="2026-09-05 00:00")

    missed = [event for event in project.latest if isinstance(event, e.DutyMissed)]
    reviews = [event for event in missed if event.key == "review"]
    assert [event.occurrence for event in reviews] == [1, 2, 3, 4]
    assert [event.at for event in missed] == sorted(event.at for event in missed)
    assert reviews[-1].late_s == 3 * 24 * 3600


def test_a_later_delivery_asks_for_more_of_them() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.passes("2026-12-05 00:00")
    assert project.the("review").occurrence == 9

    project.heeds("2026-12-20 09:00", {**DATES, "delivery": date(2027, 3, 1)})

    review = project.the("review")
    assert (review.occurrence, review.due_at) == (12, at("2027-01-02 00:00"))


def test_an_earlier_delivery_ends_them() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.heeds("2026-07-05 09:00", {**DATES, "delivery": date(2026, 7, 10)})

    assert project.the("review").note == Dropped.OVER


def test_a_start_that_moves_far_back_begins_anew_instead_of_missing_years() -> None:
    project = Course().heeds("2026-01-01 10:00")
    project.heeds("2026-01-02 10:00", {**DATES, "sales-start": date(2016, 8, 31)})

    before, after = project.all_of("progress")
    assert before.note == Dropped.COUNTED_ANEW
    assert (after.occurrence, after.due_at) == (19, at("2026-03-01 00:00"))


def test_a_report_of_an_earlier_time_names_it() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.passes("2026-07-17 00:00")

    with pytest.raises(r.DoneBeforeItBegan):
        project.does("review", "2026-07-17 09:00", done_at=at("2026-07-16 09:00"))
    project.does("review", "2026-07-17 09:00", done_at=at("2026-07-16 09:00"), occurrence=1)

    first, second = project.all_of("review")
    assert (first.outcome, first.done_at) == (DutyOutcome.MISSED, at("2026-07-16 09:00"))
    assert second.is_open


def test_a_report_told_again_is_not_the_next_time() -> None:
    """The next half month begins with the report; told twice, it is not done as well."""
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.does("review", "2026-07-15 10:00").does("review", "2026-07-15 10:05")

    assert project.latest == ()
    project.does("review", "2026-07-20 09:00", done_at=at("2026-07-15 10:00"))
    assert [duty.outcome for duty in project.all_of("review")] == ["done", "open"]


def test_something_else_told_before_the_time_that_is_done_was_due_names_which_is_meant() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.does("review", "2026-07-15 10:00")

    with pytest.raises(r.WhichTimeIsMeant, match="occurrence: 2"):
        project.does("review", "2026-07-15 17:00", note="第二次评审")
    project.does("review", "2026-07-15 17:00", note="第二次评审", occurrence=2)

    assert [duty.outcome for duty in project.all_of("review")] == ["done", "done", "open"]


def test_the_last_time_told_again_is_not_an_earlier_one_that_was_missed() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.heeds("2026-07-02 10:00", {**DATES, "delivery": date(2026, 8, 5)})
    project.passes("2026-07-17 00:00").does("review", "2026-07-30 10:00")
    project.does("review", "2026-07-30 10:05")

    assert [duty.outcome for duty in project.all_of("review")] == ["missed", "done"]
    assert project.the("review").done_at == at("2026-07-30 10:00")
    assert project.all_of("review")[0].done_at is None


def test_what_was_due_before_a_start_moves_is_missed_and_the_next_time_moves() -> None:
    """Nobody noticed the end of August, and then sales are said to have begun a month later."""
    project = Course().heeds("2025-09-01 10:00")
    project.heeds("2026-03-05 09:00", {**DATES, "sales-start": date(2025, 9, 30)})

    missed, following = project.all_of("progress")
    assert (missed.outcome, missed.due_at) == (DutyOutcome.MISSED, at("2026-03-01 00:00"))
    assert (following.occurrence, following.due_at) == (2, at("2026-10-01 00:00"))


def test_a_kick_off_that_was_late_starts_the_reviews_as_well() -> None:
    project = Course().heeds("2026-05-06 10:00").passes("2026-08-18 00:00")
    project.does("kickoff", "2026-08-20 10:00")

    assert due_days(project, "review") == ["09-04"]


def test_working_days_may_be_the_interval() -> None:
    duties = DUTIES.replace("span: 6 month", "span: 3 wd")
    project = Course(handing_over(duties=duties)).heeds("2026-09-25 10:00")

    assert due_days(project, "progress") == ["09-29"]
    project.passes("2026-09-29 18:00")
    assert project.the("progress").due_at == at("2026-10-09 18:00")
