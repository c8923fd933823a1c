"""What a watch does when something happens, and when time passes.

Everything about one complaint is decided here, in this order: instants that passed before the
event, what the event tells, what it ends, what it starts, what it makes due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.sla.domain import events as e
from services.sla.domain.clocks import (
    cancel,
    derive_anew,
    derive_by_facts,
    end_obligations,
    start_obligations,
)
from services.sla.domain.draft import Draft
from services.sla.domain.instants import Instant, InstantKind, next_of_watch
from services.sla.domain.noting import NOTED, News, note, note_facts
from services.sla.domain.retiming import heed_calendar, is_outdated
from services.sla.domain.supervising import bears_on_supervision, call_for_supervision
from services.sla.domain.watch import Watch
from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import ComplaintReceivedV1, ComplaintWithdrawnV1
from shared.contracts.sla import DeadlineMissedV1
from shared.domain import DomainEvent
from shared.policy import ConditionFailed, Pack
from shared.policy.obligations import EventMatch, any_counts

CLOSING = {CaseClosedV1.EVENT: "投诉已办结", ComplaintWithdrawnV1.EVENT: "客户已撤诉"}
"""The events that end everything, with what a supervision order is then closed as."""

_ALWAYS_HEEDED = NOTED | CLOSING.keys() | {ReopenedV1.EVENT}
_MICROSECOND = timedelta(microseconds=1)


def may_change_a_watch(news: News, pack: Pack) -> bool:
    """Whether news may change any watch under a regulation. Of all others no watch need hear: what
    was due before them is the timers' business."""
    may = pack.consequences_of(news.event)
    if news.event in _ALWAYS_HEEDED or may.starts or may.tells:
        return True
    return may_end_something(news, may.ends)


def may_end_something(news: News, ends: Sequence[EventMatch]) -> bool:
    """Whether news are what limits wait for, `ends` being what they wait for of such an event."""
    try:
        return any_counts(ends, news.data, rule=news.event)
    except ConditionFailed:
        return True  # Whoever is governed by that regulation will say so.


def always_changes_a_watch(event: str, pack: Pack) -> bool:
    """Whether an event may change a watch under a regulation whatever it says, so that only its
    name need be looked at."""
    may = pack.consequences_of(event)
    if event in _ALWAYS_HEEDED or may.starts or may.tells:
        return True
    return any(end.when is None for end in may.ends)


def open_watch(
    watch: Watch | None, complaint: ComplaintReceivedV1, pack: Pack, *, now: datetime
) -> list[DomainEvent]:
    """A complaint came in: watch it, and start what its receipt starts."""
    if watch is not None:
        return []
    opened = e.WatchOpened(
        complaint_id=complaint.complaint_id,
        number=complaint.number,
        policy=complaint.policy,
        project=complaint.project,
        channel=complaint.channel,
        received_at=complaint.received_at,
        has_contact=complaint.customer.can_be_reached,
        answer_wanted_by=complaint.answer_wanted_by,
    )
    draft = Draft.opening(opened, pack, now)
    _take_in(draft, News.of(complaint))
    call_for_supervision(draft)
    return draft.events


def hear(watch: Watch | None, news: News, pack: Pack, *, now: datetime) -> list[DomainEvent]:
    """Something happened, at `news.occurred_at`: that time at least has been reached.

    So what was due before it is missed first, even where no timer has fired yet; what is due later
    can be met although `now` is past it, because it was done in time.
    """
    if watch is None:
        return []  # A history that began before ours did.
    return heard(watch, news, pack, now=now).events


def heard(watch: Watch, news: News, pack: Pack, *, now: datetime) -> Draft:
    """The decision on what happened, with the watch as it is after it."""
    draft = Draft(watch, pack, now)
    _let_pass(draft, before=news.occurred_at)
    _take_in(draft, news)
    if bears_on_supervision(draft):
        call_for_supervision(draft)
    return draft


def let_pass(
    watch: Watch | None, pack: Pack, *, until: datetime, now: datetime
) -> list[DomainEvent]:
    """Let every instant up to and including `until` pass, in due order, each once."""
    return brought_to(until, watch, pack, now=now).events if watch else []


def brought_to(until: datetime, watch: Watch, pack: Pack, *, now: datetime) -> Draft:
    """A decision that begins with whatever has passed by then."""
    draft = Draft(watch, pack, now)
    _let_pass(draft, before=until + _MICROSECOND)
    if bears_on_supervision(draft):
        call_for_supervision(draft)
    return draft


def heed_notices(watch: Watch | None, pack: Pack, *, now: datetime) -> list[DomainEvent]:
    """Holiday notices may have arrived, or been amended, since due times were counted."""
    if watch is None:
        return []
    draft = Draft(watch, pack, now)
    heed_calendar(draft)
    return draft.events


def _take_in(draft: Draft, news: News) -> None:
    was_closed, owed = draft.watch.closed, draft.watch.obligations
    fresh = note_facts(draft, news)
    counts_differently = note(draft, news)
    end_obligations(draft, news)
    if news.event in CLOSING and not was_closed:
        _close(draft, news)
    if news.event == ReopenedV1.EVENT and was_closed:
        draft.add(e.WatchReopened(reopened_at=news.occurred_at))
    if counts_differently and not draft.watch.closed:
        derive_anew(draft, news.occurred_at)
    if fresh and not draft.watch.closed:
        derive_by_facts(draft, fresh, news)
    if not (was_closed and draft.watch.closed):
        start_obligations(draft, news)
    if draft.watch.obligations is not owed:  # Else nothing is ahead but what was.
        _let_pass(draft, before=news.occurred_at)


def _close(draft: Draft, news: News) -> None:
    """Whatever is still owed falls away with the case; so does its supervision."""
    for obligation in draft.watch.open_obligations:
        cancel(draft, obligation, news.occurred_at, news.event)
    if draft.watch.order is not None:
        result = CLOSING[news.event]
        draft.add(e.SupervisionEnded(order_number=draft.watch.order, result=result))
    draft.add(e.WatchClosed(closed_at=news.occurred_at, by=news.event))


def _let_pass(draft: Draft, *, before: datetime) -> None:
    for obligation in draft.watch.open_obligations:
        if obligation.timing.begins(before) or is_outdated(draft, obligation):
            break
    else:
        return  # Nothing has its time yet: the usual case, and cheap to see.
    # A holiday notice may have come since: nothing is missed, met, stopped or granted more time by
    # the count it has overtaken, and it alone is what its recount is put down to.
    heed_calendar(draft)
    while (first := next_of_watch(draft.watch)) is not None and first.at < before:
        _pass(draft, first)


def _pass(draft: Draft, instant: Instant) -> None:
    rule = draft.pack.obligation(instant.key)
    late_s = draft.late_s(instant.at)
    if instant.kind is InstantKind.WARNING:
        draft.add(
            e.DeadlineApproaching(
                key=instant.key, step=instant.step, at=instant.at, late_s=late_s, tell=rule.warned
            )
        )
        return
    draft.add(
        e.DeadlineMissed(key=instant.key, at=instant.at, late_s=late_s, tell=rule.tell_when_missed)
    )
    # A miss is itself something that happened: it tells facts, and may start and end other limits.
    _take_in(
        draft,
        News(
            event=DeadlineMissedV1.EVENT,
            occurred_at=instant.at,
            data={
                "number": draft.watch.number,
                "obligation": rule.key,
                "name": rule.name,
                "rule": rule.rule,
                "kind": rule.kind,
                "answerable": rule.answerable,
            },
        ),
    )
