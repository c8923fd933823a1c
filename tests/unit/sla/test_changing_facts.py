"""A fact changes, the grade stays: what it starts, ends and gives back."""

from __future__ import annotations

from functools import cache
from typing import Any

from services.sla.domain.clocks import NO_LONGER_APPLIES
from services.sla.domain.events import ObligationCancelled, ObligationRederived
from services.sla.domain.obligation import Outcome
from shared.policy import Pack, load_pack
from tests.unit.policy.regulations import at, library
from tests.unit.sla.regulation import TEXT
from tests.unit.sla.story import (
    Story,
    cause_found,
    classified,
    facts_changed,
    graded,
    repeated,
)

MORE = """\
facts:
  flood: {type: bool, label: 漫水}
  maker: {type: string, label: 厂家, words: {ours: 自有, other: 其他}}
"""
OBLIGATIONS = """\
obligations:
  - key: pump
    rule: t-pump
    name: 抽水
    starts: complaint-received
    when: facts.flood
    within: 4 h
    answerable: department
    met_by: [cause-found]
  - key: mend
    rule: t-mend
    name: 维修
    starts: complaint-received
    from: received_at
    when: "!facts.flood"
    within: 2 cd
    answerable: department
    met_by: [cause-found]
  - key: parts
    rule: t-parts
    name: 备件
    starts: complaint-received
    limits: {by: facts.maker, of: {ours: 8 h, other: 16 h}}
    answerable: department
    met_by: [cause-found]
  - key: look-again
    rule: t-again
    name: 再次查看
    starts: [complaint-received, complaint-repeated]
    when: facts.again
    within: 4 h
    answerable: department
    met_by: [cause-found]
"""


@cache
def regulation() -> Pack:
    text = TEXT.replace("facts:\n", MORE, 1).replace("obligations:\n", OBLIGATIONS, 1)
    return load_pack(text, file="tests.yaml", calendars={"cn": ()})


def begun(**facts: Any) -> Story:
    story = Story(regulation()).received("2026-11-18 10:00", **facts)
    return story.hears(graded(2, **facts), "2026-11-18 10:01")


def test_what_a_fact_calls_for_starts_when_the_fact_is_told() -> None:
    story = begun().hears(facts_changed(flood=True), "2026-11-19 09:00")

    assert story.outcomes["pump"] is Outcome.OPEN
    assert story.obligation("pump").started_at == at("2026-11-19 09:00")
    assert story.due("pump") == "2026-11-19 13:00"


def test_what_a_fact_rules_out_falls_away() -> None:
    story = begun().hears(facts_changed(flood=True), "2026-11-19 09:00")

    (cancelled,) = story.of(ObligationCancelled, "mend")
    assert cancelled.reason == NO_LONGER_APPLIES


def test_what_was_ruled_out_by_a_slip_is_given_back_with_its_own_start() -> None:
    story = begun(flood=True).hears(facts_changed(flood=False), "2026-11-18 11:00")
    story.hears(facts_changed(flood=True), "2026-11-18 12:00")

    assert story.outcomes["pump"] is Outcome.OPEN
    assert story.due("pump") == "2026-11-18 14:00"


def test_what_counts_from_the_receipt_still_does() -> None:
    story = begun(flood=True).hears(facts_changed(flood=False), "2026-11-19 11:00")

    assert story.due("mend") == "2026-11-21 00:00"


def test_nobody_is_blamed_for_what_was_over_before_the_fact_was_told() -> None:
    story = begun(flood=True).hears(facts_changed(flood=False), "2026-11-25 09:00")
    story.hears(graded(1), "2026-11-25 10:00").hears(classified("noise"), "2026-11-25 11:00")

    assert "mend" not in story.outcomes


def test_what_was_met_or_missed_stays_so() -> None:
    met = begun().hears(cause_found(), "2026-11-18 11:00")
    missed = begun().passes("2026-11-21 00:00")
    for story, outcome in ((met, Outcome.MET), (missed, Outcome.MISSED)):
        story.hears(facts_changed(flood=True), "2026-11-21 09:00")
        story.hears(facts_changed(flood=False), "2026-11-21 10:00")
        assert story.outcomes["mend"] is outcome


def test_a_limit_that_only_a_fact_gives_starts_with_it_and_follows_it() -> None:
    story = begun()
    assert "parts" not in story.outcomes

    story.hears(facts_changed(maker="ours"), "2026-11-18 12:00")
    assert story.due("parts") == "2026-11-18 20:00"
    story.hears(facts_changed(maker="other"), "2026-11-18 13:00")
    assert story.due("parts") == "2026-11-19 04:00"


def test_a_fact_that_nothing_is_judged_by_changes_no_limit() -> None:
    story = begun()
    before = story.watch.obligations

    assert story.hears(facts_changed(persons=2), "2026-11-18 12:00").watch.obligations == before
    assert not story.of(ObligationRederived)


def test_what_an_event_starts_itself_has_that_event_as_its_trigger() -> None:
    story = begun().hears(repeated(), "2026-11-18 12:00")

    assert story.obligation("look-again").trigger.event == "complaint-repeated"


def test_a_complex_fault_is_not_due_like_a_common_one() -> None:
    story = Story(library().pack("service-2025", "2025.1")).received("2026-11-18 10:00")
    story.hears(classified("inspection-fault"), "2026-11-18 10:05")
    assert "fault-fixed" in story.outcomes

    story.hears(facts_changed(complex_fault=True), "2026-11-19 10:00")
    assert story.outcomes["fault-fixed"] is Outcome.CANCELLED


def test_a_warning_that_became_a_complaint_is_not_late_for_its_days_as_a_warning() -> None:
    story = Story(library().pack("country-garden", "2026.1"))
    story.received("2026-11-18 10:00", state="warning")
    story.hears(facts_changed(state="complaint"), "2026-11-20 10:00").passes("2026-11-20 18:00")

    assert "response" not in story.outcomes
