"""What an event tells of the circumstances that limits and supervision depend on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from services.sla.domain import events as e
from services.sla.domain.draft import Draft
from shared.contracts import Contract
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.triage import (
    ClassifiedV1,
    EscalatedV1,
    FactsChangedV1,
    GradedV1,
    ResponsibilityAssignedV1,
)
from shared.domain import FactValue
from shared.policy import Pack, event_data

_GRADING = frozenset({GradedV1.EVENT, EscalatedV1.EVENT})
_STATING_FACTS = _GRADING | {ComplaintReceivedV1.EVENT, FactsChangedV1.EVENT}
_NO_FACTS: frozenset[str] = frozenset()
NOTED = _STATING_FACTS | {ResponsibilityAssignedV1.EVENT, ClassifiedV1.EVENT}
"""The events that tell circumstances under every regulation."""


class News(NamedTuple):
    """Something that happened to a complaint: an event by its published name, with its fields."""

    event: str
    occurred_at: datetime
    data: Mapping[str, object]

    @classmethod
    def of(cls, contract: Contract) -> News:
        return cls(contract.EVENT, contract.occurred_at, event_data(contract))


def note(draft: Draft, news: News) -> bool:
    """Note what is new in an event; whether grade or category are, on which limits depend."""
    if news.event == ResponsibilityAssignedV1.EVENT:
        department = str(news.data["department"])
        if department != draft.watch.department:
            draft.add(e.ResponsibilityNoted(department=department))
    if news.event == ClassifiedV1.EVENT:
        category = str(news.data["category"])
        if category != draft.watch.category:
            draft.add(e.CategoryNoted(category=category))
            return True
    if news.event in _GRADING:
        grade = news.data["grade"]
        if isinstance(grade, int) and grade != draft.watch.grade:
            draft.add(e.GradeNoted(grade=grade))
            return True
    return False


def note_facts(draft: Draft, news: News) -> frozenset[str]:
    """Note the facts that an event tells; the names of those that are new or changed."""
    told = draft.pack.facts_told_by(news.event, news.data)
    if news.event in _STATING_FACTS:
        told = {**_stated(news.data["facts"], draft.pack), **told}
    if not told:
        return _NO_FACTS
    fresh = {name: value for name, value in told.items() if value != _known(draft, name)}
    if fresh:
        draft.add(e.FactsNoted(facts=fresh))
    return frozenset(fresh)


def _stated(facts: object, pack: Pack) -> dict[str, FactValue]:
    """The facts that triage knows better than we: those of persons and those it counts.

    Facts that events tell are ours to follow: some of these events are our own.
    """
    assert isinstance(facts, Mapping)
    declared = ((name, pack.facts.get(name)) for name in facts)
    return {
        name: facts[name] for name, fact in declared if fact and not (fact.set_by or fact.after)
    }


def _known(draft: Draft, name: str) -> FactValue:
    return draft.watch.facts.get(name, draft.pack.facts[name].default)
