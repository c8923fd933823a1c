"""Counting anew what is open: by what is known of it now, and by the calendar in force now."""

from __future__ import annotations

from services.sla.domain import events as e
from services.sla.domain.draft import Draft
from services.sla.domain.obligation import Obligation, Timing
from services.sla.domain.recounting import Counting, naming, recount
from services.sla.domain.timing import timing_now


def retime(draft: Draft, obligation: Obligation) -> None:
    """Count anew what other circumstances move; the calendar was heeded before they were noted."""
    timing = timing_now(obligation, draft.watch, draft.pack)
    if _differs(timing, obligation.timing):
        draft.add(
            e.ObligationRederived(key=obligation.key, timing=timing, because=None, trigger=None)
        )


def is_outdated(draft: Draft, obligation: Obligation) -> bool:
    """Whether it was counted by a calendar that did not know all that is known now."""
    return obligation.timing.explanation.calendar_version != draft.pack.calendar.version


def _differs(new: Timing, old: Timing) -> bool:
    """A calendar that merely learned of another year changes nothing."""
    provisional = new.explanation.provisional, old.explanation.provisional
    return (new.due_at, new.warnings) != (old.due_at, old.warnings) or len(set(provisional)) == 2


def heed_calendar(draft: Draft) -> None:
    """Count anew what is open and was counted before a holiday notice came (放假安排公布或修订)."""
    for obligation in draft.watch.open_obligations:
        if is_outdated(draft, obligation):
            _recount(draft, obligation)


def _recount(draft: Draft, obligation: Obligation) -> None:
    timing = timing_now(obligation, draft.watch, draft.pack)
    if not _differs(timing, obligation.timing):
        return
    because = recount(
        draft.pack.calendar,
        obligation.timing.explanation.calendar_version,
        Counting(obligation.started_at, obligation.timing.due_at, timing.due_at),
        now=draft.now,
    )
    timing = timing.saying(because.sentence)
    draft.add(
        e.ObligationRederived(key=obligation.key, timing=timing, because=because, trigger=None)
    )


def say_what_came_in_the_pause(draft: Draft, before: Obligation) -> None:
    """A notice that came while a clock stood still moved no due time: there was none. It is told
    with the first one that it bears on. `before` is the obligation as it stood still."""
    obligation = draft.watch.obligation(before.key)
    assert obligation is not None, "it was resumed"
    timing, calendar = obligation.timing, draft.pack.calendar
    if timing.due_at is None or not is_outdated(draft, before):
        return
    version = before.timing.explanation.calendar_version
    counting = Counting(obligation.started_at, None, timing.due_at)
    if not naming(calendar, version, counting):
        return
    because = recount(calendar, version, counting, now=draft.now)
    timing = timing.saying(because.sentence)
    draft.add(e.ObligationRederived(key=before.key, timing=timing, because=because, trigger=None))
