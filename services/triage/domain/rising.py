"""When the regulation raises a grade by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.triage import Evidence
from shared.domain import Immutable
from shared.policy import Facts, Pack
from shared.policy.grading import evidence_of


class Rise(Immutable):
    """A graver grade that the regulation demands, and why."""

    grade: int
    name: str
    evidence: tuple[Evidence, ...]


def holding(pack: Pack, facts: Facts) -> tuple[Evidence, ...]:
    """Every grading condition that holds on these facts, of whatever grade."""
    return tuple(evidence for rise in _demanded(pack, facts, ()) for evidence in rise.evidence)


def rise(pack: Pack, facts: Facts, *, above: int, weighed: Sequence[Evidence]) -> Rise | None:
    """The gravest grade the facts demand, where it is graver than `above` (1 is the gravest).

    A condition that a person has weighed, on the same facts, demands nothing any more; the same
    condition on other facts does, since that is not what the person judged.
    """
    gravest = next(_demanded(pack, facts, weighed), None)
    return gravest if gravest is not None and gravest.grade < above else None


def _demanded(pack: Pack, facts: Facts, weighed: Sequence[Evidence]) -> Iterator[Rise]:
    """What the conditions of each grade demand, gravest first."""
    values = {f"facts.{name}": value for name, value in pack.facts_with_defaults(facts).items()}
    for grade in pack.grades:
        held = [evidence_of(c.rule, c.label, c.when, values) for c in grade.holding(values)]
        evidence = tuple([found for found in held if found not in weighed])
        if evidence:
            yield Rise(grade=grade.grade, name=grade.name, evidence=evidence)
