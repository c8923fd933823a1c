"""Obligations that end at a named instant, and limits that depend on the category or a fact."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import pytest

from services.sla.domain.events import DeadlineApproaching, ObligationRederived
from services.sla.domain.obligation import Outcome, Timing
from shared.contracts.casework import CauseFoundV1, PromiseMadeV1, Side
from shared.policy import Pack, load_pack
from tests.unit.policy.regulations import at
from tests.unit.sla.regulation import TEXT
from tests.unit.sla.story import (
    COMPLAINT,
    NUMBER,
    Story,
    Telling,
    classified,
    facts_changed,
    local,
    withdrawn,
)
from tests.unit.sla.test_changes import extended, paused, resumed

MORE = """\
promises:
  visit: {rule: t-visit, name: 上门时间}
  answer: {rule: t-words, name: 答复时间}
obligations:
  - key: visit
    rule: t-visit
    name: 按约上门
    starts: promise-made
    when: event.promise == 'visit'
    due: event.promised_for
    answerable: department
    met_by: [cause-found]
    cancelled_by: [complaint-withdrawn]
    paused_by: [waits-for-customer]
    warn: ["2 h", "1 d", "1 wd", "50%"]
    warned: [department]
  - key: repair
    rule: t-repair
    name: 维修
    starts: complaint-received
    limits: {by: complaint.category, of: {leak: 4 h, noise: 3 wd}}
    answerable: department
    met_by: [solution-carried-out]
    warn: ["50%", "1 wd"]
    warned: [department]
  - key: parts
    rule: t-parts
    name: 备件
    starts: complaint-received
    within: 10 cd
    limits: {by: facts.maker, of: {ours: 2 cd}}
    answerable: department
    met_by: [solution-carried-out]
