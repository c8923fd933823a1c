"""What was given in the life of one complaint: what came from outside, whatever the regulation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from huiyin.whatif.by_hand import is_by_hand
from huiyin.whatif.record import RECORDED, Record
from services.triage.complainant import complainant_of, household_of
from shared.contracts import Contract
from shared.contracts.casework import CaseworkContract
from shared.contracts.intake import ComplaintReceivedV1, IntakeContract
from shared.contracts.triage import (
    ClassifiedV1,
    FactsChangedV1,
    GradedV1,
    ResponsibilityAssignedV1,
)
from shared.policy import Pack

Proposed = tuple[str, tuple[str, ...]]
"""A category with the words of the customer that it rests on."""
BY_THE_SYSTEM = frozenset({"policy", "intake"})
JUDGED_BY_PEOPLE = (ClassifiedV1, GradedV1, ResponsibilityAssignedV1, FactsChangedV1)
"""The events of triage among which some were people's judgement; `is_given` tells which."""


@dataclass(slots=True)
class Life:
    """A complaint as it came in, and what customers and people did about it, in order of time.

    What a regulation makes of it (grade, limits, orders) is no part of it; what it really came to
    is its `record`, where there is one.
    """

    received: ComplaintReceivedV1
    happenings: list[Contract] = field(default_factory=list)
    record: Record | None = None
    complainant: UUID = field(init=False)
    household: UUID = field(init=False)
    _categories: dict[str, Proposed] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        received = self.received
        self.complainant = complainant_of(received.customer, received.complaint_id)
        self.household = household_of(received.customer, received.project, received.complaint_id)

    def put_in_order(self) -> None:
        """What happened, in order of time."""
        self.happenings.sort(key=lambda contract: contract.occurred_at)

    def category_under(self, pack: Pack) -> Proposed:
        """The category that came with it where this regulation has it, else the one it proposes,
        with the words of the text that it rests on."""
        found = self._categories.get(pack.digest)
        if found is None:
            given = self.received.category
            found = (
                (given, ())
                if given is not None and given in pack.categories
                else pack.propose_category(f"{self.received.title}\n{self.received.text}")
            )
            self._categories[pack.digest] = found
        return found


def is_given(contract: Contract) -> bool:
    """Whether an event is one that would have happened under any regulation: what customers and
    handlers did, and what people judged; not what a regulation made of it."""
    if isinstance(contract, IntakeContract):
        return not isinstance(contract, ComplaintReceivedV1)
    if isinstance(contract, JUDGED_BY_PEOPLE):
        return contract.by not in BY_THE_SYSTEM
    return isinstance(contract, CaseworkContract) or is_by_hand(contract)


def lives_of(contracts: Iterable[Contract]) -> list[Life]:
    """The lives told by events, in the order of receipt, with their records; of what began before
    them nothing is known."""
    found: dict[object, Life] = {}
    for contract in contracts:
        if isinstance(contract, ComplaintReceivedV1):
            found[contract.complaint_id] = Life(contract, record=record_of(contract))
        elif (life := found.get(contract.key)) is not None:
            if is_given(contract):
                life.happenings.append(contract)
            if life.record is not None and isinstance(contract, RECORDED):
                life.record.take(contract.EVENT, contract.model_dump(mode="json"))
    return in_order(found.values())


def record_of(received: ComplaintReceivedV1) -> Record:
    """The record of a complaint of which nothing else has been told yet."""
    return Record(f"{received.policy.pack}@{received.policy.version}")


def in_order(lives: Iterable[Life]) -> list[Life]:
    """In the order of receipt, and what happened in each in order of time."""
    found = sorted(lives, key=lambda life: (life.received.received_at, _name(life)))
    for life in found:
        life.put_in_order()
    return found


def _name(life: Life) -> str:
    return str(life.received.complaint_id)


Counted = Mapping[str, int]
"""Counting facts by name."""

CountsByTime = tuple[tuple[datetime, Counted], ...]
"""What is counted of the like of one complaint, from which time on."""
