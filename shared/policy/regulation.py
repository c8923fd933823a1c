"""What the file of a policy pack says, section by section, and who it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, PrivateAttr

from shared.contracts.intake import PolicyStamp
from shared.deadlines import WorkingCalendar
from shared.policy.categories import Category
from shared.policy.decisions import Approvals, ClosingCondition, Disputes, Report, Silence
from shared.policy.duties import DutyRule
from shared.policy.facts import FactDeclaration
from shared.policy.fields import CategoryName, FactName, Key, Label
from shared.policy.grading import Grade
from shared.policy.metrics import Metric
from shared.policy.notices import NoticeRule
from shared.policy.obligations import ObligationRule
from shared.policy.prepared import Prepared
from shared.policy.provisions import ForPeople, Promise, RoutingRule, ScopeRule, Step
from shared.policy.supervision import Supervision
from shared.policy.working_time import WorkingTime


class Regulation(Prepared):
    """One version of one regulation 制度, as it is written. What it answers is `Pack`'s."""

    id: Key = Field(alias="pack")
    version: Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[0-9A-Za-z.-]+$")]
    effective_from: date
    title: Label
    working_time: WorkingTime = Field(alias="calendar")
    departments: Mapping[Key, Label] = Field(min_length=1)
    posts: Mapping[Key, Label] = Field(default_factory=dict)
    categories: Mapping[Key, Category] = Field(min_length=1)
    default_category: CategoryName
    facts: Mapping[FactName, FactDeclaration] = Field(default_factory=dict)
    grades: tuple[Grade, ...] = Field(min_length=1)
    pause_reasons: Mapping[Key, Label] = Field(default_factory=dict)
    obligations: tuple[ObligationRule, ...] = ()
    supervision: Supervision | None = None
    scope: tuple[ScopeRule, ...] = ()
    routing: tuple[RoutingRule, ...] = ()
    steps: Mapping[FactName, Step] = Field(default_factory=dict)
    promises: Mapping[FactName, Promise] = Field(default_factory=dict)
    duties: tuple[DutyRule, ...] = ()
    metrics: tuple[Metric, ...] = ()
    approvals: Approvals = Approvals()
    disputes: Disputes | None = None
    closing: tuple[ClosingCondition, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    reports: tuple[Report, ...] = ()
    for_people: tuple[ForPeople, ...] = ()
    silent: tuple[Silence, ...] = ()
    extends: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*@[0-9A-Za-z.-]+$")] | None = None

    _digest: str = PrivateAttr(default="")
    _explains: bool = PrivateAttr(default=True)

    @cached_property
    def digest(self) -> str:
        """What tells this version from another one that calls itself the same."""
        return self._digest

    def mark_as_written(self, digest: str) -> None:
        """`digest` is that of the file with what it extends; nobody has asked for it before."""
        self._digest = digest

    @cached_property
    def explains(self) -> bool:
        """Whether deadlines (时限说明) and notices (通知) under it are put into words."""
        return self._explains

    def unexplained(self) -> Self:
        """The same version, for where nobody reads why a deadline is when it is, nor a notice."""
        return self._without_words if self._explains else self

    @cached_property
    def _without_words(self) -> Self:
        silent = self.model_copy()
        silent._explains = False
        return silent

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return self.working_time.calendar

    @cached_property
    def stamp(self) -> PolicyStamp:
        """What a complaint carries to say that this version governs it."""
        return PolicyStamp(pack=self.id, version=self.version)
