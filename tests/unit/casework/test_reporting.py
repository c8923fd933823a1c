"""Steps taken, times agreed, progress told (办理步骤、约定时限、进展告知), and what closes on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.casework.domain.events import CauseFound, StepTaken
from services.casework.domain.following import find_out_of_scope
from services.casework.domain.handling import close
from services.casework.domain.refusals import (
    CaseIsClosed,
    ClosingConditionsAreUnmet,
    ComplaintIsWithdrawn,
    PromiseIsUnknown,
    StepIsUnknown,
    TimeIsPast,
    TimeIsTooFar,
    TimeLiesAhead,
    TimeLiesBeforeReceipt,
)
from services.casework.domain.reporting import (
    FURTHEST_AHEAD,
    make_promise,
    take_step,
    tell_progress,
)
from services.sla.domain.timing import FURTHEST_NAMED
from shared.contracts.casework import Side
from tests.support.desk import desk
from tests.unit.casework.builders import (
    BEYOND,
    CLOSED,
    LI,
    MONDAY,
    NOW,
    PROMISED,
    REOPENED,
    SURVEYED,
    TOLD,
    WITHDRAWN,
    Decision,
    case,
)
from tests.unit.policy.regulations import zsy

HOUR = timedelta(hours=1)


def surveyed(step: str = "site_surveyed", after: timedelta = 2 * HOUR) -> Decision:
    return lambda c: take_step(
        c, step, note=SURVEYED.note, taken_at=MONDAY + after, by=LI, pack=desk(), now=NOW
    )


def promised(promise: str = "next_answer", ahead: timedelta = timedelta(days=3)) -> Decision:
    return lambda c: make_promise(
        c, promise, promised_for=NOW + ahead, note=PROMISED.note, by=LI, pack=desk(), now=NOW
    )


def told(ahead: timedelta | None = timedelta(days=7)) -> Decision:
    expected = None if ahead is None else NOW + ahead
    return lambda c: tell_progress(c, TOLD.note, expected_at=expected, by=LI, now=NOW)


def ends() -> Decision:
    return lambda c: close(c, CLOSED.summary, by=LI, pack=desk())


def test_a_step_of_the_regulation_is_recorded_when_it_was_taken() -> None:
    case().when(surveyed()).then(SURVEYED)
    case(SURVEYED).when(surveyed()).then(SURVEYED)


def test_a_step_the_regulation_does_not_ask_for_is_refused_and_the_others_named() -> None:
    refused = case().when(surveyed("danced")).then_refused(StepIsUnknown, field="step")

    assert "site_surveyed（现场勘查）" in refused.sentence_zh


def test_a_regulation_without_steps_says_so() -> None:
    bare = zsy().model_copy(update={"steps": {}})
    case().when(
        lambda c: take_step(c, "x", note="", taken_at=NOW, by=LI, pack=bare, now=NOW)
    ).then_refused(StepIsUnknown)


def test_a_step_lies_neither_ahead_nor_before_the_complaint() -> None:
    ahead = NOW - MONDAY + timedelta(seconds=1)
    case().when(surveyed(after=ahead)).then_refused(TimeLiesAhead, field="taken_at")
    before = -timedelta(seconds=1)
    case().when(surveyed(after=before)).then_refused(TimeLiesBeforeReceipt, field="taken_at")


def test_a_time_is_promised_by_the_name_the_regulation_gives_it() -> None:
    case().when(promised()).then(PROMISED)
    refused = case().when(promised("wedding")).then_refused(PromiseIsUnknown, field="promise")

    assert "next_answer（下次答复）" in refused.sentence_zh


@pytest.mark.parametrize("ahead", [timedelta(0), -HOUR])
def test_what_is_promised_or_expected_lies_ahead(ahead: timedelta) -> None:
    case().when(promised(ahead=ahead)).then_refused(TimeIsPast, field="promised_for")
    case().when(told(ahead)).then_refused(TimeIsPast, field="expected_at")


def test_a_time_that_nobody_would_watch_is_a_slip_of_the_pen() -> None:
    """Sla watches no time that is named further ahead: what is accepted here it must watch."""
    assert FURTHEST_AHEAD <= FURTHEST_NAMED
    beyond = FURTHEST_AHEAD + timedelta(seconds=1)

    refused = case().when(promised(ahead=beyond)).then_refused(TimeIsTooFar, field="promised_for")
    case().when(told(beyond)).then_refused(TimeIsTooFar, field="expected_at")
    assert "请核对年份" in refused.sentence_zh
    furthest = PROMISED.model_copy(update={"promised_for": NOW + FURTHEST_AHEAD})
    case().when(promised(ahead=FURTHEST_AHEAD)).then(furthest)


def test_progress_is_told_with_or_without_an_expected_end() -> None:
    case().when(told()).then(TOLD)
    case().when(told(None)).then(TOLD.model_copy(update={"expected_at": None}))


def test_what_was_reported_stands_in_the_case_in_order_and_outlives_a_new_beginning() -> None:
    again = SURVEYED.model_copy(update={"note": "复勘"})
    state = case(SURVEYED, PROMISED, TOLD, again, CLOSED, REOPENED).state

    assert state is not None
    assert [(s.step, s.name, s.note) for s in state.steps] == [
        ("site_surveyed", "现场勘查", "地漏四周渗水，已拍照"),
        ("site_surveyed", "现场勘查", "复勘"),
    ]
    assert [(p.promise, p.promised_for, p.made_at) for p in state.promises] == [
        ("next_answer", PROMISED.promised_for, NOW)
    ]
    assert [(p.note, p.expected_at, p.told_at) for p in state.progress] == [
        ("材料已到场", TOLD.expected_at, NOW)
    ]


def test_nothing_is_reported_of_a_case_that_has_ended() -> None:
    for decide in (surveyed(), promised(), told()):
        case(CLOSED).when(decide).then_refused(CaseIsClosed)
        case(WITHDRAWN).when(decide).then_refused(ComplaintIsWithdrawn)


def test_a_regulation_may_close_on_whose_side_the_cause_lies() -> None:
    def cause(side: Side) -> CauseFound:
        return CauseFound(side=side, cause="业主自行改造", by=LI)

    case(cause(Side.OURS)).when(ends()).then_refused(ClosingConditionsAreUnmet)
    case(cause(Side.CUSTOMER)).when(ends()).then(CLOSED)
    case(cause(Side.CUSTOMER), cause(Side.OURS)).when(ends()).then_refused(
        ClosingConditionsAreUnmet
    )


def test_a_regulation_may_close_what_it_does_not_cover() -> None:
    case(SURVEYED).when(ends()).then_refused(ClosingConditionsAreUnmet)
    case(BEYOND).when(ends()).then(CLOSED)


def test_a_case_is_found_out_of_scope_once() -> None:
    case().when(lambda c: find_out_of_scope(c, "desk-1")).then(BEYOND)
    case(BEYOND).when(lambda c: find_out_of_scope(c, "desk-1")).then()
    assert find_out_of_scope(None, "desk-1") == []


def test_a_step_carries_what_it_was_called_then() -> None:
    assert isinstance(SURVEYED, StepTaken)
    assert SURVEYED.step_name == desk().steps["site_surveyed"].name
