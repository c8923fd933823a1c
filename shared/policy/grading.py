"""Grading 定级: which grade the regulation gives, and the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, model_validator

from shared.contracts.intake import PolicyStamp
from shared.contracts.triage import Evidence
from shared.domain import Immutable
from shared.policy.conditions import AskedTogether, Expression
from shared.policy.faults import fault
from shared.policy.fields import Label, RuleId, condition
from shared.policy.prepared import Prepared
from shared.policy.vocabulary import Scope

_FACTS = "facts."


class GradeCondition(Immutable):
    """One of the conditions that put a complaint into a grade."""

    rule: RuleId
    label: Label
    when: Annotated[Expression, condition(Scope.STATED)]


class Otherwise(Immutable):
    """The grade of everything that no condition catches."""

    rule: RuleId
    label: Label


class Grade(Prepared):
    """One grade 级别; 1 is the gravest. It has conditions, any of which is enough, or `otherwise`."""

    grade: int = Field(ge=1, le=9)
    name: Label
    conditions: tuple[GradeCondition, ...] = ()
    otherwise: Otherwise | None = None

    @model_validator(mode="after")
    def _has_conditions_or_is_the_rest(self) -> Grade:
        if bool(self.conditions) == bool(self.otherwise):
            raise fault(
                "级别须有 conditions 或 otherwise，二者取一",
                "a grade has either `conditions` or `otherwise`",
            )
        return self

    def holding(self, values: Mapping[str, object]) -> tuple[GradeCondition, ...]:
        """Its conditions that hold on all facts by full name. Raises ConditionFailed."""
        return self._asked.holding(values)

    @cached_property
    def _asked(self) -> AskedTogether[GradeCondition]:
        return AskedTogether(self.conditions)


class Grading(Immutable):
    """A grade with the evidence for it: "grade 2, because zsy-3.3b: 3 complainants in a month"."""

    grade: int
    name: str
    evidence: tuple[Evidence, ...]
    pack: str
    version: str

    @property
    def policy(self) -> PolicyStamp:
        return PolicyStamp(pack=self.pack, version=self.version)


def evidence_of(rule: str, label: str, when: Expression, values: Mapping[str, Any]) -> Evidence:
    """A condition that held, with the facts it was decided on."""
    used = {name.removeprefix(_FACTS): values[name] for name in when.names}
    return Evidence(rule=rule, label=label, facts=used)


def decide_grade(
    grades: Sequence[Grade], values: Mapping[str, object]
) -> tuple[Grade, tuple[Evidence, ...]]:
    """The gravest grade of which a condition holds, with every condition of it that does.

    `values` are all declared facts by full name (`facts.x`). Raises ConditionFailed.
    """
    for grade in grades:
        if grade.otherwise:
            rest = grade.otherwise
            return grade, (Evidence(rule=rest.rule, label=rest.label, facts={}),)
        if held := grade.holding(values):
            return grade, tuple(evidence_of(c.rule, c.label, c.when, values) for c in held)
    raise AssertionError("the last grade takes the rest; the loader checked it")
