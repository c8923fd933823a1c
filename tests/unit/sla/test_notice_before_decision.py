"""A holiday notice has come and nobody has looked yet: every decision counts anew first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from services.sla.domain import order_decisions as orders
from services.sla.domain import refusals
from services.sla.domain.events import ObligationRederived
from services.sla.domain.ground import Ground
from services.sla.domain.milestone import PlannedMilestone
from services.sla.domain.obligation import Outcome
from services.sla.domain.order_decisions import IssueOrder
from services.sla.domain.order_events import MilestoneRecounted
from services.sla.domain.supervising import terms_of
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from shared.deadlines import HolidayNotice
from shared.domain import stamp
from shared.policy import Pack, load_pack
from tests.unit.policy.regulations import at, library
from tests.unit.sla.projects import Folder
from tests.unit.sla.regulation import TEXT
from tests.unit.sla.service import SlaInMemory
from tests.unit.sla.story import COMPLAINT, NUMBER, WATCH_STREAM, Story, classified, complaint
from tests.unit.sla.test_changes import extended, paused, resumed

WAITS = "waits-for-customer"
REPAIR = """\
obligations:
  - key: repair
    rule: t-repair
    name: 维修
    starts: complaint-received
    limits: {by: complaint.category, of: {leak: 2 wd, noise: 3 wd}}
    answerable: department
    met_by: [solution-carried-out]
"""


def notice(name: str, *, off: tuple[int, ...] = (), on: tuple[int, ...] = ()) -> HolidayNotice:
    """Days of November 2026 that are off or worked."""
    days_off, days_on = (frozenset(date(2026, 11, day) for day in days) for days in (off, on))
    return HolidayNotice(name, 2026, f"放假通知 {name}", None, days_off, days_on)


USUAL = notice("cn-2026")
TWO_OFF = notice("cn-2026-2", off=(24, 25))
WEEKEND_WORKED = notice("cn-2026-2", on=(21, 22))
NEXT_YEAR = HolidayNotice("cn-2027", 2027, "2027 年放假通知", None, frozenset(), frozenset())


@cache
def under(*notices: HolidayNotice) -> Pack:
    text = TEXT.replace("obligations:\n", REPAIR, 1)
    return load_pack(text, file="tests.yaml", calendars={"cn": notices})


def begun() -> Story:
    """Received on Wednesday; `answer` is due on the Wednesday after, at 18:00."""
    return Story(under(USUAL)).received("2026-11-18 10:00")


def test_what_a_notice_moved_back_may_still_be_given_more_time() -> None:
    story = begun().under(under(USUAL, TWO_OFF))

    assert extended(story, "2026-11-25 19:00", by="2 wd").due("answer") == "2026-12-01 18:00"


def test_what_a_notice_moved_forward_has_been_missed_and_is_given_no_more_time() -> None:
    story = begun().under(under(USUAL, WEEKEND_WORKED))

    with pytest.raises(refusals.DeadlineHasPassed):
        extended(story, "2026-11-24 10:00", until="2026-11-30 18:00")


def test_what_a_new_category_moves_is_not_put_down_to_a_notice() -> None:
    story = begun().hears(classified("leak"), "2026-11-18 10:30").under(under(USUAL, NEXT_YEAR))
    story.hears(classified("noise"), "2026-11-18 11:00")

    (moved,) = story.of(ObligationRederived, "repair")
    assert moved.because is None


def test_a_notice_is_told_before_the_category_that_came_after_it() -> None:
    story = begun().hears(classified("leak"), "2026-11-18 10:30")
    story.under(under(USUAL, notice("cn-2026-2", off=(19,))))
    story.hears(classified("noise"), "2026-11-18 11:00")

    notice_, category = story.of(ObligationRederived, "repair")
    assert notice_.because is not None
    assert notice_.because.notices == ("cn-2026-2",)
    assert notice_.timing.due_at == at("2026-11-23 18:00")
    assert (category.because, category.timing.due_at) == (None, at("2026-11-24 18:00"))


def test_a_clock_is_counted_anew_before_it_stops() -> None:
    story = paused(begun().under(under(USUAL, TWO_OFF)), WAITS, "2026-11-19 10:00")

    (moved,) = story.of(ObligationRederived, "answer")
    assert moved.because is not None
    assert moved.because.due_at == at("2026-11-27 18:00")


def test_a_notice_that_came_in_a_pause_is_told_when_the_clock_runs_on() -> None:
    story = paused(begun(), WAITS, "2026-11-19 10:00").under(under(USUAL, TWO_OFF))
    story = paused(story, "waits-for-part", "2026-11-19 10:10")
    resumed(resumed(story, WAITS, "2026-11-19 10:30"), "waits-for-part", "2026-11-19 11:00")

    (recount,) = story.obligation("answer").recounts
    assert recount.notices == ("cn-2026-2",)
    assert recount.due_at == story.obligation("answer").timing.due_at
    assert recount.sentence in story.obligation("answer").timing.explanation.sentences


def test_a_notice_on_other_days_is_not_told_with_a_clock_that_runs_on() -> None:
    story = paused(begun(), WAITS, "2026-11-19 10:00").under(under(USUAL, NEXT_YEAR))

    assert resumed(story, WAITS, "2026-11-19 11:00").obligation("answer").recounts == ()


def test_milestones_are_agreed_on_what_they_are_counted_to_now() -> None:
    """By the old count the milestone `plan` is over; by the notice it is still ahead."""
    pack, now = under(USUAL), at("2026-11-23 10:00")
    ground = Ground(key="grave", rule="t-s1", label="重大投诉", facts={})
    command = IssueOrder(
        complaint_id=COMPLAINT,
        complaint_number=NUMBER,
        order_number="DB20261118-000123",
        department="engineering",
        grounds=(ground,),
    )
    issued = orders.issue(None, command, terms_of(ground, pack), pack, now=at("2026-11-18 10:00"))
    order = SUPERVISION_ORDER.fold(
        None, stamp(issued, stream=WATCH_STREAM, after_version=0, now=at("2026-11-18 10:00"))
    )
    assert order is not None
    new = under(USUAL, notice("cn-2026-2", off=(19, 20)))
    later = PlannedMilestone(key="plan", name="方案", due_at=at("2026-11-30 18:00"))

    agreed = orders.agree(order, (later,), by="wang", now=now, pack=new)
    assert any(isinstance(event, MilestoneRecounted) for event in agreed)


@pytest.mark.parametrize("is_prepared", [False, True])
async def test_what_was_prepared_under_other_packs_is_decided_anew(is_prepared: bool) -> None:
    old, new = under(USUAL), under(USUAL, notice("cn-2026-2", off=(25,)))
    folder = Folder(replace(library(), packs={("tests", "1"): old}))
    sla = SlaInMemory("2026-11-18 10:00", policies=folder)
    await sla.hears(complaint(old, "2026-11-18 10:00"))
    due = at("2026-11-25 18:00")
    sla.clock.step_to(due - timedelta(seconds=30))
    while await sla.firing.fire_due():
        pass
    while is_prepared and await sla.firing.prepare():
        pass

    folder.library = replace(library(), packs={("tests", "1"): new})
    sla.clock.step_to(due)
    while await sla.firing.fire_due():
        pass
    answer = (await sla.watch()).obligation("answer")
    assert answer is not None
    assert (answer.outcome, answer.timing.due_at) == (Outcome.OPEN, at("2026-11-26 18:00"))
