"""Duties 项目事项: what a regulation asks about a project, not about one complaint.

They are counted from the project's dates in the directory (交付日期 and others).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from shared.domain import Immutable
from shared.policy.faults import fault
from shared.policy.fields import (
    Answerable,
    DateName,
    DutyName,
    Key,
    Label,
    Recipient,
    RuleId,
    SpanText,
    WarningText,
)
from shared.policy.obligations import Miss


class Every(Immutable):
    """A duty that comes again: first one span after it began, for the last time before `until`.

    It begins with a date of the project (`since`) or with the day another duty was done (`after`).
    """

    span: SpanText
    since: DateName | None = None
    after: DutyName | None = None
    until: DateName | None = None

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Every:
        if (self.since is None) == (self.after is None):
            raise fault("须写 since 或 after，二者取一", "give `since` or `after`, not both")
        return self


class DutyRule(Immutable):
    """One thing to be done for a project (项目事项), due a span before a date, or again and again.

    `before` names a date of the project and `lead` how long before it the duty is due at the
    latest (zsyd-5.1.1: 3.5 month before delivery). A date that moves moves what is open. People
    report that it was done; `warn` and `on_miss` are those of obligations.
    """

    key: Key
    rule: RuleId
    name: Label
    before: DateName | None = None
    lead: SpanText | None = None
    every: Every | None = None
    answerable: Answerable
    warn: tuple[WarningText, ...] = ()
    warned: tuple[Recipient, ...] = ()
    on_miss: Miss | None = None
    contents: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = ()
    proposal: bool = False

    @model_validator(mode="after")
    def _is_due_some_time(self) -> DutyRule:
        if (self.before is None) == (self.every is None):
            raise fault("须写 before 或 every，二者取一", "give `before` or `every`, not both")
        if (self.before is None) != (self.lead is None):
            raise fault(
                "before（何日之前）与 lead（提前多久）须同时填写",
                "`before` (which date) and `lead` (how long before) belong together",
            )
        if bool(self.warn) != bool(self.warned):
            raise fault(
                "warn（何时预警）与 warned（预警给谁）须同时填写",
                "`warn` (when) and `warned` (who) belong together",
            )
        return self
