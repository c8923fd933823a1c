"""What people may do to a running clock: grant more time, stop it, let it run on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.sla.domain import events as e
from services.sla.domain import refusals as r
from services.sla.domain.draft import Draft
from services.sla.domain.happening import brought_to
from services.sla.domain.obligation import Extension, Obligation, Outcome, PausedSpell, Timing
from services.sla.domain.retiming import say_what_came_in_the_pause
from services.sla.domain.timing import Course, later_by, timing_of
from services.sla.domain.watch import Watch
from shared.contracts.sla import ObligationKind
from shared.deadlines import DeadlineError, Span
from shared.domain import DomainEvent, Immutable
from shared.policy import Pack


class Extend(Immutable):
    """Grant more time: up to an instant, or by a span such as `2 wd` after the present due time."""

    key: str
    until: datetime | None
    by: str | None
    reason: str
    approved_by: str


def extend(
    watch: Watch, command: Extend, pack: Pack, *, by: str, now: datetime
) -> list[DomainEvent]:
    """More time for one obligation (延期): asked for before expiry, approved, with a reason."""
    draft = brought_to(now, watch, pack, now=now)
    obligation, due = _extensible(draft, command)
    post = pack.obligation(command.key).extended_by
    if post is not None and command.approved_by != post:
        raise r.ApproverIsNotThePost(
            field="approved_by", name=obligation.name, post=pack.posts.get(post, post)
        )
    field = "until" if command.by is None else "by"
    try:
        extension = Extension(
            granted_at=now,
            until=_until(command, due, pack),
            reason=command.reason,
            approved_by=command.approved_by,
            by=by,
        )
        course = replace(Course.of(obligation), extension=extension)
        timing = timing_of(pack.obligation(command.key), course, draft.watch, pack)
    except DeadlineError as error:
        raise r.TimeIsUnusable(field=field, reason_zh=error.zh, reason_en=error.en) from error
    if extension.until <= due:
        raise r.ExtensionIsNotLater(field=field, due=pack.calendar.local(due).isoformat())
    draft.add(e.ObligationExtended(key=obligation.key, extension=extension, timing=timing))
    return draft.events


def pause(watch: Watch, reason: str, pack: Pack, *, by: str, now: datetime) -> list[DomainEvent]:
    """Stop the clocks that this reason stops (中止), from now on."""
    if reason not in pack.pause_reasons:
        known = ", ".join(pack.pause_reasons) or "—"
        raise r.PauseReasonIsUnknown(field="reason", reason=reason, known=known)
    draft = brought_to(now, watch, pack, now=now)
    running = [
        obligation
        for obligation in draft.watch.open_obligations
        if reason in pack.obligation(obligation.key).paused_by
        and reason not in obligation.pause_reasons
    ]
    if not running:
        raise r.NothingToPause(number=watch.number, reason=reason)
    for obligation in running:
        spell = PausedSpell(since=now, until=None, reason=reason)
        draft.add(
            e.ObligationPaused(
                key=obligation.key,
                paused_at=now,
                reason=reason,
                by=by,
                timing=_timed_with((*obligation.pauses, spell), obligation, draft),
            )
        )
    return draft.events


def resume(watch: Watch, reason: str, pack: Pack, *, by: str, now: datetime) -> list[DomainEvent]:
    """Let the clocks run on that stood still for this reason (恢复)."""
    draft = brought_to(now, watch, pack, now=now)
    paused = [o for o in draft.watch.open_obligations if reason in o.pause_reasons]
    if not paused:
        raise r.NothingToResume(number=watch.number, reason=reason)
    for obligation in paused:
        pauses = tuple(
            spell.model_copy(update={"until": now})
            if spell.until is None and spell.reason == reason
            else spell
            for spell in obligation.pauses
        )
        timing = _timed_with(pauses, obligation, draft)
        draft.add(
            e.ObligationResumed(
                key=obligation.key, resumed_at=now, reason=reason, by=by, timing=timing
            )
        )
        say_what_came_in_the_pause(draft, obligation)
    return draft.events


def _extensible(draft: Draft, command: Extend) -> tuple[Obligation, datetime]:
    """The open obligation with its due time, or why it cannot be given more."""
    watch = draft.watch
    obligation = watch.obligation(command.key)
    if obligation is None:
        known = ", ".join(dict.fromkeys(o.key for o in watch.obligations)) or "—"
        raise r.ObligationIsUnknown(number=watch.number, key=command.key, known=known)
    if obligation.outcome in (Outcome.MET, Outcome.CANCELLED):
        raise r.ObligationIsOver(name=obligation.name)
    if obligation.kind is ObligationKind.THRESHOLD:
        raise r.ThresholdIsNotOwed(name=obligation.name)
    due = obligation.timing.due_at
    if due is None:
        raise r.ObligationIsPaused(name=obligation.name)
    if obligation.outcome is Outcome.MISSED or due <= draft.now:
        local = draft.pack.calendar.local(due)
        raise r.DeadlineHasPassed(name=obligation.name, due=local.isoformat())
    return obligation, due


def _until(command: Extend, due: datetime, pack: Pack) -> datetime:
    if (command.until is None) == (command.by is None):
        raise r.EitherUntilOrBy(field="until", first="until", second="by")
    if command.by is not None:
        return later_by(due, Span.parse(command.by), pack)
    assert command.until is not None
    return pack.calendar.local(command.until)


def _timed_with(pauses: tuple[PausedSpell, ...], obligation: Obligation, draft: Draft) -> Timing:
    rule = draft.pack.obligation(obligation.key)
    course = replace(Course.of(obligation), pauses=pauses)
    timing = timing_of(rule, course, draft.watch, draft.pack)
    if timing.due_at is not None:
        return timing
    # It stands still yet: what has come since it was last due at a time is still to be told.
    return timing.counted_by(obligation.timing.explanation.calendar_version)
