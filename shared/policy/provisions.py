"""What a regulation covers, who answers beyond the categories, and what it asks of people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.domain import Immutable
from shared.policy.conditions import Expression
from shared.policy.fields import DepartmentName, Label, PostName, RuleId, condition
from shared.policy.vocabulary import Scope


class ScopeRule(Immutable):
    """Which complaints the regulation covers (适用范围); all others are answered so (hm-scope).

    It is asked when the complaint comes in, and again when what it reads changes; once found, it
    stands. What is not covered stays recorded and graded, and is told as `found-out-of-scope`,
    which notices and clocks can follow.
    """

    rule: RuleId
    label: Label
    when: Annotated[Expression, condition(Scope.STATED, Scope.COMPLAINT, Scope.RECEIVED)]


class RoutingRule(Immutable):
    """A department that answers whatever the category says (责任划分), such as rc-4.

    The first that holds is used, when the complaint comes in and when its facts or grade change;
    what a person assigned stays.
    """

    rule: RuleId
    label: Label
    when: Annotated[Expression, condition(Scope.FACTS, Scope.COMPLAINT)]
    to: DepartmentName
    proposal: bool = False


class Step(Immutable):
    """Something that people do and report (办理步骤), as `step-taken`; it has no other event."""

    rule: RuleId
    name: Label
    proposal: bool = False


class Promise(Immutable):
    """A time that is agreed with the customer or set for a department (约定时限).

    It is told as `promise-made`; an obligation with `due: event.promised_for` keeps it.
    """

    rule: RuleId
    name: Label
    proposal: bool = False


class ForPeople(Immutable):
    """A provision that people carry out and no clock follows (由人执行): duties of posts, forms,
    channels, principles. The system shows it; it does not enforce it."""

    rule: RuleId
    says: Label
    posts: tuple[PostName, ...] = ()
    contents: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()
