"""One row a complaint: what it was, when the steps of its handling were taken, its end. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from services.analytics.months import Month
from shared.contracts import Contract, casework, intake, sla, triage
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


def fold(fact: ComplaintFact, told: Contract) -> ComplaintFact:
    """The complaint after one more message."""
    changes = _said_or_judged(fact, told) or _done(fact, told)
    return fact.model_copy(update=changes) if changes else fact


def _said_or_judged(fact: ComplaintFact, told: Contract) -> dict[str, object]:
    match told:
        case intake.ComplaintRepeatedV1():
            return {"times": told.times}
        case intake.CustomerUrgedV1():
            return {"urged": fact.urged + 1}
        case intake.ComplaintWithdrawnV1():
            return {"withdrawn_at": told.occurred_at}
        case triage.ClassifiedV1():
            return {"category": told.category, "category_name": told.category_name}
        case triage.GradeDecided():
            return {
                "grade": told.grade,
                "grade_name": told.grade_name,
                "first_grade": fact.first_grade or told.grade,
                "pack": told.policy.pack,
                "version": told.policy.version,
                "facts": fact.facts | _countable(told.facts),
            }
        case triage.FactsChangedV1():
            return {"facts": fact.facts | _countable(told.facts)}
        case triage.FoundOutOfScopeV1():
            return {"out_of_scope": True}
        case triage.ResponsibilityAssignedV1():
            return {"department": told.department, "department_name": told.department_name}
        case sla.SupervisionOrderIssuedV1():
            return {"supervised": True}
    return {}


def _done(fact: ComplaintFact, told: Contract) -> dict[str, object]:
    match told:
        case casework.CustomerContactedV1():
            opinion = told.contacted_at if told.preliminary_opinion else None
            return {
                "contacted_at": fact.contacted_at or told.contacted_at,
                "opinion_at": fact.opinion_at or opinion,
            }
        case casework.CauseFoundV1():
            return {"side": told.side}
        case casework.SolutionCarriedOutV1():
            return {"carried_out_at": fact.carried_out_at or told.occurred_at}
        case casework.RevisitedV1():
            return {
                "revisited_at": fact.revisited_at or told.occurred_at,
                "satisfaction": _latest_answer(fact.satisfaction, told.satisfaction),
            }
        case casework.CaseClosedV1():
            return {"closed_at": told.occurred_at}
        case casework.ReopenedV1():
            return {"closed_at": None, "reopened": fact.reopened + 1}
    return {}


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
