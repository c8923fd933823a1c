"""The course of one complaint under one regulation, decided by the services' own domain.

Triage, sla and the notices' wording of who is told are asked in the order in which their messages
would come; every notice counts as sent the moment it is called for. Time stands at each happening
and at each instant that passes between. Pure: data in, data out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from huiyin.whatif.by_hand import is_by_hand
from huiyin.whatif.life import CountsByTime, Life
from huiyin.whatif.limits import Limits
from huiyin.whatif.outcome import Outcome
from services.triage.complainant import building_of
from services.triage.domain import by_person, by_regulation
from services.triage.domain.assessment import ASSESSMENT, Assessment
from services.triage.domain.by_regulation import OpenAssessment
from services.triage.translate import translate
from shared.contracts import Contract
from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import ComplaintWithdrawnV1
from shared.contracts.triage import ClassifiedV1, FactsChangedV1, ResponsibilityAssignedV1
from shared.domain import DomainEvent, FactValue, stamp
from shared.policy import Directory, Facts, Pack, event_data

_ALONE = 1
_MICROSECOND = timedelta(microseconds=1)


class Course:
    """One complaint under one regulation, from its receipt to the end of the time looked at."""

    def __init__(self, life: Life, pack: Pack, counts: CountsByTime, directory: Directory) -> None:
        self._life = life
        self._directory = directory
        self._pack = pack
        self._received = life.received.model_copy(update={"policy": pack.stamp})
        self._counts = counts
        self._assessment: Assessment | None = None
        self._limits = Limits(self._received, pack)
        self._heard: deque[Contract] = deque()
        self._departments: list[str] = []
        self._unknown: set[str] = set()

    def run(self, until: datetime) -> Outcome:
        """What had become of it by then."""
        begun = self._received.received_at
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
        """What people did and what was counted, in order of time."""
        given: list[tuple[datetime, Contract | Facts]] = [
            (contract.occurred_at, contract) for contract in self._life.happenings
        ]
        begun = self._received.received_at
        given += [(at, facts) for at, facts in self._counts if at > begun]
        return sorted(given, key=lambda one: one[0])

    def _begin(self, now: datetime) -> None:
        received, pack = self._received, self._pack
        category, words = self._life.category_under(pack)
        own = self._counted_by(now)
        alone = {name: _ALONE for name, fact in pack.facts.items() if fact.counted}
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
            facts={**self._known(received.facts), **told, **alone, **own},
        )
        self._limits.open(now)
        self._notice(received, now)
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
            return
        if isinstance(given, FactsChangedV1):
            facts = self._known(given.changed)
            if facts and not assessment.closed:
                decided = by_person.state_facts(
                    assessment,
                    facts,
                    by=given.by,
                    reason=given.reason or "",
                    pack=self._pack,
                    directory=self._directory,
                )
                self._judge(decided, now)
        elif isinstance(given, ClassifiedV1 | ResponsibilityAssignedV1):
            self._judge(self._by_person(assessment, given), now)
        elif is_by_hand(given):
            self._heard.extend(self._limits.take(given, now))
        else:
            self._heard.append(given)

    def _by_person(
        self, assessment: Assessment, given: ClassifiedV1 | ResponsibilityAssignedV1
    ) -> list[DomainEvent]:
        """What a person chose counts where this regulation has it."""
        if assessment.closed:
            return []
        if isinstance(given, ClassifiedV1):
            if given.category not in self._pack.categories:
                return []
            return by_person.classify(
                assessment, given.category, by=given.by, reason=None, counts={}, pack=self._pack
            )
        name = self._pack.departments.get(given.department)
        if name is None:
            return []
        return by_person.assign(assessment, given.department, name, by=given.by, reason=None)

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
            contract = self._heard.popleft()
            self._learn(contract, now)
            self._heard.extend(self._limits.hear(contract, now))
            self._notice(contract, now)

    def _learn(self, contract: Contract, now: datetime) -> None:
        assessment, pack = self._assessment, self._pack
        if contract.SERVICE == "triage" or assessment is None:
            return
        if isinstance(contract, ReopenedV1):
            self._judge(by_regulation.reopen(assessment), now)
            counts = self._counted_by(now)  # What was counted while it was closed.
            self._judge(by_regulation.recount(self._assessment, counts, pack=pack), now)
        if pack.tells_facts(contract.EVENT):
            told = pack.facts_told_by(contract.EVENT, event_data(contract))
            self._judge(
                by_regulation.learn(
                    self._assessment,
                    told,
                    told_by=contract.EVENT,
                    pack=pack,
                    directory=self._directory,
                ),
                now,
            )
        if isinstance(contract, CaseClosedV1 | ComplaintWithdrawnV1):
            withdrawn = isinstance(contract, ComplaintWithdrawnV1)
            self._judge(by_regulation.close(self._assessment, withdrawn=withdrawn), now)

    def _judge(self, decided: Sequence[DomainEvent], now: datetime) -> None:
        """Record what triage decided, and let the others hear it."""
        before = self._assessment
        stream = self._received.complaint_id
        version = before.version if before else 0
        for event in stamp(decided, stream=stream, after_version=version, now=now):
            self._assessment = ASSESSMENT.fold(self._assessment, [event])
            assert self._assessment is not None
            for told in translate(self._assessment, event):
                if isinstance(told, ResponsibilityAssignedV1):
                    self._departments.append(told.department_name)
                self._heard.append(told)

    def _notice(self, contract: Contract, now: datetime) -> None:
        self._heard.extend(self._limits.noticed(contract, now))

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
            grade_name=found.grade_name,
            because=tuple(f"{one.rule} {one.label}" for one in found.evidence),
            departments=tuple(dict.fromkeys(self._departments)),
            owed=self._limits.owed,
            orders=self._limits.orders,
            out_of_scope=f"{beyond.rule} {beyond.label}" if beyond else "",
            facts_unknown=tuple(sorted(self._unknown)),
        )
