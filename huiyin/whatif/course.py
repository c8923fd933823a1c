"""The course of one complaint under one regulation, decided by the services' own domain.

Triage, sla and the notices' wording of who is told are asked in the order in which their messages
would come; every notice counts as sent the moment it is called for. Time stands at each happening
and at each instant that passes between. Pure: data in, data out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from huiyin.whatif.by_hand import judged_by_person
from huiyin.whatif.life import CountsByTime, Life
from huiyin.whatif.limits import Limits
from huiyin.whatif.outcome import NOT_GRADED, SET_BY_HAND, Outcome
from huiyin.whatif.regulation import Regulation
from services.sla.domain.noting import News
from services.triage.complainant import building_of
from services.triage.domain import by_person, by_regulation
from services.triage.domain.assessment import ASSESSMENT, POLICY, Assessment
from services.triage.domain.by_regulation import OpenAssessment
from services.triage.translate import translate
from shared.contracts import ABOUT_COMPLAINTS, Contract
from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import ComplaintWithdrawnV1
from shared.contracts.sla import SlaContract
from shared.contracts.triage import (
    ClassifiedV1,
    FactsChangedV1,
    GradedV1,
    ResponsibilityAssignedV1,
    TriageContract,
)
from shared.domain import DomainEvent, FactValue, stamp
from shared.policy import Facts, event_data

_MICROSECOND = timedelta(microseconds=1)
_OWN = frozenset(c.EVENT for c in ABOUT_COMPLAINTS if issubclass(c, TriageContract))
_CLOSING = frozenset({CaseClosedV1.EVENT, ComplaintWithdrawnV1.EVENT})
_JUDGING = frozenset({TriageContract.SERVICE, SlaContract.SERVICE})
"""Of these services only what people judged and did by hand is in a life: all of it counts."""


class Course:
    """One complaint under one regulation, from its receipt to the end of the time looked at."""

    def __init__(self, life: Life, regulation: Regulation, counts: CountsByTime) -> None:
        self._life = life
        self._regulation = regulation
        self._directory = regulation.directory
        self._pack = regulation.pack
        self._received = life.received.model_copy(update={"policy": self._pack.stamp})
        self._counts = counts
        self._assessment: Assessment | None = None
        self._limits = Limits(self._received, regulation)
        self._heard: deque[News] = deque()
        self._departments: list[str] = []
        self._unknown: set[str] = set()

    def run(self, until: datetime) -> Outcome:
        """What had become of it by then."""
        begun = self._received.occurred_at
        self._begin(begun)
        for at, given in self._given():
            if at > until:
                break
            self._pass_to(at - _MICROSECOND)  # What is done when it is due is done in time.
            self._take(given, max(at, begun))
            self._spread(max(at, begun))
        self._pass_to(until)
        return self._outcome()

    def _given(self) -> Sequence[tuple[datetime, Contract | Facts]]:
        """What people did that may change anything, and what was counted, in order of time."""
        heeded = self._regulation.heeded
        given: list[tuple[datetime, Contract | Facts]] = [
            (contract.occurred_at, contract)
            for contract in self._life.happenings
            if contract.EVENT in heeded or contract.SERVICE in _JUDGING
        ]
        begun = self._received.occurred_at
        given += [(at, facts) for at, facts in self._counts if at > begun]
        return sorted(given, key=lambda one: one[0])

    def _begin(self, now: datetime) -> None:
        received, pack = self._received, self._pack
        category, words = self._life.category_under(pack)
        own = self._counted_by(now)
        told = pack.facts_told_by(received.EVENT, event_data(received))
        command = OpenAssessment(
            complaint_id=received.complaint_id,
            number=received.number,
            project=received.project,
            building=building_of(received.customer, received.project, self._directory),
            channel=received.channel,
            has_contact=received.customer.can_be_reached,
            complainant=self._life.complainant,
            household=self._life.household,
            received_at=received.received_at,
            category=category,
            words=words,
            category_given=received.category == category,
            facts={**self._known(received.facts), **told, **self._regulation.alone, **own},
        )
        self._limits.open(now)
        self._notice(News.of(received), now)
        self._judge(
            by_regulation.open_assessment(None, command, pack=pack, directory=self._directory), now
        )
        self._spread(now)

    def _counted_by(self, now: datetime) -> dict[str, int]:
        counted = (told for at, told in self._counts if at <= now)
        return {fact: value for told in counted for fact, value in told.items()}

    def _take(self, given: Contract | Facts, now: datetime) -> None:
        assessment = self._assessment
        assert assessment is not None, "it was opened"
        if not isinstance(given, Contract):
            self._judge(by_regulation.recount(assessment, given, pack=self._pack), now)
        elif given.SERVICE not in _JUDGING:
            self._heard.append(News.of(given))
        elif isinstance(given, FactsChangedV1):
            self._judge(self._stated(assessment, given), now)
        elif isinstance(given, ClassifiedV1 | GradedV1 | ResponsibilityAssignedV1):
            self._judge(judged_by_person(assessment, given, self._pack), now)
        else:
            self._heard.extend(self._limits.take(given, now))

    def _stated(self, assessment: Assessment, given: FactsChangedV1) -> Sequence[DomainEvent]:
        facts = self._known(given.changed)
        if not facts or assessment.closed:
            return ()
        return by_person.state_facts(
            assessment,
            facts,
            by=given.by,
            reason=given.reason or "",
            pack=self._pack,
            directory=self._directory,
        )

    def _known(self, facts: Facts) -> dict[str, FactValue]:
        """The stated facts that this regulation asks for; what it does not know is remembered."""
        declared = self._pack.facts
        known: dict[str, FactValue] = {}
        for name, value in facts.items():
            fact = declared.get(name)
            if fact is not None and fact.stated_by_a_person and fact.accepts(value):
                known[name] = value
            elif fact is None and value:
                self._unknown.add(name)
        return known

    def _spread(self, now: datetime) -> None:
        """Let everybody hear what was told, and what they tell in turn."""
        while self._heard:
            news = self._heard.popleft()
            if news.event not in _OWN:
                self._learn(news, now)
            self._heard.extend(self._limits.hear(news, now))
            self._notice(news, now)

    def _learn(self, news: News, now: datetime) -> None:
        assessment, pack = self._assessment, self._pack
        if assessment is None:
            return
        reopened = news.event == ReopenedV1.EVENT
        if reopened:
            self._judge(by_regulation.reopen(assessment), now)
        if pack.tells_facts(news.event):
            told = pack.facts_told_by(news.event, news.data)
            self._judge(
                by_regulation.learn(
                    self._assessment,
                    told,
                    told_by=news.event,
                    pack=pack,
                    directory=self._directory,
                ),
                now,
            )
        if reopened:  # What was counted while it was closed.
            counts = self._counted_by(now)
            self._judge(by_regulation.recount(self._assessment, counts, pack=pack), now)
        if news.event in _CLOSING:
            withdrawn = news.event == ComplaintWithdrawnV1.EVENT
            self._judge(by_regulation.close(self._assessment, withdrawn=withdrawn), now)

    def _judge(self, decided: Sequence[DomainEvent], now: datetime) -> None:
        """Record what triage decided, and let the others hear it."""
        assessment = self._assessment
        for event in stamp(decided, stream=self._received.complaint_id, after_version=0, now=now):
            assessment = ASSESSMENT.evolve(assessment, event)
            for told in translate(assessment, event):
                if type(told) is ResponsibilityAssignedV1:
                    self._made_responsible(told.department_name)
                self._heard.append(News.of(told))
        self._assessment = assessment

    def _made_responsible(self, department: str) -> None:
        if self._departments[-1:] != [department]:
            self._departments.append(department)

    def _notice(self, news: News, now: datetime) -> None:
        self._heard.extend(self._limits.noticed(news, now))

    def _pass_to(self, until: datetime) -> None:
        while (at := self._limits.next_instant) is not None and at <= until:
            self._heard.extend(self._limits.pass_instant(at))
            self._spread(at)

    def _outcome(self) -> Outcome:
        found = self._assessment
        assert found is not None, "it was opened"
        beyond = found.out_of_scope
        return Outcome(
            policy=f"{self._pack.id}@{self._pack.version}",
            category=found.category_name,
            grade=found.grade,
            grade_name=found.grade_name or NOT_GRADED,
            because=_because(found),
            departments=tuple(self._departments),
            owed=self._limits.owed,
            orders=self._limits.orders,
            out_of_scope=f"{beyond.rule} {beyond.label}" if beyond else "",
            facts_unknown=tuple(sorted(self._unknown)),
        )


def _because(found: Assessment) -> tuple[str, ...]:
    """What the grade rests on; nothing where there is none."""
    if found.graded_by in ("", POLICY):
        return tuple([f"{one.rule} {one.label}" for one in found.evidence])
    return (SET_BY_HAND,)
