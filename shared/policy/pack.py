"""A policy pack: one regulation 制度, read as a program whose every answer cites its article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property

from shared.domain import FactValue
from shared.policy.categories import propose_category
from shared.policy.circumstances import Circumstances
from shared.policy.consequences import NONE, Consequences, consequences_by_event
from shared.policy.context import CaseFacts, Context, Facts, ReceivedContext
from shared.policy.decisions import ClosingCondition
from shared.policy.declared import DeclaredFacts
from shared.policy.grading import Grading, decide_grade
from shared.policy.notices import NoticeRule
from shared.policy.obligations import ObligationRule
from shared.policy.provisions import RoutingRule, ScopeRule
from shared.policy.regulation import Regulation
from shared.policy.supervision import MilestoneRule, SupervisionRule


class Pack(Regulation):
    """One version of one regulation. Built by `load_pack` only; pure and deterministic.

    Methods that evaluate conditions raise ConditionFailed, naming rule and line, where a condition
    cannot be decided on what it was given.
    """

    def facts_with_defaults(self, stated: Facts) -> dict[str, FactValue]:
        """Every declared fact, in the pack's order; unstated ones are false, 0 or empty.

        A `grade` among them is kept. Raises FactIsUnknown or FactHasWrongType.
        """
        return self._declared.with_defaults(stated)

    @cached_property
    def _declared(self) -> DeclaredFacts:
        return DeclaredFacts(self.id, self.facts)

    def _values(self, context: Context) -> Circumstances:
        return Circumstances(context, self._declared)

    def grade(self, facts: Facts) -> Grading:
        """Grade a complaint (定级) on its facts; what is not stated counts as its default.

        Raises FactIsUnknown or FactHasWrongType.
        """
        self._declared.ensure_declared(facts)
        grade, evidence = decide_grade(self.grades, self._values(Context(facts=facts)))
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
        values = self._values(context._replace(facts={**context.facts, **facts}))
        for rule in self.scope:
            if not rule.when.holds(values, rule=rule.rule):
                return rule
        return None

    def routed(self, context: Context) -> RoutingRule | None:
        """The first routing rule that holds (责任划分); None leaves it to the category."""
        values = self._values(context)
        for rule in self.routing:
            if rule.when.holds(values, rule=rule.rule):
                return rule
        return None

    def consequences_of(self, event: str) -> Consequences:
        """What an event may bring about, which is nothing for most: all that the questions about
        single events below look at, to be looked up once where several of them are asked."""
        return self._consequences.get(event, NONE)

    @cached_property
    def _consequences(self) -> Mapping[str, Consequences]:
        return consequences_by_event(self.obligations, self.notices, self.facts.values())

    def facts_told_by(self, event: str, data: Mapping[str, object]) -> dict[str, FactValue]:
        """The facts that an event states (`set_by`, `after`); to be merged over what was known."""
        return self._declared.told_by(event, data)

    def tells_facts(self, event: str) -> bool:
        """Whether any fact may be stated by an event."""
        return self.consequences_of(event).tells

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
        return self.consequences_of(event).starts

    def may_end(self, event: str, data: Mapping[str, object]) -> bool:
        """Whether an event meets or cancels any obligation. Raises ConditionFailed."""
        return self.consequences_of(event).may_end(data, rule=self.id)

    def waits_for(self, event: str) -> bool:
        """Whether any obligation is met or cancelled by such an event."""
        return bool(self.consequences_of(event).ends)

    def starting(self, trigger: str, context: Context) -> tuple[ObligationRule, ...]:
        """The obligations that an event starts."""
        consequences = self.consequences_of(trigger)
        return consequences.starting(self._values(context)) if consequences.starts else ()

    def supervision_due(self, facts: Facts) -> tuple[SupervisionRule, ...]:
        """The reasons to issue a supervision order that hold on these facts (with `grade`)."""
        if self.supervision is None:
            return ()
        return self.supervision.due(self._values(Context(facts=facts)))

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
        return bool(self.consequences_of(event).notices)

    def notices_on(self, event: str, context: Context) -> tuple[NoticeRule, ...]:
        """The notices that an event calls for, recipients settled from the event."""
        consequences = self.consequences_of(event)
        if not consequences.notices:
            return ()
        values = self._values(context)
        return tuple([notice.addressed(values) for notice in consequences.called_for(values)])

    def received_context(self, received_at: datetime) -> ReceivedContext:
        """How a moment of receipt lies in the working calendar."""
        return ReceivedContext(received_at, self.calendar)
