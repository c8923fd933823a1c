"""A policy pack: one regulation 制度, read as a program whose every answer cites its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Annotated

from pydantic import Field, PrivateAttr

from shared.contracts.intake import PolicyStamp
from shared.deadlines import WorkingCalendar
from shared.domain import FactValue, Immutable
from shared.policy.categories import Category, propose_category
from shared.policy.context import CaseFacts, Context, Facts, ReceivedContext
from shared.policy.decisions import Approvals, ClosingCondition, Disputes, Report, Silence
from shared.policy.declared import DeclaredFacts, by_event
from shared.policy.duties import DutyRule
from shared.policy.facts import FactDeclaration
from shared.policy.fields import CategoryName, FactName, Key, Label
from shared.policy.grading import Grade, Grading, decide_grade
from shared.policy.metrics import Metric
from shared.policy.notices import NoticeRule
from shared.policy.obligations import EventMatch, ObligationRule
from shared.policy.provisions import ForPeople, Promise, RoutingRule, ScopeRule, Step
from shared.policy.supervision import MilestoneRule, Supervision, SupervisionRule
from shared.policy.working_time import WorkingTime


class Pack(Immutable):
    """One version of one regulation. Built by `load_pack` only; pure and deterministic.

    Methods that evaluate conditions raise ConditionFailed, naming rule and line, where a condition
    cannot be decided on what it was given.
    """

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

    @property
    def digest(self) -> str:
        """What tells this version from another one that calls itself the same."""
        return self._digest

    def mark_as_written(self, digest: str) -> None:
        """`digest` is that of the file, together with what it extends."""
        self._digest = digest

    @cached_property
    def calendar(self) -> WorkingCalendar:
        return self.working_time.calendar

    @property
    def stamp(self) -> PolicyStamp:
        """What a complaint carries to say that this version governs it."""
        return PolicyStamp(pack=self.id, version=self.version)

    def facts_with_defaults(self, stated: Facts) -> dict[str, FactValue]:
        """Every declared fact, in the pack's order; unstated ones are false, 0 or empty.

        A `grade` among them is kept. Raises FactIsUnknown or FactHasWrongType.
        """
        return self._declared.with_defaults(stated)

    @cached_property
    def _declared(self) -> DeclaredFacts:
        return DeclaredFacts(self.id, self.facts)

    def _values(self, context: Context) -> dict[str, object]:
        """The context with every fact complete, by full name."""
        self._declared.ensure_declared(context.facts)
        return {**self._declared.default_values, **context.values()}

    def grade(self, facts: Facts) -> Grading:
        """Grade a complaint (定级) on its facts; what is not stated counts as its default."""
        known = self.facts_with_defaults(facts)
        values = {f"facts.{name}": value for name, value in known.items()}
        grade, evidence = decide_grade(self.grades, values)
        return Grading(
            grade=grade.grade,
            name=grade.name,
            evidence=evidence,
            pack=self.id,
            version=self.version,
        )

    def grade_name(self, grade: int) -> str:
        """What a grade is called, such as 重大."""
        return next(g.name for g in self.grades if g.grade == grade)

    def propose_category(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The category whose words a text contains most, with those words.

        Ties go to the more matched characters, then to the pack's order; no word at all gives the
        default category and ().
        """
        return propose_category(self.categories, self.default_category, text)

    def department_for(self, category: str) -> str:
        """The department responsible for a category (责任部门); KeyError for an unknown one."""
        return self.categories[category].department

    def found_out_of_scope(self, facts: Facts, context: Context) -> ScopeRule | None:
        """The first provision on scope (适用范围) that a complaint does not fulfil."""
        values = self._values(context) | {f"facts.{name}": v for name, v in facts.items()}
        unmet = (rule for rule in self.scope if not rule.when.holds(values, rule=rule.rule))
        return next(unmet, None)

    def routed(self, context: Context) -> RoutingRule | None:
        """The first routing rule that holds (责任划分); None leaves it to the category."""
        if not self.routing:
            return None
        values = self._values(context)
        held = (rule for rule in self.routing if rule.when.holds(values, rule=rule.rule))
        return next(held, None)

    def facts_told_by(self, event: str, data: Mapping[str, object]) -> dict[str, FactValue]:
        """The facts that an event states (`set_by`, `after`); to be merged over what was known."""
        return self._declared.told_by(event, data)

    def tells_facts(self, event: str) -> bool:
        """Whether any fact may be stated by an event."""
        return self._declared.told_on(event)

    def obligation(self, key: str) -> ObligationRule:
        """The obligation of a key; KeyError for an unknown one."""
        return self._obligations_by_key[key]

    @cached_property
    def _obligations_by_key(self) -> Mapping[str, ObligationRule]:
        return {rule.key: rule for rule in self.obligations}

    @cached_property
    def judged_on(self) -> Mapping[str, frozenset[str]]:
        """By each name that is read (`facts.grade`): what it may start, end or move."""
        names = {name for rule in self.obligations for name in rule.judged_on}
        rules = self.obligations
        return {n: frozenset(rule.key for rule in rules if n in rule.judged_on) for n in names}

    def started_by(self, event: str) -> Sequence[ObligationRule]:
        """The obligations that an event starts if the circumstances are theirs."""
        return self._starting.get(event, ())

    @cached_property
    def _starting(self) -> Mapping[str, Sequence[ObligationRule]]:
        return by_event((rule, rule.starts) for rule in self.obligations)

    def may_end(self, event: str, data: Mapping[str, object]) -> bool:
        """Whether an event meets or cancels any obligation. Raises ConditionFailed."""
        matches = self._ending.get(event, ())
        return any(match.matches(event, data, rule=self.id) for match in matches)

    def waits_for(self, event: str) -> bool:
        """Whether any obligation is met or cancelled by such an event."""
        return event in self._ending

    @cached_property
    def _ending(self) -> Mapping[str, Sequence[EventMatch]]:
        """What obligations wait for, the same only once."""
        rules = self.obligations
        ending = [match for rule in rules for match in (*rule.meeting, *rule.cancelling)]
        once = {(match.event, match.when and match.when.text): match for match in ending}
        return by_event((match, [match.event]) for match in once.values())

    def starting(self, trigger: str, context: Context) -> tuple[ObligationRule, ...]:
        """The obligations that an event starts."""
        rules = self.started_by(trigger)
        if not rules:
            return ()
        values = self._values(context)
        return tuple(rule for rule in rules if rule.starts_on(trigger, values))

    def supervision_due(self, facts: Facts) -> tuple[SupervisionRule, ...]:
        """The reasons to issue a supervision order that hold on these facts (with `grade`)."""
        if self.supervision is None:
            return ()
        values = self._values(Context(facts=facts))
        return tuple(
            order for order in self.supervision.orders if order.when.holds(values, rule=order.rule)
        )

    @property
    def milestones(self) -> tuple[MilestoneRule, ...]:
        """Every node that a supervision order of this pack may propose."""
        return self.supervision.milestones if self.supervision else ()

    def approver_of_plan(self, grade: int) -> str | None:
        """The post that approves the handling plan of a grade; None where nobody need."""
        return self.approvals.approver_of_plan(grade)

    def approvers_of_cost(self, fen: int) -> tuple[str, ...]:
        """Who approves a cost of that many fen: those of the highest step it reaches."""
        return self.approvals.approvers_of_cost(fen)

    def unmet_closing_conditions(self, case: CaseFacts) -> tuple[ClosingCondition, ...]:
        """What still keeps a case from being closed."""
        return tuple(condition for condition in self.closing if not condition.is_met(case))

    def tells_somebody(self, event: str) -> bool:
        """Whether an event may call for a notice."""
        return event in self._events_noticed

    @cached_property
    def _events_noticed(self) -> frozenset[str]:
        return frozenset(event for notice in self.notices for event in notice.on)

    def notices_on(self, event: str, context: Context) -> tuple[NoticeRule, ...]:
        """The notices that an event calls for, recipients settled from the event."""
        if not self.tells_somebody(event):
            return ()
        values = self._values(context)
        called_for = (n for n in self.notices if n.is_called_for_by(event, values))
        return tuple(notice.addressed(values) for notice in called_for)

    def received_context(self, received_at: datetime) -> ReceivedContext:
        """How a moment of receipt lies in the working calendar."""
        return ReceivedContext(
            in_working_hours=self.calendar.is_open(received_at),
            working_day=self.calendar.is_working_day(self.calendar.local_date(received_at)),
        )
