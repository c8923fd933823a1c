"""What intake decides on a complaint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.intake.domain import complaint as domain
from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import (
    ComplaintAcknowledged,
    ComplaintRepeated,
    ComplaintWithdrawn,
    CustomerUrged,
)
from services.intake.domain.refusals import (
    AnswerIsWantedTooEarly,
    ComplaintIsWithdrawn,
    NothingWasSaid,
    TimeLiesAhead,
    TimeLiesBeforeReceipt,
)
from shared.contracts.intake import Channel
from shared.domain import DomainEvent
from tests.support.given import given
from tests.unit.intake.builders import COMMAND, LATER, MORNING, NOON, NUMBER, RECEIVED, says

ACKNOWLEDGED = ComplaintAcknowledged(channel=Channel.PHONE)
WITHDRAWN = ComplaintWithdrawn(said_at=NOON, reason="已自行解决")


def test_a_new_complaint_is_received_and_acknowledged() -> None:
    given(COMPLAINT).when(lambda c: domain.receive(c, COMMAND, number=NUMBER, now=NOON)).then(
        RECEIVED, ACKNOWLEDGED
    )


def test_the_same_complaint_again_is_nothing_new() -> None:
    given(COMPLAINT, RECEIVED, ACKNOWLEDGED).when(
        lambda c: domain.receive(c, COMMAND, number="TS20260309-000002", now=LATER)
    ).then()


def test_a_complaint_cannot_come_from_the_future() -> None:
    ahead = COMMAND.model_copy(update={"received_at": NOON + timedelta(seconds=1)})
    given(COMPLAINT).when(lambda c: domain.receive(c, ahead, number=NUMBER, now=NOON)).then_refused(
        TimeLiesAhead, field="received_at"
    )


def test_a_complaint_made_this_very_moment_is_received() -> None:
    present = COMMAND.model_copy(update={"received_at": NOON})
    received = RECEIVED.model_copy(update={"received_at": NOON})
    given(COMPLAINT).when(lambda c: domain.receive(c, present, number=NUMBER, now=NOON)).then(
        received, ACKNOWLEDGED
    )


def test_an_answer_cannot_be_wanted_before_the_complaint() -> None:
    early = COMMAND.model_copy(update={"answer_wanted_by": MORNING})
    given(COMPLAINT).when(lambda c: domain.receive(c, early, number=NUMBER, now=NOON)).then_refused(
        AnswerIsWantedTooEarly, field="answer_wanted_by"
    )


def test_a_complaint_has_words() -> None:
    silent = COMMAND.model_copy(update={"text": " \n"})
    given(COMPLAINT).when(
        lambda c: domain.receive(c, silent, number=NUMBER, now=NOON)
    ).then_refused(NothingWasSaid, field="text")


def test_the_customer_complains_again() -> None:
    given(COMPLAINT, RECEIVED).when(lambda c: domain.repeat(c, says(), now=NOON)).then(
        ComplaintRepeated(said_at=NOON, channel=Channel.WECHAT, text="还是没有人来修。")
    )


def test_every_repetition_counts_and_urging_does_not() -> None:
    repeated = ComplaintRepeated(said_at=NOON, channel=Channel.PHONE, text="再次投诉")
    urged = CustomerUrged(said_at=NOON, channel=Channel.PHONE, text="什么时候修")
    state = given(COMPLAINT, RECEIVED, ACKNOWLEDGED, repeated, urged, repeated).state
    assert state is not None
    assert state.times == 3


def test_the_customer_presses_for_an_answer() -> None:
    given(COMPLAINT, RECEIVED).when(lambda c: domain.urge(c, says(), now=NOON)).then(
        CustomerUrged(said_at=NOON, channel=Channel.WECHAT, text="还是没有人来修。")
    )


def test_nothing_is_said_in_the_future() -> None:
    given(COMPLAINT, RECEIVED).when(lambda c: domain.urge(c, says(LATER), now=NOON)).then_refused(
        TimeLiesAhead, field="said_at"
    )


def test_nothing_is_said_before_the_complaint() -> None:
    early = MORNING - timedelta(minutes=1)
    given(COMPLAINT, RECEIVED).when(lambda c: domain.repeat(c, says(early), now=NOON)).then_refused(
        TimeLiesBeforeReceipt, field="said_at"
    )


def test_the_customer_takes_the_complaint_back() -> None:
    given(COMPLAINT, RECEIVED).when(
        lambda c: domain.withdraw(c, "已自行解决", NOON, now=NOON)
    ).then(WITHDRAWN)


def test_taking_it_back_twice_is_nothing_new() -> None:
    given(COMPLAINT, RECEIVED, WITHDRAWN).when(
        lambda c: domain.withdraw(c, "真的解决了", LATER, now=LATER)
    ).then()


@pytest.mark.parametrize("decide", [domain.repeat, domain.urge])
def test_nothing_is_said_on_a_withdrawn_complaint(
    decide: Callable[..., list[DomainEvent]],
) -> None:
    given(COMPLAINT, RECEIVED, WITHDRAWN).when(
        lambda c: decide(c, says(LATER), now=LATER)
    ).then_refused(ComplaintIsWithdrawn)
