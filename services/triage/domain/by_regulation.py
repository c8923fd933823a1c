"""What follows from the regulation: the first judgement, and the grade rising when facts change."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime

from services.triage.domain import events
from services.triage.domain.assessment import INTAKE, POLICY, Assessment
from services.triage.domain.periods import Home, facts_of_periods
from services.triage.domain.rising import rise
from services.triage.domain.routing import assigned_by_regulation, rerouted
from services.triage.domain.scope import found_out_of_scope, now_out_of_scope
from shared.contracts.triage import FoundOutOfScopeV1
from shared.domain import DomainEvent, FactValue, Immutable
from shared.policy import ComplaintContext, Context, Directory, Facts, Pack

COUNT = "count"
PERIOD = "period"


class OpenAssessment(Immutable):
    """A complaint to be assessed. `words` are empty where the category came with it."""

    complaint_id: UUID
    number: str
    project: str
    building: str | None
    channel: str
    has_contact: bool
    complainant: UUID
    household: UUID
    received_at: AwareDatetime
    category: str
    words: tuple[str, ...]
    category_given: bool
    facts: dict[str, FactValue]

    @property
    def home(self) -> Home:
        return Home(self.project, self.building, self.received_at)

    @property
    def complaint(self) -> ComplaintContext:
        return ComplaintContext(
            channel=self.channel,
            project=self.project,
            category=self.category,
            has_contact=self.has_contact,
        )


def open_assessment(
    assessment: Assessment | None, command: OpenAssessment, *, pack: Pack, directory: Directory
) -> list[DomainEvent]:
    """Classify, grade and assign a complaint by its regulation (zsy-3.2, zsy-3.3)."""
    if assessment is not None:
        return []
    periods = facts_of_periods(pack, command.facts, command.home, directory, changed=None)
    facts = pack.facts_with_defaults({**command.facts, **periods})
    beyond = found_out_of_scope(pack, facts, command.complaint, command.received_at)
    for found in beyond:
        facts |= told_by_itself(FoundOutOfScopeV1.EVENT, found, command.number, pack)
    grading = pack.grade(facts)
    graded = events.Graded(
        grade=grading.grade,
        grade_name=grading.name,
        previous=None,
        evidence=grading.evidence,
        weighed=(),
        facts=facts,
        policy=grading.policy,
        by=POLICY,
        reason=None,
    )
    context = Context(facts={**facts, "grade": grading.grade}, complaint=command.complaint)
    assigned = assigned_by_regulation(pack, command.category, context)
    return [*_opened(command, facts, pack), graded, assigned, *beyond]


def _opened(
    command: OpenAssessment, facts: dict[str, FactValue], pack: Pack
) -> tuple[DomainEvent, DomainEvent]:
    opened = events.AssessmentOpened(
        complaint_id=command.complaint_id,
        number=command.number,
        project=command.project,
        building=command.building,
        channel=command.channel,
        has_contact=command.has_contact,
        complainant=command.complainant,
        household=command.household,
        received_at=command.received_at,
        policy=pack.stamp,
        facts=facts,
    )
    classified = events.Classified(
        category=command.category,
        category_name=pack.categories[command.category].name,
        words=command.words,
        by=INTAKE if command.category_given else POLICY,
        reason=None,
    )
    return opened, classified


def told_by_itself(
    event: str, decided: DomainEvent, number: str, pack: Pack
) -> dict[str, FactValue]:
    """The facts that triage's own decision states, as its contract will tell them."""
    return pack.facts_told_by(event, {"number": number, **decided.own_fields})


def learn(
    assessment: Assessment | None,
    facts: Facts,
    *,
    told_by: str,
    pack: Pack,
    directory: Directory,
) -> list[DomainEvent]:
    """Take in what another service told, and raise the grade where that demands it."""
    if assessment is None or assessment.withdrawn:
        return []  # Of a complaint triage never heard of there is nothing to judge.
    changed = changed_facts(assessment, facts)
    if not changed:
        return []
    learnt = events.FactsDerived(facts=changed, told_by=told_by)
    return [learnt, *following(assessment, changed, pack=pack, directory=directory)]


def following(
    assessment: Assessment, changed: dict[str, FactValue], *, pack: Pack, directory: Directory
) -> list[DomainEvent]:
    """What follows from changed facts: facts of periods, scope, a graver grade, another
    department."""
    home = Home(assessment.project, assessment.building, assessment.received_at)
    known = {**assessment.facts, **changed}
    periods = changed_facts(
        assessment, facts_of_periods(pack, known, home, directory, changed=changed.keys())
    )
    derived = [events.FactsDerived(facts=periods, told_by=PERIOD)] if periods else []
    return [*derived, *judged_anew(assessment, {**changed, **periods}, pack)]


def judged_anew(
    assessment: Assessment,
    changed: dict[str, FactValue],
    pack: Pack,
    *,
    reclassified: bool = False,
) -> list[DomainEvent]:
    """What changed facts, or another category, demand: that the regulation covers the complaint no
    more, a graver grade, another department."""
    beyond = now_out_of_scope(assessment, pack, changed, reclassified=reclassified)
    told: dict[str, FactValue] = {}
    for found in beyond:
        told |= told_by_itself(FoundOutOfScopeV1.EVENT, found, assessment.number, pack)
    told = changed_facts(assessment, told)
    learnt = [events.FactsDerived(facts=told, told_by=FoundOutOfScopeV1.EVENT)] if told else []
    changed = changed | told
    risen = escalated(assessment, changed, pack)
    grade = risen[0].grade if risen else assessment.grade
    return [*beyond, *learnt, *risen, *rerouted(assessment, pack, facts=changed, grade=grade)]


def recount(assessment: Assessment | None, counts: Facts, *, pack: Pack) -> list[DomainEvent]:
    """Take in that more people complain of the like (zsy-3.3b). What is closed stays as it is."""
    if assessment is None or assessment.closed:
        return []
    return counted(assessment, counts, pack)


def counted(
    assessment: Assessment, counts: Facts, pack: Pack, *, reclassified: bool = False
) -> list[DomainEvent]:
    """Take in a count; no period depends on one. `reclassified` says that the assessment's
    category is another one too."""
    changed = changed_facts(assessment, counts)
    if not changed and not reclassified:
        return []
    derived = [events.FactsDerived(facts=changed, told_by=COUNT)] if changed else []
    return [*derived, *judged_anew(assessment, changed, pack, reclassified=reclassified)]


def close(assessment: Assessment | None, *, withdrawn: bool) -> list[DomainEvent]:
    """The case is closed, or the complaint withdrawn (撤诉), which is for good."""
    if assessment is None or assessment.withdrawn or (assessment.closed and not withdrawn):
        return []
    return [events.AssessmentClosed(withdrawn=withdrawn)]


def reopen(assessment: Assessment | None) -> list[DomainEvent]:
    """The case was taken up again (重新办理)."""
    if assessment is None or assessment.withdrawn or not assessment.closed:
        return []
    return [events.AssessmentReopened()]


def changed_facts(assessment: Assessment, facts: Facts) -> dict[str, FactValue]:
    return {name: value for name, value in facts.items() if assessment.facts.get(name) != value}


def escalated(assessment: Assessment, changed: Facts, pack: Pack) -> list[events.Escalated]:
    facts = {**assessment.facts, **changed}
    risen = rise(pack, facts, above=assessment.grade, weighed=assessment.weighed)
    if risen is None:
        return []
    return [
        events.Escalated(
            grade=risen.grade,
            grade_name=risen.name,
            previous=assessment.grade,
            evidence=risen.evidence,
            facts=facts,
            policy=pack.stamp,
        )
    ]
