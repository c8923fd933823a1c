"""Duties before a date: when they are due, what a moved date does, and what is done or missed."""

from __future__ import annotations

from datetime import date

import pytest

from services.sla.domain.duties import events as e
from services.sla.domain.duties import refusals as r
from services.sla.domain.duties.project_watch import DutyOutcome
from shared.contracts.duties import Dropped
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES, DUTIES, Course, handing_over

LATER = {**DATES, "delivery": date(2027, 3, 31)}


def test_a_lead_is_counted_back_from_the_date() -> None:
    """3.5 months before the first of December, and 15 working days over the holidays."""
    project = Course().heeds("2026-05-06 10:00")

    assert project.the("kickoff").due_at == at("2026-08-18 00:00")
    assert project.the("letter").due_at == at("2026-11-10 18:00")
    assert [duty.outcome for duty in (project.the("kickoff"), project.the("letter"))] == [
        "open"
    ] * 2
    assert project.all_of("review") == ()


def test_it_explains_itself() -> None:
    why = Course().heeds("2026-05-06 10:00").the("kickoff").timing.explanation

    assert why.rule == "h-kickoff"
    assert why.event_date == date(2026, 12, 1)
    assert "交付日期为 2026-12-01。" in why.sentences
    assert any("3.5 个月" in sentence for sentence in why.sentences)


def test_heeding_the_same_directory_again_changes_nothing() -> None:
    project = Course().heeds("2026-05-06 10:00").heeds("2026-05-07 10:00")

    assert project.latest == ()


def test_a_regulation_that_asks_nothing_of_projects_leaves_no_trace() -> None:
    assert Course(handing_over(duties="")).heeds("2026-05-06 10:00").watch is None


def test_a_moved_date_moves_what_is_open_and_the_first_due_time_stays_visible() -> None:
    project = Course().heeds("2026-05-06 10:00").heeds("2026-06-01 09:00", LATER)

    kickoff = project.the("kickoff")
    assert kickoff.due_at == at("2026-12-17 00:00")
    assert kickoff.first_due_at == at("2026-08-18 00:00")
    assert "原定 2026-08-18 00:00 到期" in kickoff.timing.explanation.sentences[-1]
    moved = {event.key for event in project.latest if isinstance(event, e.DutyMoved)}
    assert moved == {"kickoff", "letter"}


def test_a_month_that_is_too_short_gives_its_last_day() -> None:
    """Three months before the end of May is the end of February, and half a month 15 days more."""
    project = Course().heeds("2026-05-06 10:00", {**DATES, "delivery": date(2027, 5, 31)})

    assert project.the("kickoff").due_at == at("2027-02-14 00:00")


def test_what_was_done_or_missed_stays_where_a_date_moves() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")
    project.passes("2026-11-10 18:00").heeds("2026-11-12 09:00", LATER)

    assert project.the("kickoff").outcome is DutyOutcome.DONE
    assert project.the("letter").outcome is DutyOutcome.MISSED
    assert len(project.all_of("letter")) == 1


def test_a_removed_date_drops_what_is_open_and_a_new_one_starts_it_again() -> None:
    project = Course().heeds("2026-05-06 10:00").heeds("2026-05-20 09:00", {})

    dropped = {
        event.key: event.reason for event in project.latest if isinstance(event, e.DutyDropped)
    }
    assert dropped == dict.fromkeys(("kickoff", "letter", "progress"), Dropped.DATE_REMOVED)

    project.heeds("2026-05-21 09:00", LATER)
    assert project.the("kickoff").occurrence == 2
    assert project.the("kickoff").due_at == at("2026-12-17 00:00")


def test_a_lead_that_lies_in_the_past_at_first_sight_is_missed_at_once_and_late() -> None:
    project = Course().heeds("2026-09-01 00:00").passes("2026-09-01 00:00")

    missed = [event for event in project.latest if isinstance(event, e.DutyMissed)]
    assert [(event.key, event.at) for event in missed] == [("kickoff", at("2026-08-18 00:00"))]
    assert missed[0].late_s == 14 * 24 * 3600
    assert missed[0].tell == ("manager", "department")
    assert not any(isinstance(event, e.DutyApproaching) for event in project.latest)


def test_of_a_date_that_has_passed_at_first_sight_nothing_is_asked() -> None:
    """A project that was delivered years ago is in the directory for its warranties."""
    project = Course().heeds("2026-12-02 09:00")

    assert project.all_of("kickoff") == project.all_of("letter") == ()


