"""Contact, cause, revisit, and when a case may be closed (zsy-5.2.4, zsy-5.3.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.casework.domain.events import CustomerContacted
from services.casework.domain.handling import close, contact, find_cause, reopen, revisit
from services.casework.domain.refusals import (
    CaseIsClosed,
    CaseIsOpen,
    ClosingConditionsAreUnmet,
    ComplaintIsWithdrawn,
    CustomerIsDissatisfied,
    SolutionIsNotCarriedOut,
    TimeLiesAhead,
    TimeLiesBeforeReceipt,
)
from shared.contracts.casework import Satisfaction
from shared.domain import DomainEvent
from tests.unit.casework.builders import (
    APPROVED,
    CARRIED_OUT,
    CAUSE,
    CLOSED,
    LI,
    MONDAY,
    NOW,
    OPENED,
    PLAN,
    REOPENED,
    WITHDRAWN,
    Decision,
    case,
    contacted,
    revisited,
)
from tests.unit.policy.regulations import library, zsy

HANDLED = (PLAN, CARRIED_OUT)


def speaks(said: CustomerContacted) -> Decision:
    return lambda c: contact(c, said, now=NOW)


def ends() -> Decision:
    return lambda c: close(c, "已修复，客户认可", by=LI, pack=zsy())


def begins_anew() -> Decision:
    return lambda c: reopen(c, "雨后再次渗水", by=LI)


def test_a_talk_with_the_customer_may_be_recorded_later() -> None:
    case().when(speaks(contacted())).then(contacted())
    case().when(speaks(contacted(NOW - MONDAY))).then(contacted(NOW - MONDAY))
    case().when(speaks(contacted(timedelta(0)))).then(contacted(timedelta(0)))


def test_a_talk_lies_neither_ahead_nor_before_the_complaint() -> None:
    ahead = contacted(NOW - MONDAY + timedelta(seconds=1))
    case().when(speaks(ahead)).then_refused(TimeLiesAhead, field="contacted_at")
    before = contacted(-timedelta(seconds=1))
    case().when(speaks(before)).then_refused(TimeLiesBeforeReceipt, field="contacted_at")


def test_the_first_contact_is_the_earliest_however_late_it_is_recorded() -> None:
    state = case(contacted(timedelta(hours=2)), contacted(timedelta(hours=1))).state

    assert state is not None
    assert state.first_contacted_at == MONDAY + timedelta(hours=1)


def test_a_cause_may_be_found_again() -> None:
    case(CAUSE).when(lambda c: find_cause(c, CAUSE)).then(CAUSE)


def test_the_customer_is_revisited_about_a_result() -> None:
    case(PLAN).when(lambda c: revisit(c, revisited())).then_refused(SolutionIsNotCarriedOut)
    case(*HANDLED).when(lambda c: revisit(c, revisited())).then(revisited())


@pytest.mark.parametrize("answer", [Satisfaction.SATISFIED, Satisfaction.NEUTRAL])
def test_a_case_is_closed_when_its_regulation_is_content(answer: Satisfaction) -> None:
    case(*HANDLED, revisited(answer)).when(ends()).then(CLOSED)


@pytest.mark.parametrize(
    ("steps", "missing"),
    [
        ((), ["处理方案已实施", "已就处理结果回访客户"]),
        ((PLAN,), ["处理方案已实施", "已就处理结果回访客户"]),
        (HANDLED, ["已就处理结果回访客户"]),
        ((*HANDLED, revisited(Satisfaction.NOT_REACHED)), ["已就处理结果回访客户"]),
        ((*HANDLED, revisited(), CARRIED_OUT), ["已就处理结果回访客户"]),
        ((*HANDLED, revisited(), CLOSED, REOPENED), ["处理方案已实施", "已就处理结果回访客户"]),
    ],
)
def test_a_case_is_not_closed_before_and_hears_what_is_missing(
    steps: tuple[DomainEvent, ...], missing: list[str]
) -> None:
    refused = case(*steps).when(ends()).then_refused(ClosingConditionsAreUnmet)

    assert refused.sentence_zh.count("zsy-5.3.1") == len(missing)
    assert all(label in refused.sentence_zh for label in missing)


def test_a_dissatisfied_customer_keeps_the_case_open_until_the_next_revisit() -> None:
    dissatisfied = (*HANDLED, revisited(Satisfaction.DISSATISFIED))

    case(*dissatisfied).when(ends()).then_refused(CustomerIsDissatisfied)
    case(*dissatisfied, CARRIED_OUT, revisited()).when(ends()).then(CLOSED)


def test_who_left_no_way_to_be_reached_need_not_be_revisited() -> None:
    unreachable = OPENED.model_copy(update={"reachable": False})

    case(*HANDLED, opened=unreachable).when(ends()).then(CLOSED)
    case(PLAN, opened=unreachable).when(ends()).then_refused(ClosingConditionsAreUnmet)


def test_a_regulation_without_closing_conditions_closes_at_any_time() -> None:
    lenient = library().pack("answer-within", "1")

    case().when(lambda c: close(c, "已修复，客户认可", by=LI, pack=lenient)).then(CLOSED)


def test_a_closed_case_can_be_taken_up_again() -> None:
    case(*HANDLED, revisited(), CLOSED).when(begins_anew()).then(REOPENED)
    case(*HANDLED).when(begins_anew()).then_refused(CaseIsOpen)
    case(WITHDRAWN).when(begins_anew()).then_refused(ComplaintIsWithdrawn)


def test_a_case_taken_up_again_keeps_what_was_found_and_drops_what_was_decided() -> None:
    state = case(CAUSE, contacted(), *HANDLED, revisited(), CLOSED, REOPENED, grade=3).state

    assert state is not None
    assert state.cause is not None
    assert state.first_contacted_at is not None
    assert (state.plan, state.result, state.satisfaction, state.closed) == (
        None,
        None,
        None,
        False,
    )


def test_nothing_is_done_about_a_case_that_has_ended() -> None:
    closed = case(PLAN, APPROVED, CARRIED_OUT, revisited(), CLOSED)
    for decide in (
        speaks(contacted()),
        lambda c: find_cause(c, CAUSE),
        lambda c: revisit(c, revisited()),
        ends(),
    ):
        closed.when(decide).then_refused(CaseIsClosed)
        case(*HANDLED, WITHDRAWN).when(decide).then_refused(ComplaintIsWithdrawn)
