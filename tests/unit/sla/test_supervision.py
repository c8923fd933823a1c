"""When a supervision order 督办单 is called for, and what becomes of it."""

from __future__ import annotations

import pytest

from services.sla.domain import refusals, supervising
from services.sla.domain.events import (
    SupervisionCalledFor,
    SupervisionEnded,
    SupervisionGrew,
)
from services.sla.domain.watch import Watch
from shared.domain import DomainEvent
from tests.unit.policy.regulations import at, zsy
from tests.unit.sla.regulation import regulation
from tests.unit.sla.story import (
    Story,
    assigned,
    closed,
    escalated,
    facts_changed,
    graded,
    repeated,
)

NOON = at("2026-11-18 12:00")
ORDER = "DB20261118-000123"


def hot() -> Story:
    """A complaint of grade 2 (热点) with the engineering department."""
    story = Story(zsy()).received("2026-11-18 10:00").hears(graded(2), "2026-11-18 10:01")
    return story.hears(assigned(), "2026-11-18 10:02")


def test_a_grave_complaint_is_supervised_once_it_is_known_who_is_responsible() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(graded(2), "2026-11-18 10:01")
    assert story.of(SupervisionCalledFor) == []

    story.hears(assigned(), "2026-11-18 10:02")
    (called,) = story.of(SupervisionCalledFor)
    assert called.order_number == ORDER
    assert [(g.key, g.rule, g.facts) for g in called.grounds] == [
        ("grade-2", "zsy-5.2.6", {"grade": 2})
    ]


def test_a_light_complaint_is_supervised_when_it_is_overdue_and_complained_of_again() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(assigned(), "2026-11-18 10:02")
    story.hears(graded(4), "2026-11-18 10:02").passes("2026-11-19 10:00")
    assert story.of(SupervisionCalledFor) == []

    story.hears(repeated(), "2026-11-19 11:00")
    (called,) = story.of(SupervisionCalledFor)
    assert called.grounds[0].facts == {"overdue": True, "second_complaint": True}


def test_a_fact_that_a_person_states_later_calls_for_supervision() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(assigned(), "2026-11-18 10:02")
    story.hears(graded(4), "2026-11-18 10:02")
    story.hears(facts_changed(serious_quality_effect=True), "2026-11-18 11:00")

    assert [g.key for e in story.of(SupervisionCalledFor) for g in e.grounds] == [
        "serious-quality-effect"
    ]


def test_a_miss_itself_can_complete_the_reason() -> None:
    story = Story(zsy()).received("2026-11-18 10:00").hears(assigned(), "2026-11-18 10:02")
    story.hears(repeated(), "2026-11-18 10:30").passes("2026-11-18 11:00")
    assert story.watch.order is None, "a form handed over late is no handling overdue"
    story.passes("2026-11-19 10:00")

    assert story.watch.order == ORDER


def test_further_reasons_are_added_to_the_open_order_each_once() -> None:
    story = hot().hears(escalated(1), "2026-11-19 09:00").hears(graded(2), "2026-11-19 10:00")

    assert len(story.of(SupervisionCalledFor)) == 1
    (grew,) = story.of(SupervisionGrew)
    assert [ground.key for ground in grew.grounds] == ["grade-1"]


def test_reasons_that_hold_at_once_make_one_order() -> None:
    story = Story(zsy()).received("2026-11-18 10:00", may_delay_delivery=True)
    story.hears(graded(1), "2026-11-18 10:01").hears(assigned(), "2026-11-18 10:02")

    (called,) = story.of(SupervisionCalledFor)
    assert [ground.key for ground in called.grounds] == ["may-delay-delivery", "grade-1"]


def test_after_an_order_was_closed_a_new_reason_calls_for_a_new_one() -> None:
    story = hot().does(lambda w: supervising.end_supervision(w, ORDER, "完成"), "2026-11-19 09:00")
    story.hears(escalated(1), "2026-11-20 09:00")

    assert [event.order_number for event in story.of(SupervisionCalledFor)] == [ORDER, f"{ORDER}-2"]


def test_closing_the_case_ends_its_supervision() -> None:
    story = hot().hears(closed(), "2026-11-19 09:00")

    assert [event.order_number for event in story.of(SupervisionEnded)] == [ORDER]
    assert story.watch.order is None


def test_a_person_may_call_for_an_order() -> None:
    def by_hand(watch: Watch) -> list[DomainEvent]:
        return supervising.call_by_hand(watch, "须跟进", story.pack, now=NOON)

    story = Story(zsy()).received("2026-11-18 10:00")
    with pytest.raises(refusals.DepartmentIsUnknown):
        by_hand(story.watch)
    story.hears(assigned(), "2026-11-18 10:02").does(by_hand, "2026-11-18 12:00")
    assert story.watch.order == ORDER
    with pytest.raises(refusals.OrderIsOpenAlready):
        by_hand(story.watch)
    story.hears(closed(), "2026-11-19 09:00")
    with pytest.raises(refusals.ComplaintIsClosed):
        by_hand(story.watch)


def test_a_regulation_without_supervision_has_no_orders() -> None:
    pack = regulation().model_copy(update={"supervision": None})
    story = Story(pack).received("2026-11-18 10:00").hears(graded(1), "2026-11-18 10:01")
    story.hears(assigned(), "2026-11-18 10:02")

    assert story.of(SupervisionCalledFor) == []
    with pytest.raises(refusals.RegulationKnowsNoSupervision):
        supervising.call_by_hand(story.watch, "须跟进", pack, now=NOON)
