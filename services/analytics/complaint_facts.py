"""One row a complaint: what it was, when the steps of its handling were taken, its end. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from services.analytics.months import Month
from shared.contracts import CONTRACTS, Contract, casework, intake, sla, triage
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.domain import FactValue, Immutable
from shared.event_store.rows import Table

_WORD = re.compile(r"[a-z][a-z0-9_-]*")


class Standing(StrEnum):
    """Where a complaint stands at last hearing."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ComplaintFact(Immutable):
    """A complaint in numbers, without a word of free text. `month` is the local month of receipt.

    `times` counts how often the customer complained of the matter: 2 is a 二次投诉. Times of steps
    are those of the first such step; `closed_at` is empty again after a reopening. `facts` are what
    was stated or found, as it is known last: truths, numbers (money in fen) and words.
    """

    complaint_id: UUID
    number: str
    month: str
    received_at: AwareDatetime
    project: str
    project_name: str
    channel: Channel
    pack: str
    version: str
    has_contact: bool
    category: str | None = None
    category_name: str | None = None
    grade: int | None = None
    grade_name: str | None = None
    first_grade: int | None = None
    department: str | None = None
    department_name: str | None = None
    times: int = 1
    urged: int = 0
    contacted_at: AwareDatetime | None = None
    opinion_at: AwareDatetime | None = None
    side: Side | None = None
    carried_out_at: AwareDatetime | None = None
    revisited_at: AwareDatetime | None = None
    satisfaction: Satisfaction | None = None
    closed_at: AwareDatetime | None = None
    withdrawn_at: AwareDatetime | None = None
    reopened: int = 0
    supervised: bool = False
    out_of_scope: bool = False
    facts: dict[str, FactValue] = Field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        if self.withdrawn_at is not None:
            return Standing.WITHDRAWN
        return Standing.CLOSED if self.closed_at is not None else Standing.OPEN


class ComplaintTitle(Immutable):
    """What a complaint is called: the customer's first words, kept apart from the facts so that
    analysts need not see them."""

    complaint_id: UUID
    month: str
    title: str


COMPLAINTS = Table("complaint_facts", ComplaintFact, key=("complaint_id",))
TITLES = Table("complaint_titles", ComplaintTitle, key=("complaint_id",))


def received(told: intake.ComplaintReceivedV1, zone: ZoneInfo) -> ComplaintFact:
    """A complaint at its beginning; its category counts once it is classified."""
    return ComplaintFact(
        complaint_id=told.complaint_id,
        number=told.number,
        month=str(Month.of(told.received_at, zone)),
        received_at=told.received_at,
        project=told.project,
        project_name=told.project_name,
        channel=told.channel,
        pack=told.policy.pack,
        version=told.policy.version,
        has_contact=told.customer.can_be_reached,
        facts=_countable(told.facts),
    )


Changes = dict[str, object]


def fold(fact: ComplaintFact, told: Contract) -> ComplaintFact:
    """The complaint after one more message."""
    change = _CHANGES.get(type(told))
    return fact.model_copy(update=change(fact, told)) if change else fact


def _repeated(_: ComplaintFact, told: intake.ComplaintRepeatedV1) -> Changes:
    return {"times": told.times}


def _urged(fact: ComplaintFact, _: intake.CustomerUrgedV1) -> Changes:
    return {"urged": fact.urged + 1}


def _withdrawn(_: ComplaintFact, told: intake.ComplaintWithdrawnV1) -> Changes:
    return {"withdrawn_at": told.occurred_at}


def _classified(_: ComplaintFact, told: triage.ClassifiedV1) -> Changes:
    return {"category": told.category, "category_name": told.category_name}


def _graded(fact: ComplaintFact, told: triage.GradeDecided) -> Changes:
    return {
        "grade": told.grade,
        "grade_name": told.grade_name,
        "first_grade": fact.first_grade or told.grade,
        "pack": told.policy.pack,
        "version": told.policy.version,
        "facts": fact.facts | _countable(told.facts),
    }


def _facts_changed(fact: ComplaintFact, told: triage.FactsChangedV1) -> Changes:
    return {"facts": fact.facts | _countable(told.facts)}


def _out_of_scope(_: ComplaintFact, __: triage.FoundOutOfScopeV1) -> Changes:
    return {"out_of_scope": True}


def _assigned(_: ComplaintFact, told: triage.ResponsibilityAssignedV1) -> Changes:
    return {"department": told.department, "department_name": told.department_name}


def _supervised(_: ComplaintFact, __: sla.SupervisionOrderIssuedV1) -> Changes:
    return {"supervised": True}


def _contacted(fact: ComplaintFact, told: casework.CustomerContactedV1) -> Changes:
    opinion = told.contacted_at if told.preliminary_opinion else None
    return {
        "contacted_at": fact.contacted_at or told.contacted_at,
        "opinion_at": fact.opinion_at or opinion,
    }


def _cause_found(_: ComplaintFact, told: casework.CauseFoundV1) -> Changes:
    return {"side": told.side}


def _carried_out(fact: ComplaintFact, told: casework.SolutionCarriedOutV1) -> Changes:
    return {"carried_out_at": fact.carried_out_at or told.occurred_at}


def _revisited(fact: ComplaintFact, told: casework.RevisitedV1) -> Changes:
    return {
        "revisited_at": fact.revisited_at or told.occurred_at,
        "satisfaction": _latest_answer(fact.satisfaction, told.satisfaction),
    }


def _closed(_: ComplaintFact, told: casework.CaseClosedV1) -> Changes:
    return {"closed_at": told.occurred_at}


def _reopened(fact: ComplaintFact, _: casework.ReopenedV1) -> Changes:
    return {"closed_at": None, "reopened": fact.reopened + 1}


_CHANGES: Mapping[type[Contract], Callable[[ComplaintFact, Any], Changes]] = CONTRACTS.by_type(
    {
        intake.ComplaintRepeatedV1: _repeated,
        intake.CustomerUrgedV1: _urged,
        intake.ComplaintWithdrawnV1: _withdrawn,
        triage.ClassifiedV1: _classified,
        triage.GradeDecided: _graded,
        triage.FactsChangedV1: _facts_changed,
        triage.FoundOutOfScopeV1: _out_of_scope,
        triage.ResponsibilityAssignedV1: _assigned,
        sla.SupervisionOrderIssuedV1: _supervised,
        casework.CustomerContactedV1: _contacted,
        casework.CauseFoundV1: _cause_found,
        casework.SolutionCarriedOutV1: _carried_out,
        casework.RevisitedV1: _revisited,
        casework.CaseClosedV1: _closed,
        casework.ReopenedV1: _reopened,
    }
)
CHANGED_BY = frozenset(_CHANGES)
"""The messages that change a row."""


def _latest_answer(before: Satisfaction | None, now: Satisfaction) -> Satisfaction:
    """The customer's last answer; a call that reached nobody does not undo an answer."""
    return before if before is not None and now is Satisfaction.NOT_REACHED else now


def _countable(facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Facts without texts of anybody's own: of texts only words of a vocabulary can be counted."""
    return {
        name: value
        for name, value in facts.items()
        if not isinstance(value, str) or not value or _WORD.fullmatch(value)
    }
