"""Made-up lives: the same for the same seed, plausible, and every state among them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huiyin.demo.acts import Life, handles, receives
from huiyin.demo.agenda import SLOT, Agenda
from huiyin.demo.cases import CASES
from huiyin.demo.lives import random_lives
from huiyin.demo.telling import told_cases
from shared.deadlines import WorkingCalendar
from shared.policy import PolicyLibrary
from shared.settings import POLICIES

END = datetime(2026, 3, 12, 7, 30, tzinfo=UTC)
BEGIN = END - timedelta(days=60)
"""Over the Spring Festival: nobody is in the office from 15 to 23 February."""


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return PolicyLibrary.read(POLICIES).pack_for("mhhy", END.date()).calendar


def lives(calendar: WorkingCalendar, seed: int = 1) -> list[Life]:
    return random_lives(40, begin=BEGIN, end=END, seed=seed, calendar=calendar)


def test_the_same_seed_tells_the_same_lives(calendar: WorkingCalendar) -> None:
    assert lives(calendar) == lives(calendar)
    assert lives(calendar) != lives(calendar, seed=2)


def test_nothing_happens_after_the_end_or_before_the_complaint(calendar: WorkingCalendar) -> None:
    for life in [*lives(calendar), *told_cases(end=END, calendar=calendar)]:
        times = [act.at for act in life.acts]
        assert times == sorted(times)
        assert times[-1] < END


def test_the_office_works_in_office_hours_only(calendar: WorkingCalendar) -> None:
    handled = [act for life in lives(calendar) for act in life.then if act.service == "casework"]

    assert handled
    assert all(calendar.is_working_day(calendar.local_date(act.at)) for act in handled)


def test_every_state_is_told(calendar: WorkingCalendar) -> None:
    last = {
        case.state: life.acts[-1].path.rpartition("/")[2]
        for case, life in zip(CASES, told_cases(end=END, calendar=calendar), strict=True)
    }

    assert {"complaints", "contact", "plan", "reject", "withdraw", "carry-out"} <= set(
        last.values()
    )
    assert last["不满意，继续处理"] == "revisit"


def test_nobody_can_be_reached_by_what_is_made_up(calendar: WorkingCalendar) -> None:
    customers = [life.received.body["customer"] for life in lives(calendar)]

    assert all(
        customer["email"].endswith(".example") for customer in customers if "email" in customer
    )


def test_an_agenda_gives_one_act_a_complaint_and_keeps_the_order() -> None:
    first = _life(0, 5, 10)
    second = _life(2)
    agenda = Agenda([first, second])

    handed_out = []
    while agenda:
        handed_out.append(agenda.next_acts())

    assert [[place for place, _ in acts] for acts in handed_out] == [[0, 1], [0], [0]]
    assert [acts[0][1].at for acts in handed_out] == [act.at for act in first.acts]


def test_what_is_far_apart_is_not_taken_together() -> None:
    agenda = Agenda([_life(0), _life(SLOT / timedelta(minutes=1) + 1)])

    assert [place for place, _ in agenda.next_acts()] == [0]


def _life(*minutes: float) -> Life:
    first, *later = [BEGIN + timedelta(minutes=after) for after in minutes]
    then = tuple(handles(at, "contact", "工程部", {}) for at in later)
    return Life(receives(first, "接线专员", {}), then)
