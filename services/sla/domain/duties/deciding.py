"""What a project's watch does when dates change, when time passes, when somebody reports."""

from __future__ import annotations

from datetime import date, datetime, time

from services.sla.domain.duties import events as e
from services.sla.domain.duties import refusals as r
from services.sla.domain.duties.draft import Draft
from services.sla.domain.duties.passing import pass_before, pass_until, start
from services.sla.domain.duties.project_watch import (
    Duty,
    DutyOutcome,
    ProjectWatch,
    evolve,
    instants_of_project,
)
from services.sla.domain.duties.timing import (
    comes_no_more,
    deadline_of,
    first_ahead,
    timing_of,
)
from shared.contracts.duties import Dropped
from shared.domain import DomainEvent, Immutable
from shared.policy import Pack


class KnownProject(Immutable):
    """A project as the directory has it."""

    project: str
    name: str
    dates: dict[str, date]


class ReportDone(Immutable):
    """A duty was done, at `done_at` or now; `occurrence` where it comes again."""

    key: str
    note: str
    occurrence: int | None = None
    done_at: datetime | None = None


def heed(
    watch: ProjectWatch | None,
    known: KnownProject,
    pack: Pack,
    *,
    so_far: Pack | None,
    now: datetime,
) -> list[DomainEvent]:
    """Bring the duties in line with the directory and the regulation that governs the project.

    What was due by now passes first, as the regulation had it that governed the watch `so_far`
    (None where nothing was due, or nobody can tell): what was missed is not moved nor dropped. Then
    what is open moves or falls away, and what is new starts. Heeding the same again changes
    nothing. What then lies in the past is missed when its timer fires, at once.
    """
    noted = e.ProjectNoted(
        project=known.project, name=known.name, policy=pack.stamp, dates=known.dates
    )
    if watch is None:
        if not pack.duties:
            return []
        draft = Draft(evolve(None, noted), pack, now)
        draft.events.append(noted)
    else:
        draft = _passed(watch, so_far, now) if so_far else Draft(watch, pack, now)
        draft.pack = pack
        if noted.own_fields != {name: getattr(watch, name) for name in noted.own_fields}:
            draft.add(noted)
    for duty in draft.watch.open_duties:
        _adjust(draft, duty)
    _start_all(draft, at=now)
    return draft.events


def forget(watch: ProjectWatch, pack: Pack, *, now: datetime) -> list[DomainEvent]:
    """The project is in the directory no more: nothing is asked about it from now on."""
    draft = _passed(watch, pack, now)
    for duty in draft.watch.open_duties:
        draft.drop(duty, Dropped.PROJECT_GONE)
    return draft.events


def let_pass(
    watch: ProjectWatch | None, pack: Pack, *, until: datetime, now: datetime
) -> list[DomainEvent]:
    """Let every instant up to and including `until` pass, in due order, each once."""
    if watch is None:
        return []
    draft = Draft(watch, pack, now)
    pass_until(draft, until)
    return draft.events


def report_done(
    watch: ProjectWatch, command: ReportDone, pack: Pack, *, by: str, now: datetime
) -> list[DomainEvent]:
    """Somebody did it; told again it changes nothing. What was missed stays missed, and is known to
    be done."""
    at = command.done_at or now
    if at > now:
        raise r.DoneLiesAhead(field="done_at", done_at=at.isoformat())
    draft = Draft(watch, pack, now)
    pass_before(draft, at)
    if command.occurrence is None and _was_told(draft.watch, command, at):
        return []
    duty = _meant(draft.watch, command)
    if duty.done_at is not None:
        return []
    if duty.was_dropped:
        raise r.DutyWasDropped(name=duty.name)
    if duty.occurrence > 1 and at < duty.started_at:
        raise r.DoneBeforeItBegan(
            field="done_at",
            name=duty.name,
            occurrence=duty.occurrence,
            started_at=duty.started_at.isoformat(),
        )
    draft.add(
        e.DutyDone(key=duty.key, occurrence=duty.occurrence, done_at=at, note=command.note, by=by)
    )
    rule = draft.rule(duty.key)
    if duty.is_open and rule is not None and rule.every is not None:
        start(draft, rule, duty.occurrence + 1, at=at)
    _start_all(draft, at=now)
    return draft.events