def test_what_was_due_before_a_date_moves_is_missed_though_nobody_noticed() -> None:
    """The servers were down when it was due, and the date has been put off since."""
    project = Course().heeds("2026-05-06 10:00").heeds("2026-08-20 09:00", LATER)

    kickoff = project.the("kickoff")
    assert (kickoff.outcome, kickoff.due_at) == (DutyOutcome.MISSED, at("2026-08-18 00:00"))
    missed = [event for event in project.latest if isinstance(event, e.DutyMissed)]
    assert [(event.at, event.late_s) for event in missed] == [
        (at("2026-08-18 00:00"), (2 * 24 + 9) * 3600)
    ]
    assert project.the("letter").is_open
    assert project.heeds("2026-08-20 09:01", LATER).latest == ()


def test_what_was_due_under_the_regulation_so_far_is_missed_as_that_has_it() -> None:
    project = Course().heeds("2026-05-06 10:00")
    project.pack = handing_over(duties=DUTIES.replace("kickoff", "go"), version="2")
    project.heeds("2026-08-20 09:00")

    missed = [event for event in project.latest if isinstance(event, e.DutyMissed)]
    assert [(event.key, event.tell) for event in missed] == [("kickoff", ("manager", "department"))]


def test_what_was_due_before_the_project_left_the_directory_is_missed() -> None:
    project = Course().heeds("2026-05-06 10:00").leaves("2026-08-20 09:00")

    outcomes = {key: project.the(key).outcome for key in ("kickoff", "letter")}
    assert outcomes == {"kickoff": DutyOutcome.MISSED, "letter": DutyOutcome.DROPPED}


def test_warnings_come_before_it_is_due_each_once() -> None:
    project = Course().heeds("2026-05-06 00:00").passes("2026-08-17 12:00")

    warned = [event for event in project.latest if isinstance(event, e.DutyApproaching)]
    assert [(event.step, event.at) for event in warned] == [
        ("50%", at("2026-06-27 00:00")),
        ("5 wd", at("2026-08-10 18:00")),
    ]
    assert project.passes("2026-08-17 23:00").latest == ()


def test_a_moved_date_warns_again() -> None:
    project = Course().heeds("2026-05-06 00:00").passes("2026-08-17 12:00")
    project.heeds("2026-08-17 13:00", LATER)

    assert [warning.step for warning in project.the("kickoff").warnings_ahead] == ["50%", "5 wd"]


def test_what_was_missed_can_still_be_done_and_stays_missed() -> None:
    project = Course().heeds("2026-05-06 10:00").passes("2026-08-18 00:00")
    project.does("kickoff", "2026-08-20 10:00")

    kickoff = project.the("kickoff")
    assert (kickoff.outcome, kickoff.done_at) == (DutyOutcome.MISSED, at("2026-08-20 10:00"))


def test_what_was_done_in_time_is_done_though_it_is_reported_before_the_timer_fires() -> None:
    project = Course().heeds("2026-05-06 10:00")
    project.does("kickoff", "2026-08-18 00:01", done_at=at("2026-08-17 17:00"))

    assert project.the("kickoff").outcome is DutyOutcome.DONE


def test_reported_after_it_was_due_it_was_missed_first() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-08-18 09:00")

    kinds = [type(event) for event in project.latest if getattr(event, "key", "") == "kickoff"]
    assert kinds == [e.DutyApproaching, e.DutyApproaching, e.DutyMissed, e.DutyDone]


def test_told_again_it_changes_nothing() -> None:
    project = Course().heeds("2026-05-06 10:00").does("kickoff", "2026-07-01 10:00")

    assert project.does("kickoff", "2026-07-02 10:00").latest == ()


def test_a_regulation_that_asks_for_it_no_more_drops_it() -> None:
    project = Course().heeds("2026-05-06 10:00")
    project.pack = handing_over(duties=DUTIES.replace("key: letter", "key: mail"), version="2")
    project.heeds("2026-06-01 10:00")

    assert project.the("letter").note == Dropped.NOT_ASKED
    assert project.the("mail").is_open
    assert project.the("kickoff").first_due_at == at("2026-08-18 00:00")


def test_refusals_say_what_to_do() -> None:
    project = Course().heeds("2026-05-06 10:00").heeds("2026-05-20 09:00", {})

    with pytest.raises(r.DutyIsUnknown, match="kickoff、letter"):
        project.does("party", "2026-06-01 10:00")
    with pytest.raises(r.DutyIsUnknown):
        project.does("kickoff", "2026-06-01 10:00", occurrence=7)
    with pytest.raises(r.DutyWasDropped):
        project.does("kickoff", "2026-06-01 10:00")
    with pytest.raises(r.DoneLiesAhead):
        project.does("letter", "2026-06-01 10:00", done_at=at("2026-06-02 10:00"))
