"""Indicators 指标 that a regulation asks for, and what they are to reach."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import Field, PlainValidator, model_validator

from shared.domain import Immutable
from shared.policy.conditions import Expression
from shared.policy.faults import fault
from shared.policy.fields import FactName, Key, Label, RuleId, condition
from shared.policy.vocabulary import Scope

_GOAL = re.compile(r"(>=|<=)\s*(\d{1,3}(?:\.\d{1,2})?)\s*%")


class Side(StrEnum):
    """Which side of the goal is the good one."""

    AT_LEAST = ">="
    AT_MOST = "<="


class Goal(Immutable):
    """What a share is to reach, such as `>= 95 %`; exact, and the goal itself is reached."""

    side: Side
    percent: Fraction

    def is_reached(self, share: Fraction) -> bool:
        wanted = self.percent / 100
        return share >= wanted if self.side is Side.AT_LEAST else share <= wanted

    def __str__(self) -> str:
        return f"{self.side} {float(self.percent):g} %"


def _goal(written: object) -> Goal:
    found = _GOAL.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise fault('goal 应写成 ">= 95 %"', 'a goal is written as ">= 95 %"')
    return Goal(side=Side(found[1]), percent=Fraction(found[2]))


GoalText = Annotated[Goal, PlainValidator(_goal)]


class Metric(Immutable):
    """An indicator over the complaints of a period.

    Either a share (`counts` among those that `where` lets in; all without it), or the `sum` of
    facts, which are money in fen or counts, over those that `where` lets in.
    """

    key: Key
    rule: RuleId
    title: Label
    where: Annotated[Expression | None, condition(Scope.RECORD, Scope.FACTS)] = None
    counts: Annotated[Expression | None, condition(Scope.RECORD, Scope.FACTS)] = None
    sum: tuple[FactName, ...] = ()
    goal: GoalText | None = None
    proposal: bool = False

    @model_validator(mode="after")
    def _is_a_share_or_a_sum(self) -> Metric:
        if bool(self.counts) == bool(self.sum):
            raise fault("指标须有 counts 或 sum，二者取一", "an indicator has `counts` or `sum`")
        if self.goal and not self.counts:
            raise fault("goal 只用于比率", "a goal belongs to a share")
        return self

    def lets_in(self, values: Mapping[str, object]) -> bool:
        """Whether a complaint is one of the whole, by its values under their full names
        (`record.on_time`, `facts.x`). Raises ConditionFailed."""
        return self.where is None or self.where.holds(values, rule=self.rule)

    def amount(self, values: Mapping[str, object]) -> int:
        """What a complaint that is let in adds: to a share 1 or 0. Raises ConditionFailed."""
        if self.counts is not None:
            return int(self.counts.holds(values, rule=self.rule))
        return sum(int(str(values[f"facts.{name}"])) for name in self.sum)


class Measured(Immutable):
    """What an indicator came to: `part` of `whole`, or the sum in `part`."""

    key: str
    title: str
    rule: str
    part: int = Field(ge=0)
    whole: int = Field(ge=0)
    goal: str | None = None
    reached: bool | None = None


def measure(metric: Metric, amounts: Sequence[int]) -> Measured:
    """An indicator over what each complaint that was let in adds to it.

    With nothing to measure no goal is reached or missed.
    """
    part, whole = sum(amounts), len(amounts)
    reached = metric.goal.is_reached(Fraction(part, whole)) if metric.goal and whole else None
    return Measured(
        key=metric.key,
        title=metric.title,
        rule=metric.rule,
        part=part,
        whole=whole,
        goal=str(metric.goal) if metric.goal else None,
        reached=reached,
    )