"""
WAITS = "waits-for-customer"


@cache
def regulation() -> Pack:
    text = TEXT.replace("obligations:\n", MORE).replace(
        "facts:\n",
        "facts:\n  maker: {type: string, label: 厂家, words: {ours: 自有, other: 其他}}\n",
    )
    return load_pack(text, file="tests.yaml", calendars={"cn": ()})


def promised(for_: str, promise: str = "visit") -> Telling:
    return lambda when: PromiseMadeV1(
        complaint_id=COMPLAINT,
        number=NUMBER,
        occurred_at=when,
        by="agent",
        promise=promise,
        promise_name="-",
        promised_for=at(for_),
        note="",
    )


def cause_found(when: str) -> Telling:
    return lambda _: CauseFoundV1(
        complaint_id=COMPLAINT,
        number=NUMBER,
        occurred_at=at(when),
        by="engineer",
        side=Side.OURS,
        cause="防水层破损",
    )


def begun() -> Story:
    return Story(regulation()).received("2026-11-18 10:00")


def visit_promised() -> Story:
    """On Wednesday a visit is promised for Saturday at three."""
    return begun().hears(promised("2026-11-21 15:00"), "2026-11-18 11:00")


def test_a_promise_is_due_when_it_was_promised_for() -> None:
    story = visit_promised()
    assert story.due("visit") == "2026-11-21 15:00"
    assert story.obligation("visit").timing.explanation.sentences == (
        "到期时间按约定，依据规则 t-visit，制度 试用制度 1。",
        "2026-11-18 11:00 约定为 2026-11-21 15:00。",
    )
    assert story.passes("2026-11-21 15:00").outcomes["visit"] is Outcome.MISSED


def test_without_words_it_is_due_and_warned_of_at_the_same_times() -> None:
    worded, silent = (_much_happens(pack) for pack in (regulation(), regulation().unexplained()))

    assert all(o.timing.explanation.sentences for o in worded.watch.obligations)
    assert not any(o.timing.explanation.sentences for o in silent.watch.obligations)
    assert [_times(o.timing) for o in silent.watch.obligations] == [
        _times(o.timing) for o in worded.watch.obligations
    ]


def _much_happens(pack: Pack) -> Story:
    story = Story(pack).received("2026-11-18 10:00", wanted_by="2026-11-24 12:00")
    story.hears(promised("2026-11-21 15:00"), "2026-11-18 11:00")
    story.hears(classified("leak"), "2026-11-18 11:00")
    extended(story, "2026-11-18 12:00", by="2 wd")
    resumed(paused(story, WAITS, "2026-11-18 13:00"), WAITS, "2026-11-18 14:00")
    return story


def _times(timing: Timing) -> tuple[object, ...]:
    why = timing.explanation
    return timing.due_at, timing.warnings, why.due, why.span, why.provisional, why.calendar_version


def test_a_promise_kept_is_met() -> None:
    story = visit_promised().hears(cause_found("2026-11-21 14:59"), "2026-11-21 14:59")
    assert story.outcomes["visit"] is Outcome.MET


def test_every_unit_warns_ahead_of_a_promise() -> None:
    warned = [
        (warning.step, local(warning.at, regulation()))
        for warning in visit_promised().obligation("visit").timing.warnings
    ]
    assert warned == [
        ("50%", "2026-11-20 01:00"),
        ("1 d", "2026-11-20 15:00"),
        ("1 wd", "2026-11-20 18:00"),
        ("2 h", "2026-11-21 13:00"),
    ]


def test_a_later_promise_of_the_same_name_moves_it() -> None:
    story = visit_promised().passes("2026-11-21 14:00")
    story.hears(promised("2026-11-23 10:00"), "2026-11-21 14:30")

    visit = story.obligation("visit")
    assert (story.due("visit"), visit.outcome) == ("2026-11-23 10:00", Outcome.OPEN)
    assert local(visit.first_due_at, regulation()) == "2026-11-21 15:00"
    (moved,) = [e for e in story.of(ObligationRederived) if e.key == "visit"]
    assert (moved.because, moved.trigger) == (None, visit.trigger)
    assert [o.key for o in story.watch.obligations].count("visit") == 1
    story.passes("2026-11-23 10:00")
    assert [e.step for e in story.of(DeadlineApproaching, "visit")][-1] == "2 h"
    assert story.outcomes["visit"] is Outcome.MISSED


def test_a_promise_of_another_name_moves_nothing() -> None:
    story = visit_promised().hears(promised("2026-11-30 10:00", "answer"), "2026-11-19 10:00")
    assert story.due("visit") == "2026-11-21 15:00"


def test_after_a_promise_was_kept_the_next_is_one_of_its_own() -> None:
    story = visit_promised().hears(cause_found("2026-11-21 14:59"), "2026-11-21 14:59")
    story.hears(promised("2026-11-25 10:00"), "2026-11-21 16:00")
    outcomes = [o.outcome for o in story.watch.obligations if o.key == "visit"]
    assert outcomes == [Outcome.MET, Outcome.OPEN]


def test_a_promise_that_lies_behind_is_missed_at_once() -> None:
    story = begun().hears(promised("2026-11-18 09:00"), "2026-11-18 11:00")
    assert story.outcomes["visit"] is Outcome.MISSED


@pytest.mark.parametrize("year", ["2126", "1970"])
def test_a_promise_of_another_age_is_none(year: str) -> None:
    story = begun().hears(promised(f"{year}-11-18 09:00"), "2026-11-18 11:00")
    assert "visit" not in story.outcomes


def test_a_pause_moves_a_promise_by_as_long_as_it_lasts() -> None:
    story = paused(visit_promised(), WAITS, "2026-11-19 09:00")
    assert story.due("visit") is None
    assert resumed(story, WAITS, "2026-11-20 09:00").due("visit") == "2026-11-22 15:00"
    assert "顺延至 2026-11-22 15:00" in story.obligation("visit").timing.explanation.sentences[-1]


def test_a_promise_made_anew_during_a_pause_stands_still_with_it() -> None:
    story = paused(visit_promised(), WAITS, "2026-11-19 09:00")
    story.hears(promised("2026-11-23 10:00"), "2026-11-19 10:00")
    assert story.due("visit") is None

    assert resumed(story, WAITS, "2026-11-20 10:00").due("visit") == "2026-11-24 10:00"


def test_a_later_promise_takes_the_place_of_an_extension() -> None:
    story = extended(visit_promised(), "2026-11-19 10:00", key="visit", by="2 d")
    assert story.due("visit") == "2026-11-23 15:00"
    story.hears(promised("2026-11-22 09:00"), "2026-11-20 10:00")
    assert story.due("visit") == "2026-11-22 09:00"


def test_a_withdrawn_complaint_needs_no_visit() -> None:
    story = visit_promised().hears(withdrawn(), "2026-11-19 10:00")
    assert story.outcomes["visit"] is Outcome.CANCELLED


def test_a_limit_by_category_waits_for_one_and_follows_it() -> None:
    story = begun()
    assert "repair" not in story.outcomes

    story.hears(classified("leak"), "2026-11-18 10:30")
    assert story.due("repair") == "2026-11-18 14:00"
    story.hears(classified("noise"), "2026-11-18 11:00")
    assert story.due("repair") == "2026-11-23 18:00"
    assert story.obligation("repair").started_at == at("2026-11-18 10:00")
    assert local(story.obligation("repair").first_due_at, regulation()) == "2026-11-18 14:00"


def test_a_category_without_a_limit_owes_nothing() -> None:
    story = begun().hears(classified("leak"), "2026-11-18 10:30")
    story.hears(classified("hidden"), "2026-11-18 11:00")
    assert story.outcomes["repair"] is Outcome.CANCELLED


def test_warnings_of_another_unit_than_the_limits_are_left_out() -> None:
    leak = begun().hears(classified("leak"), "2026-11-18 10:30").obligation("repair")
    assert [warning.step for warning in leak.timing.warnings] == ["50%"]


def test_a_limit_by_a_fact_follows_it_and_else_is_the_common_one() -> None:
    story = begun()
    assert story.due("parts") == local(at("2026-11-29 00:00"), regulation())

    story.hears(facts_changed(maker="ours"), "2026-11-18 12:00")
    assert story.due("parts") == "2026-11-21 00:00"
    story.hears(facts_changed(maker="other"), "2026-11-18 13:00")
    assert story.due("parts") == "2026-11-29 00:00"


def test_a_shorter_limit_that_has_passed_is_missed_at_once() -> None:
    story = begun().passes("2026-11-22 10:00")
    story.hears(facts_changed(maker="ours"), "2026-11-22 10:00")
    (missed,) = [o for o in story.watch.obligations if o.key == "parts"]
    assert missed.outcome is Outcome.MISSED
    assert missed.ended_at == at("2026-11-18 10:00") + timedelta(days=2, hours=14)
