"""What people report of a case: steps taken, times agreed, and how things stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.casework.domain import events
from services.casework.domain.case import Case
from services.casework.domain.handling import ensure_not_ahead, ensure_open
from services.casework.domain.refusals import (
    PromiseIsUnknown,
    StepIsUnknown,
    TimeIsPast,
    TimeIsTooFar,
)
from shared.domain import DomainEvent
from shared.policy import Pack
from shared.policy.provisions import Promise, Step

FURTHEST_AHEAD = timedelta(days=3650)
"""Nobody watches a time further ahead: what was accepted must not go unwatched."""


def take_step(
    case: Case, step: str, *, note: str, taken_at: datetime, by: str, pack: Pack, now: datetime
) -> list[DomainEvent]:
    """Record a step that the regulation asks for (办理步骤), taken now or earlier."""
    ensure_open(case)
    declared = pack.steps.get(step)
    if declared is None:
        raise StepIsUnknown(field="step", pack=pack.id, step=step, known=_names(pack.steps))
    ensure_not_ahead(case, taken_at, field="taken_at", now=now)
    return [
        events.StepTaken(taken_at=taken_at, step=step, step_name=declared.name, note=note, by=by)
    ]


def make_promise(
    case: Case,
    promise: str,
    *,
    promised_for: datetime,
    note: str,
    by: str,
    pack: Pack,
    now: datetime,
) -> list[DomainEvent]:
    """Record a time that was agreed (约定时限, pd-interim); a later one takes its place."""
    ensure_open(case)
    declared = pack.promises.get(promise)
    if declared is None:
        known = _names(pack.promises)
        raise PromiseIsUnknown(field="promise", pack=pack.id, promise=promise, known=known)
    _ensure_ahead(promised_for, field="promised_for", now=now)
    return [
        events.PromiseMade(
            made_at=now,
            promise=promise,
            promise_name=declared.name,
            promised_for=promised_for,
            note=note,
            by=by,
        )
    ]


def tell_progress(
    case: Case, note: str, *, expected_at: datetime | None, by: str, now: datetime
) -> list[DomainEvent]:
    """Record that the customer was told how things stand (进展告知, co-progress)."""
    ensure_open(case)
    if expected_at is not None:
        _ensure_ahead(expected_at, field="expected_at", now=now)
    return [events.ProgressTold(told_at=now, note=note, expected_at=expected_at, by=by)]


def _ensure_ahead(instant: datetime, *, field: str, now: datetime) -> None:
    if instant <= now:
        raise TimeIsPast(field=field, instant=instant.isoformat())
    if instant - now > FURTHEST_AHEAD:
        raise TimeIsTooFar(field=field, instant=instant.isoformat())


def _names(declared: Mapping[str, Step] | Mapping[str, Promise]) -> str:
    return "、".join(f"{key}（{one.name}）" for key, one in declared.items()) or "无 / none"