def _passed(watch: ProjectWatch, pack: Pack, now: datetime) -> Draft:
    """The watch after everything that was due by now, noticed in time or not. What a holiday notice
    has overtaken is counted anew first: nothing is missed by a count that no longer holds."""
    draft = Draft(watch, pack, now)
    if any(ahead.at <= now for ahead in instants_of_project(watch)):
        for duty in watch.open_duties:
            _adjust(draft, duty)
        pass_until(draft, now)
    return draft


def _was_told(watch: ProjectWatch, command: ReportDone, at: datetime) -> bool:
    """Whether it is the last time that was done, told again. Until that was due, the next time,
    which has begun by then, is not meant by itself: refuses what may be meant for either."""
    done = [duty for duty in watch.all_of(command.key) if duty.outcome is DutyOutcome.DONE]
    if not done or at > done[-1].due_at:
        return False
    last, following = done[-1], next((d for d in watch.all_of(command.key) if d.is_open), None)
    if command.note == last.note:
        return True
    if following is None:
        return False
    raise r.WhichTimeIsMeant(
        field="occurrence", name=last.name, done=last.occurrence, following=following.occurrence
    )


def _meant(watch: ProjectWatch, command: ReportDone) -> Duty:
    """The occurrence that was named; else the open one, else the last that ended."""
    found = watch.all_of(command.key)
    if command.occurrence is not None:
        found = tuple(duty for duty in found if duty.occurrence == command.occurrence)
    if not found:
        known = "、".join(dict.fromkeys(duty.key for duty in watch.duties))
        field = "occurrence" if watch.all_of(command.key) else None
        raise r.DutyIsUnknown(field=field, project=watch.project, key=command.key, known=known)
    missed = (d for d in reversed(found) if d.outcome is DutyOutcome.MISSED and not d.done_at)
    return next((d for d in found if d.is_open), None) or next(missed, found[-1])


def _adjust(draft: Draft, duty: Duty) -> None:
    """Count an open duty anew from the dates and the regulation as they are now."""
    rule = draft.rule(duty.key)
    if rule is None:
        return draft.drop(duty, Dropped.NOT_ASKED)
    watch, pack, started_at = draft.watch, draft.pack, duty.started_at
    counted = deadline_of(rule, duty.occurrence, watch, pack, started_at=started_at)
    if counted is None:
        return draft.drop(duty, Dropped.DATE_REMOVED)
    assert counted.due is not None, "nothing pauses a duty"
    if comes_no_more(rule, counted.due, watch, pack):
        return draft.drop(duty, Dropped.OVER)
    if rule.every is not None and counted.due <= draft.now < duty.due_at:
        return draft.drop(duty, Dropped.COUNTED_ANEW)
    timed = [
        timing_of(rule, duty.occurrence, counted, watch, pack, started_at=started_at, since=since)
        for since in (duty.timed_at, draft.now)
    ]
    if (timed[0].due_at, timed[0].warnings) == (duty.due_at, duty.timing.warnings):
        return None
    timing = timed[1]
    if counted.due != duty.first_due_at:
        first = f"{draft.pack.calendar.local(duty.first_due_at):%Y-%m-%d %H:%M}"
        timing = timing.saying(f"原定 {first} 到期，因日期或放假安排变动改期。")
    return draft.add(
        e.DutyMoved(
            key=duty.key,
            occurrence=duty.occurrence,
            moved_at=draft.now,
            previous_due_at=duty.due_at,
            timing=timing,
        )
    )


def _start_all(draft: Draft, *, at: datetime) -> None:
    """Start what is asked for and has not begun. What comes again begins with the first time that
    lies ahead: nobody is told of years that nobody watched."""
    for rule in draft.pack.duties:
        found = draft.watch.all_of(rule.key)
        if any(duty.is_open for duty in found):
            continue
        standing = [duty.occurrence for duty in found if not duty.was_dropped]
        if rule.before is not None:
            day = draft.watch.dates.get(rule.before)
            if day and not standing and draft.now < draft.pack.calendar.at(day, time(0)):
                start(draft, rule, len(found) + 1, at=at)
        elif (ahead := first_ahead(rule, draft.watch, draft.pack, now=draft.now)) is not None:
            start(draft, rule, max([ahead, *(n + 1 for n in standing)]), at=at)
