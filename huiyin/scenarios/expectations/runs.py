"""The runs of a complaint's obligations, put together from what sla told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from huiyin.scenarios.story import Story
from shared.contracts import sla


class State(StrEnum):
    """How an obligation stands, as scenario files call it."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Run:
    """One time that an obligation was owed; `due` is None while it is paused."""

    key: str
    started: datetime
    answerable: str
    first_due: datetime | None
    due: datetime | None
    explanation: sla.Explanation
    state: State = State.OPEN
    ended: datetime | None = None
    told: tuple[str, ...] = ()
    paused: bool = False
    warnings: list[sla.DeadlineApproachingV1] = field(default_factory=list)


def runs_of(story: Story) -> list[Run]:
    """Every run in the order in which they started; a run derived anew stays the same run."""
    runs: list[Run] = []
    for told in story.told(sla.ObligationContract):
        run = next((r for r in reversed(runs) if r.key == told.obligation), None)
        if isinstance(told, sla.ObligationStartedV1) and (
            run is None or run.state is not State.OPEN
        ):
            runs.append(
                Run(
                    key=told.obligation,
                    started=told.started_at,
                    answerable=told.answerable,
                    first_due=told.due_at,
                    due=told.due_at,
                    explanation=told.explanation,
                )
            )
        elif run is not None:
            _take_in(run, told)
    return runs


def run_of(story: Story, key: str, nth: int | None) -> Run | None:
    """The nth run of an obligation (from 1), the latest for None."""
    found: Sequence[Run] = [run for run in runs_of(story) if run.key == key]
    if nth is not None:
        return found[nth - 1] if len(found) >= nth else None
    return found[-1] if found else None


def _take_in(run: Run, told: sla.ObligationContract) -> None:
    run.due = told.due_at
    match told:
        case sla.ObligationStartedV1():
            run.explanation, run.answerable = told.explanation, told.answerable
        case sla.ObligationMetV1():
            run.state, run.ended = State.MET, told.met_at
        case sla.DeadlineMissedV1():
            run.state, run.ended, run.told = State.MISSED, told.missed_at, told.tell
        case sla.ObligationCancelledV1():
            run.state, run.ended = State.CANCELLED, told.occurred_at
        case sla.DeadlineApproachingV1():
            run.warnings.append(told)
        case sla.ObligationPausedV1():
            run.paused = True
        case sla.ObligationResumedV1():
            run.paused = False
