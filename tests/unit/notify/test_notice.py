"""A notice is written down once, tried a bounded number of times, and ends in exactly one way."""

from __future__ import annotations

import pytest

from services.notify.notice import (
    ATTEMPTS_MAX,
    NOTICE,
    AttemptFailed,
    NoticeFailed,
    NoticePlanned,
    NoticeSent,
    NoticeStatus,
    Obstacle,
    Setback,
    confirm_sent,
    plan,
    suffer,
)
from tests.support.given import given
from tests.unit.notify.letters import NOON, letter

PLANNED = NoticePlanned(letter=letter(), planned_at=NOON)
PUT_OFF = Setback(obstacle=Obstacle.PUT_OFF, code=451)
REFUSED = Setback(obstacle=Obstacle.REFUSED, code=550, final=True)
ATTEMPT = AttemptFailed(obstacle=Obstacle.PUT_OFF, code=451)


def test_a_letter_becomes_a_planned_notice() -> None:
    given(NOTICE).when(lambda n: plan(n, letter(), now=NOON)).then(PLANNED)


def test_the_same_letter_again_is_no_second_notice() -> None:
    given(NOTICE, PLANNED).when(lambda n: plan(n, letter(), now=NOON)).then()


def test_without_an_address_it_fails_at_once_and_says_why() -> None:
    nowhere = letter(address=None)
    nobody = Setback(obstacle=Obstacle.NO_ADDRESS, final=True)
    given(NOTICE).when(lambda n: plan(n, nowhere, now=NOON, prevented_by=nobody)).then(
        NoticePlanned(letter=nowhere, planned_at=NOON),
        NoticeFailed(obstacle=Obstacle.NO_ADDRESS, code=None),
    )


def test_what_the_carrier_accepted_is_sent() -> None:
    given(NOTICE, PLANNED).when(confirm_sent).then(NoticeSent())


def test_what_is_put_off_waits_for_another_attempt() -> None:
    given(NOTICE, PLANNED).when(lambda n: suffer(n, PUT_OFF)).then(ATTEMPT)


def test_what_is_refused_has_failed() -> None:
    given(NOTICE, PLANNED).when(lambda n: suffer(n, REFUSED)).then(
        AttemptFailed(obstacle=Obstacle.REFUSED, code=550),
        NoticeFailed(obstacle=Obstacle.REFUSED, code=550),
    )


def test_the_last_attempt_that_may_be_made_ends_it() -> None:
    tried = [ATTEMPT] * (ATTEMPTS_MAX - 1)
    given(NOTICE, PLANNED, *tried).when(lambda n: suffer(n, PUT_OFF)).then(
        ATTEMPT, NoticeFailed(obstacle=Obstacle.PUT_OFF, code=451)
    )


@pytest.mark.parametrize(
    "end", [NoticeSent(), NoticeFailed(obstacle=Obstacle.REFUSED, code=550)], ids=type
)
def test_what_has_ended_stays_as_it_ended(end: NoticeSent | NoticeFailed) -> None:
    given(NOTICE, PLANNED, end).when(confirm_sent).then()
    given(NOTICE, PLANNED, end).when(lambda n: suffer(n, PUT_OFF)).then()


def test_attempts_are_counted_with_the_one_that_succeeded() -> None:
    state = given(NOTICE, PLANNED, ATTEMPT, ATTEMPT, NoticeSent()).state
    assert state is not None
    assert (state.attempts, state.status, state.setback) == (3, NoticeStatus.SENT, None)


def test_the_reason_of_a_failure_names_the_carriers_code() -> None:
    failed = NoticeFailed(obstacle=Obstacle.REFUSED, code=550)
    state = given(NOTICE, PLANNED, failed).state
    assert state is not None and state.setback is not None
    assert state.setback.reason == "refused 550"
