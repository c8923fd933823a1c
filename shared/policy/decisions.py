"""What the regulation leaves to persons, and when a case is done: approvals, closing, reports."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import Field

from shared.domain import Immutable
from shared.policy.conditions import Expression
from shared.policy.context import CaseFacts
from shared.policy.fields import Approver, Key, Label, PostName, Recipient, RuleId, condition
from shared.policy.prepared import Prepared
from shared.policy.vocabulary import Scope


class PlanApproval(Immutable):
    """Who proposes and who approves the handling plan of a grade (审批)."""

    grade: int = Field(ge=1, le=9)
    rule: RuleId
    proposed_by: PostName
    approved_by: PostName | None = None
    proposal: bool = False


class CostApproval(Immutable):
    """Who approves costs from an amount on (售后服务费用处理单); `from_fen` is inclusive."""

    rule: RuleId
    from_fen: int = Field(default=0, ge=0)
    approved_by: tuple[Approver, ...] = Field(min_length=1)


class Approvals(Prepared):
    """Who approves plans, by grade, and costs, by amount."""

    plan: tuple[PlanApproval, ...] = ()
    cost: tuple[CostApproval, ...] = ()

    def approver_of_plan(self, grade: int) -> str | None:
        return self._approvers.get(grade)

    @cached_property
    def _approvers(self) -> Mapping[int, str | None]:
        """By grade; the first that is written counts."""
        return {approval.grade: approval.approved_by for approval in reversed(self.plan)}

    def approvers_of_cost(self, fen: int) -> tuple[str, ...]:
        reached = [step for step in self.cost if fen >= step.from_fen]
        return max(reached, key=lambda step: step.from_fen).approved_by if reached else ()


class Disputes(Immutable):
    """Who decides when a department rejects the responsibility (责任争议)."""

    rule: RuleId
    decided_by: PostName
    proposal: bool = False


class ClosingCondition(Immutable):
    """Something a case must fulfil before it is closed (结案条件)."""

    rule: RuleId
    label: Label
    when: Annotated[Expression, condition(Scope.CASE, Scope.STEPS)]
    proposal: bool = False

    def is_met(self, case: CaseFacts) -> bool:
        """Raises ConditionFailed."""
        untaken = {name: False for name in self.when.names if name.startswith(f"{Scope.STEPS}.")}
        return self.when.holds({**untaken, **case.values()}, rule=self.rule)


class Period(StrEnum):
    """How often a report is made; `case` is once, at the end of a case."""

    MONTH = "month"
    QUARTER = "quarter"
    CASE = "case"


class Report(Immutable):
    """A report the regulation asks for (报告), about complaints of these grades."""

    key: Key
    rule: RuleId
    title: Label
    every: Period
    grades: tuple[int, ...] = Field(min_length=1)
    to: tuple[Recipient, ...] = Field(min_length=1)
    contents: tuple[Label, ...] = ()


class Silence(Immutable):
    """A rule of the regulation that the pack does not carry, and why: no number, or no machine."""

    rule: RuleId
    reason: Label
