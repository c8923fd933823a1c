"""What triage tells, in sentences."""

from __future__ import annotations

from services.console.read_model.rows import Tone
from services.console.story.told import Told, details
from services.console.story.wording import Wording
from shared.contracts import triage

GRAVE = 2
"""The grades up to this one call for attention at a glance."""


def tell(contract: triage.TriageContract, wording: Wording) -> Told | None:
    match contract:
        case triage.ClassifiedV1():
            words = "、".join(contract.words)
            return Told(
                f"归类为“{contract.category_name}”",
                wording.actor(contract.by),
                details=details(("依据的词语", words)),
            )
        case triage.EscalatedV1():
            return _graded(contract, wording, f"升为 {contract.grade} 级（{contract.grade_name}）")
        case triage.GradedV1():
            verb = "定为" if contract.previous is None else "改定为"
            sentence = f"{verb} {contract.grade} 级（{contract.grade_name}）"
            return _graded(contract, wording, sentence)
        case triage.FactsChangedV1():
            sentence = f"认定事实：{wording.facts(contract.changed)}"
            reason = details(("理由", contract.reason))
            return Told(sentence, wording.actor(contract.by), details=reason)
        case triage.ResponsibilityAssignedV1():
            rule = details(("依据", contract.rule))
            return Told(
                f"由{contract.department_name}负责", wording.actor(contract.by), details=rule
            )
        case _:
            return _contested(contract, wording)


def _contested(contract: triage.TriageContract, wording: Wording) -> Told | None:
    match contract:
        case triage.ResponsibilityDisputedV1():
            decider = wording.party(contract.decided_by)
            return Told(
                f"{contract.department_name}提出责任争议，由{decider}裁定",
                wording.actor(contract.by),
                Tone.WARNING,
                details(("理由", contract.reason)),
            )
        case triage.ResponsibilityDecidedV1():
            sentence = f"{wording.party(contract.post)}裁定由{contract.department_name}负责"
            reason = details(("理由", contract.reason))
            return Told(sentence, wording.actor(contract.by), details=reason)
        case triage.FoundOutOfScopeV1():
            why = (("依据", contract.rule), ("事实", wording.facts(contract.facts)))
            sentence = f"不属受理范围：不符合“{contract.label}”"
            return Told(sentence, wording.actor("policy"), Tone.WARNING, details(*why))
        case _:
            return None


def _graded(decided: triage.GradeDecided, wording: Wording, sentence: str) -> Told:
    if decided.previous is not None:
        sentence = f"由 {decided.previous} 级{sentence}"
    rose = decided.previous is not None and decided.grade < decided.previous
    evidence = [
        (f"依据 {found.rule}", f"{found.label}{_held_on(found, wording)}")
        for found in decided.evidence
    ]
    return Told(
        sentence,
        wording.actor(decided.by),
        Tone.BAD if decided.grade <= GRAVE else Tone.WARNING if rose else Tone.PLAIN,
        details(
            *evidence,
            ("理由", decided.reason),
            ("适用制度", wording.policy(decided.policy)),
        ),
    )


def _held_on(found: triage.Evidence, wording: Wording) -> str:
    numbers = {name: value for name, value in found.facts.items() if type(value) is int}
    return f"（{wording.facts(dict(numbers))}）" if numbers else ""
