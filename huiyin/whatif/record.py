"""What became of a complaint, as the services told it when it happened: the record (实际记录).

Folded from what triage and sla published, without running any regulation, so that it is what a
company's reports have shown. Published data is read as it lies in the message: of a hundred
thousand complaints a million such messages are read for three fields each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from huiyin.whatif.outcome import NOT_GRADED, SET_BY_HAND, Outcome, OwedThing, Supervised
from services.triage.domain.assessment import POLICY
from shared.contracts.envelope import Contract
from shared.contracts.sla import (
    DeadlineMissedV1,
    MilestoneMissedV1,
    ObligationCancelledV1,
    ObligationExtendedV1,
    ObligationKind,
    ObligationMetV1,
    ObligationPausedV1,
    ObligationResumedV1,
    ObligationStartedV1,
    SupervisionGroundAddedV1,
    SupervisionOrderIssuedV1,
)
from shared.contracts.triage import (
    ClassifiedV1,
    EscalatedV1,
    FoundOutOfScopeV1,
    GradedV1,
    ResponsibilityAssignedV1,
)

Data = Mapping[str, Any]
"""A contract's fields as JSON has them."""

OPEN, MET, MISSED, CANCELLED = "open", "met", "missed", "cancelled"


@dataclass(slots=True)
class _Owed:
    key: str
    name: str
    rule: str
    answerable: str
    due_at: str | None
    sentences: tuple[str, ...]
    outcome: str = OPEN

    @property
    def thing(self) -> OwedThing:
        return OwedThing(
            key=self.key,
            name=self.name,
            rule=self.rule,
            answerable=self.answerable,
            due_at=datetime.fromisoformat(self.due_at) if self.due_at else None,
            outcome=self.outcome,
            sentences=self.sentences,
        )


@dataclass(slots=True)
class _Order:
    rule: str
    labels: list[str]
    issued_at: str
    missed: int = 0

    @property
    def supervised(self) -> Supervised:
        return Supervised(
            label="；".join(self.labels),
            rule=self.rule,
            issued_at=datetime.fromisoformat(self.issued_at),
            milestones_missed=self.missed,
        )


@dataclass(slots=True)
class Record:
    """One complaint's record so far; `policy` governed it."""

    policy: str
    _category: str = ""
    _grade: int = 0
    _grade_name: str = NOT_GRADED
    _because: tuple[str, ...] = ()
    _departments: list[str] = field(default_factory=list)
    _owed: list[_Owed] = field(default_factory=list)
    _orders: dict[str, _Order] = field(default_factory=dict)
    _out_of_scope: str = ""

    def take(self, event: str, data: Data) -> None:
        """Fold what was told next of this complaint; only what `RECORDED` names matters."""
        fold = _FOLDS.get(event)
        if fold is not None:
            fold(self, data)

    @property
    def outcome(self) -> Outcome:
        """What had become of it when it was last told of."""
        return Outcome(
            policy=self.policy,
            category=self._category,
            grade=self._grade,
            grade_name=self._grade_name,
            because=self._because,
            departments=tuple(self._departments),
            owed=tuple([owed.thing for owed in self._owed]),
            orders=tuple([order.supervised for order in self._orders.values()]),
            out_of_scope=self._out_of_scope,
        )

    def _classified(self, data: Data) -> None:
        self._category = data["category_name"]

    def _graded(self, data: Data) -> None:
        self._grade, self._grade_name = data["grade"], data["grade_name"]
        self._because = (
            tuple([f"{one['rule']} {one['label']}" for one in data["evidence"]])
            if data["by"] == POLICY
            else (SET_BY_HAND,)
        )

    def _assigned(self, data: Data) -> None:
        name = data["department_name"]
        if self._departments[-1:] != [name]:
            self._departments.append(name)

    def _beyond(self, data: Data) -> None:
        self._out_of_scope = f"{data['rule']} {data['label']}"

    def _started(self, data: Data) -> None:
        if data["kind"] != ObligationKind.DEADLINE:
            return
        sentences = tuple(data["explanation"]["sentences"])
        present = self._latest(data)
        if present is not None and present.outcome == OPEN:  # Counted anew.
            present.due_at, present.sentences = data["due_at"], sentences
            return
        self._owed.append(
            _Owed(
                key=data["obligation"],
                name=data["name"],
                rule=data["rule"],
                answerable=data["answerable"],
                due_at=data["due_at"],
                sentences=sentences,
            )
        )

    def _met(self, data: Data) -> None:
        self._ended(data, MET)

    def _missed(self, data: Data) -> None:
        self._ended(data, MISSED)

    def _cancelled(self, data: Data) -> None:
        self._ended(data, CANCELLED)

    def _ended(self, data: Data, outcome: str) -> None:
        owed = self._latest(data)
        if owed is not None:
            owed.outcome = outcome

    def _moved(self, data: Data) -> None:
        """Paused, running again or extended: what explained the due time explains it no more."""
        owed = self._latest(data)
        if owed is not None:
            owed.due_at, owed.sentences = data["due_at"], ()

    def _latest(self, data: Data) -> _Owed | None:
        key = data["obligation"]
        for owed in reversed(self._owed):
            if owed.key == key:
                return owed
        return None

    def _issued(self, data: Data) -> None:
        self._orders[data["order_number"]] = _Order(
            data["rule"], [data["label"]], data["occurred_at"]
        )

    def _grew(self, data: Data) -> None:
        if order := self._orders.get(data["order_number"]):
            order.labels.append(data["label"])

    def _milestone_missed(self, data: Data) -> None:
        if order := self._orders.get(data["order_number"]):
            order.missed += 1


_TOLD: Mapping[type[Contract], Callable[[Record, Data], None]] = {
    ClassifiedV1: Record._classified,
    GradedV1: Record._graded,
    EscalatedV1: Record._graded,
    ResponsibilityAssignedV1: Record._assigned,
    FoundOutOfScopeV1: Record._beyond,
    ObligationStartedV1: Record._started,
    ObligationMetV1: Record._met,
    DeadlineMissedV1: Record._missed,
    ObligationCancelledV1: Record._cancelled,
    ObligationPausedV1: Record._moved,
    ObligationResumedV1: Record._moved,
    ObligationExtendedV1: Record._moved,
    SupervisionOrderIssuedV1: Record._issued,
    SupervisionGroundAddedV1: Record._grew,
    MilestoneMissedV1: Record._milestone_missed,
}
RECORDED = tuple(_TOLD)
"""What a record is folded from."""
_FOLDS = {contract.EVENT: fold for contract, fold in _TOLD.items()}
