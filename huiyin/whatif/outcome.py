"""What a regulation made, or would have made, of one complaint."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

NOT_GRADED = "未定级"
SET_BY_HAND = "人工认定"
"""The ground of a grade that a person set."""


@dataclass(frozen=True, slots=True)
class OwedThing:
    """An obligation and how it ended; `outcome` is open, met, missed or cancelled."""

    key: str
    name: str
    rule: str
    answerable: str
    due_at: datetime | None
    outcome: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supervised:
    """A supervision order 督办单 with its reasons, and the milestones that were missed."""

    label: str
    rule: str
    issued_at: datetime
    milestones_missed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one regulation says of one complaint at the end of the time looked at.

    `because` are the grounds of the last grade as `rule label`, or `SET_BY_HAND`; `departments` all
    that were made responsible, in order, one of them again where it became so again.
    """

    policy: str
    category: str = ""
    grade: int = 0
    grade_name: str = ""
    because: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    owed: tuple[OwedThing, ...] = ()
    orders: tuple[Supervised, ...] = ()
    out_of_scope: str = ""
    facts_unknown: tuple[str, ...] = field(default=())

    @property
    def department(self) -> str:
        return self.departments[-1] if self.departments else ""

    @property
    def missed(self) -> tuple[OwedThing, ...]:
        return tuple(thing for thing in self.owed if thing.outcome == "missed")
