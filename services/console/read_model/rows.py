"""The rows behind the pages: one a complaint, one a clock, one an event."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime

from services.console.read_model.supervision import SupervisionOrder
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel, Customer, PolicyStamp
from shared.contracts.sla import Explanation, ObligationKind
from shared.contracts.triage import Evidence
from shared.domain import FactValue, Immutable
from shared.event_store.rows import Table


class Status(StrEnum):
    """Where a complaint stands, in the few words a list needs."""

    RECEIVED = "received"
    IN_HAND = "in-hand"
    CARRIED_OUT = "carried-out"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        return self not in (Status.CLOSED, Status.WITHDRAWN)


class Step(StrEnum):
    """The steps of handling (办理进度), in their usual order."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    CAUSE_FOUND = "cause-found"
    PLANNED = "planned"
    CARRIED_OUT = "carried-out"
    REVISITED = "revisited"
    CLOSED = "closed"


class StepTaken(Immutable):
    step: Step
    at: AwareDatetime


class GradeRuling(Immutable):
    """Why the grade is what it is (定级依据)."""

    grade: int
    name: str
    previous: int | None
    evidence: tuple[Evidence, ...]
    facts: dict[str, FactValue]
    by: str
    reason: str | None


class PlanState(StrEnum):
    """What became of the handling plan (处理方案)."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Findings(Immutable):
    """What casework has brought to light so far (办理情况)."""

    side: Side | None = None
    cause: str | None = None
    plan: str | None = None
    plan_state: PlanState | None = None
    approver: str | None = None
    result: str | None = None
    satisfaction: Satisfaction | None = None
    summary: str | None = None


class OpenDeadline(Immutable):
    """A deadline that somebody still owes; `due_at` is None while its clock stands still."""

    obligation: str
    name: str
    due_at: AwareDatetime | None


class ComplaintPage(Immutable):
    """A complaint with everything that is known of it. `place` sorts complaints by receipt.

    The customer's phone number and address are masked before they are kept: the console never
    holds more than it shows.
    """

    complaint_id: UUID
    number: str
    place: str
    received_at: AwareDatetime
    recorded_at: AwareDatetime
    channel: Channel
    project: str
    project_name: str
    title: str
    text: str
    customer: Customer
    policy: PolicyStamp
    answer_wanted_by: AwareDatetime | None
    times: int = 1
    urged: int = 0
    category: str | None = None
    category_name: str | None = None
    category_words: tuple[str, ...] = ()
    department: str | None = None
    department_name: str | None = None
    grade: int | None = None
    ruling: GradeRuling | None = None
    status: Status = Status.RECEIVED
    steps: tuple[StepTaken, ...] = ()
    findings: Findings = Findings()
    orders: tuple[SupervisionOrder, ...] = ()
    deadlines: tuple[OpenDeadline, ...] = ()
    missed: int = 0
    is_open: bool = True
    overdue: bool = False
    supervised: bool = False

    @property
    def next_deadline(self) -> OpenDeadline | None:
        """What is due first: of the deadlines whose clock runs and the orders' open milestones."""
        running = [d for d in self.deadlines if d.due_at is not None]
        milestones = [
            OpenDeadline(obligation=milestone.key, name=milestone.name, due_at=milestone.due_at)
            for order in self.orders
            for milestone in order.awaited
        ]
        due = [*running, *milestones] if self.is_open else []
        return min(due, key=lambda d: (d.due_at, d.obligation), default=None)

    def with_step(self, step: Step, at: datetime) -> tuple[StepTaken, ...]:
        """The steps with this one taken; the first time counts."""
        if any(taken.step is step for taken in self.steps):
            return self.steps
        return (*self.steps, StepTaken(step=step, at=at))


class ClockState(StrEnum):
    """How the clock of an obligation stands, or how it ended."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Warned(Immutable):
    """A warning step that fired; `late_s` is how late it was noticed, in seconds."""

    step: str
    at: AwareDatetime
    late_s: float


class Clock(Immutable):
    """One obligation on a complaint, with its explanation (时限说明)."""

    complaint_id: UUID
    obligation: str
    name: str
    rule: str
    kind: ObligationKind
    answerable: str
    state: ClockState
    started_at: AwareDatetime
    due_at: AwareDatetime | None
    first_due_at: AwareDatetime | None
    ended_at: AwareDatetime | None = None
    late_s: float = 0.0
    reason: str | None = None
    approved_by: str | None = None
    warnings: tuple[Warned, ...] = ()
    explanation: Explanation


class Tone(StrEnum):
    """How an event is to be read at a glance."""

    PLAIN = "plain"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Detail(Immutable):
    """Something one reads when one opens an event."""

    label: str
    value: str


class TimelineEntry(Immutable):
    """One event as a sentence. `sequence` is the broker's: the order in which it became known."""

    complaint_id: UUID
    message_id: str
    sequence: int
    service: str
    event: str
    occurred_at: AwareDatetime
    who: str
    sentence: str
    tone: Tone
    details: tuple[Detail, ...]
    trace_id: str | None


PAGES = Table("complaint_pages", ComplaintPage, key=("complaint_id",))
CLOCKS = Table("clocks", Clock, key=("complaint_id", "obligation"))
TIMELINE = Table("timeline", TimelineEntry, key=("complaint_id", "message_id"))


def place_of(received_at: datetime, number: str) -> str:
    """A text that sorts complaints by receipt, and by number where two came at once."""
    return f"{received_at.astimezone(UTC).isoformat(timespec='microseconds')} {number}"
