"""One obligation 时限 on a complaint: what is owed, its clock, and how it ended."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from shared.contracts.sla import ObligationKind
from shared.deadlines import Explanation, Pause
from shared.domain import FactValue, Immutable


class Outcome(StrEnum):
    """How an obligation stands; every one that is not open stays as it is for good."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Trigger(Immutable):
    """An event that starts clocks (起算事件); `data` are the fields that conditions read."""

    event: str
    occurred_at: AwareDatetime
    data: dict[str, FactValue]


class WarningAhead(Immutable):
    """A warning still to come: `step` as the pack writes it, such as `50%` or `2 h`."""

    step: str
    at: AwareDatetime


class WarningGiven(Immutable):
    """A warning whose instant passed; `late_s` is how late that was noticed, in seconds."""

    step: str
    at: AwareDatetime
    late_s: float


class Timing(Immutable):
    """When an obligation is due and warned of, and why. `due_at` None: a pause holds the clock."""

    due_at: AwareDatetime | None
    warnings: tuple[WarningAhead, ...]
    explanation: Explanation

    def saying(self, sentence: str) -> Timing:
        """The same, with one more sentence of explanation."""
        why = self.explanation
        sentences = {"sentences": (*why.sentences, sentence)}
        return self.model_copy(update={"explanation": why.model_copy(update=sentences)})

    def counted_by(self, calendar_version: str) -> Timing:
        """The same, put down to a calendar of that version."""
        version = {"calendar_version": calendar_version}
        explanation = self.explanation.model_copy(update=version)
        return self.model_copy(update={"explanation": explanation})

    def begins(self, before: datetime) -> bool:
        """Whether any of its instants lies before this one, passed already or not."""
        due = self.due_at
        # Warnings lie in order of time, and before the due time.
        first = self.warnings[0].at if self.warnings else due
        return due is not None and first is not None and first < before


class PausedSpell(Immutable):
    """A time in which the clock stands still (中止); `until` None: it still does."""

    since: AwareDatetime
    until: AwareDatetime | None
    reason: str

    @property
    def pause(self) -> Pause:
        return Pause(self.since, self.until, self.reason)


class Extension(Immutable):
    """More time, granted before expiry (延期); `by` is who recorded it."""

    granted_at: AwareDatetime
    until: AwareDatetime
    reason: str
    approved_by: str
    by: str


class Recount(Immutable):
    """Something open was counted anew because a holiday notice came (重新计算).

    `notices` are the ids of those that touched what was counted; none where the calendar was
    corrected without one. `sentence` says so to people.
    """

    at: AwareDatetime
    notices: tuple[str, ...]
    previous_due_at: AwareDatetime | None
    due_at: AwareDatetime | None
    sentence: str


class Obligation(Immutable):
    """An obligation as it stands. Of one key at most one is open on a complaint.

    `moved_at` is when a later promise of the same name last moved it.
    """

    key: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    trigger: Trigger
    started_at: AwareDatetime
    first_due_at: AwareDatetime
    timing: Timing
    warned: tuple[WarningGiven, ...] = ()
    pauses: tuple[PausedSpell, ...] = ()
    extensions: tuple[Extension, ...] = ()
    moved_at: AwareDatetime | None = None
    recounts: tuple[Recount, ...] = ()
    outcome: Outcome = Outcome.OPEN
    ended_at: AwareDatetime | None = None
    ended_by: str | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is Outcome.OPEN

    @property
    def pause_reasons(self) -> frozenset[str]:
        """Why the clock stands still now; none of them where it runs."""
        return frozenset(spell.reason for spell in self.pauses if spell.until is None)

    @property
    def extension(self) -> Extension | None:
        """The extension in force; a later promise takes the place of an earlier extension."""
        last = self.extensions[-1] if self.extensions else None
        if last is None or (self.moved_at is not None and last.granted_at <= self.moved_at):
            return None
        return last

    @property
    def warnings_ahead(self) -> tuple[WarningAhead, ...]:
        """Each step warns once a due time: after an extension, or a later promise, all of them are
        ahead again."""
        if not self.warned:
            return self.timing.warnings
        extension = self.extension
        since = extension.granted_at if extension else self.moved_at
        given = {w.step for w in self.warned if since is None or w.at > since}
        return tuple(warning for warning in self.timing.warnings if warning.step not in given)
