"""Each check is silent where all is well, and speaks up when a thing is lost, doubled or wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from huiyin.drill.checks.acknowledged import check_acknowledged
from huiyin.drill.checks.notices import check_notices
from huiyin.drill.checks.obligations import check_obligations
from huiyin.drill.checks.once import check_once
from huiyin.drill.checks.rest import check_rest
from huiyin.drill.checks.verdict import Kind, Verdict
from huiyin.drill.evidence import BusMessage, Evidence, Kept, Mailbox, ServiceEvidence
from huiyin.drill.journal import Answered, Entry
from tests.unit.drill.findings import (
    BODY,
    COMPLAINT,
    KEY,
    MISSED_LATE,
    NOTICE,
    NOW,
    REQUEST,
    WATCH,
    at,
    entries,
    event,
    evidence,
    service,
    sla_event,
    timing,
)


def kinds(verdict: Verdict) -> set[Kind]:
    return {fault.kind for fault in verdict.faults}


def test_where_all_is_well_nobody_complains() -> None:
    found = evidence()
    verdicts = [
        check_acknowledged(entries(), found),
        check_once(found),
        check_obligations(found, NOW),
        check_notices(found),
        check_rest(found),
    ]
    assert [fault for verdict in verdicts for fault in verdict.faults] == []
    assert verdicts[0].counted["complaints"] == 1
    assert verdicts[2].counted["fired late and marked"] == 2


def intake(**changed: Any) -> Evidence:
    return evidence(intake=replace(evidence().services["intake"], **changed))


RECEIVED = event(COMPLAINT, 1, REQUEST.topic, actor=REQUEST.actor)


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (intake(events=()), Kind.LOST),
        (intake(answers={}), Kind.LOST),
        (intake(names={}), Kind.LOST),
        (intake(answers={KEY: Kept(201, "{}")}), Kind.WRONG),
        (replace(evidence(), messages=()), Kind.LOST),
        (intake(events=(RECEIVED, replace(RECEIVED, stream=WATCH))), Kind.DOUBLED),
        (
            intake(events=(RECEIVED, replace(RECEIVED, stored_at=NOW + timedelta(seconds=1)))),
            Kind.DOUBLED,
        ),
        (intake(events=(RECEIVED, replace(RECEIVED, actor="drill:c9-1"))), Kind.WRONG),
    ],
    ids=[
        *("event", "answer", "number", "other answer", "message", "two complaints", "twice"),
        "unasked",
    ],
)
def test_an_acknowledged_write_is_missed(found: Evidence, kind: Kind) -> None:
    assert kind in kinds(check_acknowledged(entries(), found))


@pytest.mark.parametrize(
    "answers",
    [
        (Answered(201, BODY), Answered(200, BODY)),
        (Answered(201, BODY), Answered(409, "{}")),
        (Answered(409, "{}"),),
    ],
    ids=["twins answered differently", "a twin refused afterwards", "refused with effect"],
)
def test_an_answer_that_does_not_fit_is_noticed(answers: tuple[Answered, ...]) -> None:
    assert kinds(check_acknowledged(entries(*answers), evidence())) == {Kind.WRONG}


def test_a_request_may_be_refused_before_it_is_obeyed() -> None:
    too_early = entries(Answered(404, "{}"), Answered(201, BODY))
    assert check_acknowledged(too_early, evidence()).faults == []


def test_an_unanswered_request_may_have_taken_effect() -> None:
    verdict = check_acknowledged({KEY: Entry(REQUEST)}, evidence())
    assert verdict.faults == []
    assert verdict.counted["unanswered, in effect"] == 1


def hearing(change: Callable[[ServiceEvidence], ServiceEvidence]) -> Evidence:
    return evidence(triage=change(evidence().services["triage"]))


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (hearing(lambda own: replace(own, inbox=own.inbox[1:])), Kind.LOST),
        (hearing(lambda own: replace(own, inbox=[*own.inbox, own.inbox[0]])), Kind.DOUBLED),
        (hearing(lambda own: replace(own, inbox=[*own.inbox, "x:1"])), Kind.WRONG),
        (
            replace(
                evidence(),
                messages=[*evidence().messages, BusMessage(f"{COMPLAINT}:1", "intake", 9)],
            ),
            Kind.DOUBLED,
        ),
        (intake(events=(RECEIVED, replace(RECEIVED, stream=NOTICE))), Kind.LOST),
        (intake(events=(RECEIVED, replace(RECEIVED, version=3))), Kind.LOST),
        (intake(events=()), Kind.WRONG),
        (
            evidence(
                triage=service(
                    event(WATCH, 1, "a", message="m:1"),
                    event(WATCH, 2, "a", message="m:1", stored_at=NOW + timedelta(seconds=1)),
                )
            ),
            Kind.DOUBLED,
        ),
    ],
    ids=[
        *("not heard", "heard twice", "heard nothing", "told twice", "not told", "gap"),
        *("told of nothing", "effect twice"),
    ],
)
def test_a_message_that_is_not_heard_once_is_noticed(found: Evidence, kind: Kind) -> None:
    assert kind in kinds(check_once(found))


STARTED, WARNED, MISSED = MISSED_LATE
STARTED_SOON = sla_event(1, "obligation-started", 30, timing=timing(at(-5), half=at(-2)))


@pytest.mark.parametrize(
    ("events", "kind"),
    [
        ((STARTED, WARNED), Kind.LOST),
        ((STARTED, MISSED, replace(WARNED, version=3)), Kind.DOUBLED),
        ((*MISSED_LATE, replace(MISSED, version=4)), Kind.DOUBLED),
        ((STARTED, WARNED, replace(WARNED, version=3), MISSED), Kind.DOUBLED),
        ((*MISSED_LATE, sla_event(4, "obligation-met")), Kind.DOUBLED),
        ((STARTED, STARTED, WARNED, MISSED), Kind.DOUBLED),
        ((STARTED, sla_event(2, "deadline-missed", 8, at=at(10), late_s=0.0)), Kind.WRONG),
        ((sla_event(1, "obligation-paused", timing=timing(None)),), Kind.WRONG),
    ],
    ids=[
        *("never missed", "warned after", "missed twice", "warned twice", "met after"),
        *("started twice", "late unmarked", "paused unstarted"),
    ],
)
def test_an_obligation_that_does_not_end_once_is_noticed(events: Any, kind: Kind) -> None:
    found = evidence(sla=service(*events, rows={"timers": []}))
    assert kind in kinds(check_obligations(found, NOW))


def test_instants_out_of_due_order_are_noticed() -> None:
    other = sla_event(2, "obligation-started", 30, key="other", timing=timing(at(15)))
    late = sla_event(4, "deadline-missed", 8, key="other", at=at(15), late_s=7 * 3600.0)
    wrong_order = (STARTED, other, replace(WARNED, version=3), replace(MISSED, version=4), late)
    found = evidence(sla=service(*wrong_order, rows={"timers": []}))
    assert kinds(check_obligations(found, NOW)) == {Kind.WRONG}

    # Where its due time was set after the others had fired it could not have come first.
    anew = sla_event(5, "obligation-rederived", 8, key="other", timing=timing(at(15)))
    set_late = (STARTED, other, WARNED, MISSED, anew, late)
    found = evidence(sla=service(*set_late, rows={"timers": []}))
    assert check_obligations(found, NOW).faults == []


def test_what_is_open_and_due_later_is_no_fault() -> None:
    found = evidence(sla=service(STARTED_SOON, rows={"timers": []}))
    assert check_obligations(found, NOW).faults == []


def test_a_timer_that_is_past_is_noticed() -> None:
    timer = {"stream": WATCH, "place": "answer/due/", "instant": NOW}
    found = evidence(sla=service(*MISSED_LATE, rows={"timers": [timer]}))
    assert kinds(check_obligations(found, NOW)) == {Kind.LOST}


PLANNED = event(NOTICE, 1, "notify.notice.planned")
SENT = event(NOTICE, 2, "notify.notice.sent")
ROW = {"notice_id": NOTICE, "status": "sent"}


@pytest.mark.parametrize(
    ("events", "mails", "kind"),
    [
        ((PLANNED,), [], Kind.LOST),
        ((PLANNED, SENT), [], Kind.LOST),
        ((PLANNED, SENT, replace(SENT, version=3)), [f"<{NOTICE}@huiyin>"], Kind.DOUBLED),
        ((PLANNED, SENT), [f"<{NOTICE}@huiyin>"] * 2, Kind.DOUBLED),
        ((PLANNED, SENT), [f"<{NOTICE}@huiyin>", f"<{WATCH}@huiyin>"], Kind.WRONG),
    ],
    ids=["no end", "not in the mailbox", "sent twice", "two mails", "unknown mail"],
)
def test_a_notice_that_is_not_sent_once_is_noticed(
    events: Any, mails: list[str], kind: Kind
) -> None:
    found = evidence(notify=service(*events, rows={"notices": [ROW]}))
    assert kind in kinds(check_notices(replace(found, mailbox=Mailbox(mails, 0))))


@pytest.mark.parametrize("left", [{"outbox": 1}, {"parked": 1}])
def test_what_is_left_under_way_is_noticed(left: dict[str, int]) -> None:
    assert kinds(check_rest(evidence(triage=service(**left)))) == {Kind.LOST}
