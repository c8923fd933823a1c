"""A complaint under way, as the people around it see it, and what becomes of it next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from uuid import UUID


class Stage(StrEnum):
    """The steps of handling a case, in order."""

    CONTACT = "contact"
    CAUSE = "cause"
    PLAN = "plan"
    APPROVAL = "approval"
    CARRY_OUT = "carry-out"
    REVISIT = "revisit"
    CLOSE = "close"


class Talk(StrEnum):
    """What is said or done beside the handling."""

    URGE = "urge"
    REPEAT = "repeat"
    WITHDRAW = "withdraw"
    STATE_FACT = "state-fact"
    REASSIGN = "reassign"
    RECLASSIFY = "reclassify"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Step:
    """`share` of the work on a case that a handler does in this step, after a wait of between
    `low` and `high` working hours for whatever is nobody's work here."""

    share: float
    low: float
    high: float


STEPS = {
    Stage.CONTACT: Step(0.10, 0.0, 0.5),
    Stage.CAUSE: Step(0.25, 0.2, 4.0),
    Stage.PLAN: Step(0.15, 0.2, 3.0),
    Stage.APPROVAL: Step(0.0, 0.5, 6.0),
    Stage.CARRY_OUT: Step(0.35, 2.0, 18.0),
    Stage.REVISIT: Step(0.10, 1.0, 8.0),
    Stage.CLOSE: Step(0.05, 0.0, 2.0),
}
SLOW_SHARE, SLOW_PACE = 0.12, 2.5
STUCK_SHARE = 0.01


@dataclass(slots=True, eq=False)
class Life:
    """`round` counts how often handling began; what was planned in an earlier round is void.
    `pending` counts what is still to happen, `redone` how often the result was mended. `orders` are
    the numbers of its supervision orders, `milestones` keys and names of the last one's."""

    complaint_id: UUID
    number: str
    born: int
    category: str
    reachable: bool
    dice: Random
    pace: float
    stuck_at: Stage | None
    department: str | None = None
    grade: int = 0
    approved_by: str | None = None
    round: int = 0
    redone: int = 0
    pending: int = 0
    closed: bool = False
    withdrawn: bool = False
    orders: list[str] = field(default_factory=list)
    milestones: tuple[tuple[str, str], ...] = ()

    @property
    def over(self) -> bool:
        return self.pending == 0 and (self.closed or self.withdrawn)


def begun(
    complaint_id: UUID, number: str, at: int, category: str, *, reachable: bool, dice: Random
) -> Life:
    """A life with its own pace: some departments are slow, and some cases get stuck."""
    pace = SLOW_PACE if dice.random() < SLOW_SHARE else 1.0
    stuck = dice.choice(list(Stage)) if dice.random() < STUCK_SHARE else None
    return Life(complaint_id, number, at, category, reachable, dice, pace, stuck)
