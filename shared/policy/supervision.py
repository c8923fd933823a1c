"""Supervision orders 工作督办单: when one is issued, by whom, to whom, with which milestones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from shared.contracts.sla import DeadlineMissedV1
from shared.domain import Immutable
from shared.policy.conditions import AskedTogether, Expression
from shared.policy.faults import fault
from shared.policy.fields import (
    Answerable,
    DepartmentName,
    Key,
    Label,
    PostName,
    Recipient,
    RuleId,
    SpanText,
    condition,
)
from shared.policy.obligations import EventMatch, Miss, any_counts, matches_by_event
from shared.policy.prepared import Prepared
from shared.policy.vocabulary import Scope


class MilestoneRule(Prepared):
    """A node 节点 the pack proposes, counted from the issue of the order.

    `met_by` names the events that reach it; without any only a person says that it was reached.
    """

    key: Key
    name: Label
    within: SpanText
    meeting: tuple[EventMatch, ...] = Field(default=(), alias="met_by")
    proposal: bool = False

    @field_validator("meeting", mode="after")
    @classmethod
    def _no_miss_is_progress(cls, meeting: tuple[EventMatch, ...]) -> tuple[EventMatch, ...]:
        if any(match.event == DeadlineMissedV1.EVENT for match in meeting):
            raise fault("超时不能算作节点完成", "a missed deadline reaches no milestone")
        return meeting

    def met_by(self, event: str, data: Mapping[str, object]) -> bool:
        """Whether this event is what the node asks for. Raises ConditionFailed."""
        matches = self._meeting.get(event)
        return matches is not None and any_counts(matches, data, rule=f"supervision.{self.key}")

    @cached_property
    def _meeting(self) -> Mapping[str, Sequence[EventMatch]]:
        return matches_by_event(self.meeting)


class Rung(Immutable):
    """One step of the urging ladder 逐级催办: so long after the milestone's due time, told to whom.

    It is not climbed any more once the milestone is reached or the order closed.
    """

    after: SpanText
    tell: tuple[Recipient, ...] = Field(min_length=1)


class OrderTerms(Immutable):
    """What a supervision order says besides its reason.

    A missed milestone is told to `urging.tell` at once and then along the `ladder`. Only the post
    `extended_by` may give a milestone more time, before it expires; anybody where it is not named.
    """

    issued_by: DepartmentName
    to: Answerable
    copies: tuple[Recipient, ...] = ()
    milestones: tuple[MilestoneRule, ...] = Field(min_length=1)
    urging: Miss
    ladder: tuple[Rung, ...] = ()
    extended_by: PostName | None = None


class SupervisionRule(Immutable):
    """One reason to issue a supervision order; `own_terms` replace the pack's where given."""

    key: Key
    rule: RuleId
    label: Label
    when: Annotated[Expression, condition(Scope.FACTS)]
    own_terms: OrderTerms | None = Field(default=None, alias="terms")

    @property
    def terms(self) -> OrderTerms:
        assert self.own_terms is not None, "Supervision fills in the pack's terms"
        return self.own_terms


class Supervision(Prepared):
    """The pack's supervision orders 督办, with the terms that all of them share."""

    terms: OrderTerms
    orders: tuple[SupervisionRule, ...] = Field(min_length=1)

    @field_validator("orders", mode="after")
    @classmethod
    def _fill_in_the_terms(
        cls, orders: tuple[SupervisionRule, ...], info: ValidationInfo
    ) -> tuple[SupervisionRule, ...]:
        terms = info.data.get("terms")
        return tuple(
            order if order.own_terms else order.model_copy(update={"own_terms": terms})
            for order in orders
        )

    def due(self, values: Mapping[str, object]) -> tuple[SupervisionRule, ...]:
        """The reasons that hold on facts by full name. Raises ConditionFailed."""
        return self._asked.holding(values)

    @cached_property
    def _asked(self) -> AskedTogether[SupervisionRule]:
        return AskedTogether(self.orders)

    @cached_property
    def followed(self) -> frozenset[str]:
        """The events that may reach a node."""
        return frozenset(match.event for node in self.milestones for match in node.meeting)

    @property
    def milestones(self) -> tuple[MilestoneRule, ...]:
        """Every node that an order may propose."""
        terms = (self.terms, *(order.terms for order in self.orders))
        return tuple(node for each in terms for node in each.milestones)
