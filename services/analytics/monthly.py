"""客服月报 (zsy-5.6.1) computed from the facts: the same rows give the same report. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from services.analytics.breakdowns import breakdowns, count
from services.analytics.complaint_facts import ComplaintFact, ComplaintTitle, Standing
from services.analytics.course import CourseStep
from services.analytics.figures import (
    Answers,
    CourseLine,
    Definition,
    Highlight,
    Line,
    MonthlyReport,
    OnTime,
    Order,
    Overdue,
)
from services.analytics.indicators import Packs, indicators, without_packs
from services.analytics.months import Month
from services.analytics.names import NOT_SETTLED, STANDING_NAMES
from services.analytics.obligation_facts import ObligationFact, Outcome
from services.analytics.on_time import deadlines, on_time, rate_of
from services.analytics.supervision_facts import SupervisionFact
from shared.contracts.casework import Satisfaction
from shared.contracts.names import CHANNEL_NAMES, SATISFACTION_NAMES

TITLE = "客服月报"
RULE = "zsy-5.6.1"
GRAVEST_SINGLED_OUT = 2
REACHED = (Satisfaction.SATISFIED, Satisfaction.NEUTRAL, Satisfaction.DISSATISFIED)

DEFINITIONS = (
    Definition(figure="月份", formula="按收到投诉的当地月份归集", rule=RULE),
    Definition(figure="占比", formula="该项件数 ÷ 当月受理件数", rule=None),
    Definition(
        figure="按时率",
        formula="按时 ÷ (按时 + 超时)；未到期、已取消的不计入，各时限的依据列在其名称旁",
        rule=None,
    ),
    Definition(figure="逾期", formula="到期时尚未完成的时限，不论其后是否完成", rule=None),
    Definition(figure="督办单", formula="当月投诉签发的工作督办单", rule="zsy-5.2.6"),
    Definition(
        figure="重大与热点投诉",
        formula=f"当前级别不低于 {GRAVEST_SINGLED_OUT} 级的投诉，逐件附事件经过",
        rule="zsy-5.2.1c",
    ),
    Definition(
        figure="满意率",
        formula="满意 ÷ (满意 + 一般 + 不满意)；以最近一次联系上的回访为准",
        rule="zsy-5.3.1",
    ),
    Definition(
        figure="指标",
        formula="各版制度要求的指标，只计该版制度管辖的投诉；比率 = 计入 ÷ 总数，恰等于目标即为达标",
        rule=None,
    ),
    Definition(figure="二次投诉", formula="客户就同一事项投诉两次及以上的件数", rule="zsy-5.2.6"),
)


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """The rows of the complaints received in one month, and the packs that govern them."""

    complaints: Sequence[ComplaintFact]
    titles: Sequence[ComplaintTitle] = ()
    obligations: Sequence[ObligationFact] = ()
    orders: Sequence[SupervisionFact] = ()
    course: Sequence[CourseStep] = ()
    previous_total: int = 0
    packs: Packs = field(default_factory=dict)


def monthly_report(month: Month, facts: MonthFacts, zone: ZoneInfo) -> MonthlyReport:
    """The report of a month; of an empty month, too."""
    complaints = sorted(facts.complaints, key=lambda fact: (fact.received_at, fact.number))
    by_id = {fact.complaint_id: fact for fact in complaints}
    titles = {title.complaint_id: title.title for title in facts.titles}
    # Rows are read one table after the other: what belongs to a complaint not yet seen waits.
    owed = [fact for fact in deadlines(facts.obligations) if fact.complaint_id in by_id]
    orders = [order for order in facts.orders if order.complaint_id in by_id]
    days = Counter(fact.received_at.astimezone(zone).day for fact in complaints)
    total = len(complaints)
    return MonthlyReport(
        month=str(month),
        title=TITLE,
        rule=RULE,
        zone=zone.key,
        total=total,
        previous_total=facts.previous_total,
        by_day=tuple(days[day] for day in range(1, month.days + 1)),
        standing=tuple(
            count(s, STANDING_NAMES[s], [c for c in complaints if c.standing is s], total)
            for s in Standing
        ),
        repeated=count("repeated", "二次投诉", [c for c in complaints if c.times > 1], total),
        supervised=count("supervised", "督办", [c for c in complaints if c.supervised], total),
        breakdowns=breakdowns(complaints),
        on_time=_on_time(owed),
        on_time_overall=on_time("", "全部时限", "", owed),
        overdue=_overdue(owed, by_id, titles),
        supervision_orders=_orders(orders, by_id),
        highlights=_highlights(complaints, titles, facts.course),
        satisfaction=_answers(complaints),
        indicators=indicators(complaints, owed, facts.packs),
        without_packs=without_packs(complaints, facts.packs),
        complaints=_lines(complaints, titles, owed),
        definitions=DEFINITIONS,
    )


def _on_time(owed: Sequence[ObligationFact]) -> tuple[OnTime, ...]:
    groups: defaultdict[tuple[str, str], list[ObligationFact]] = defaultdict(list)
    for fact in owed:
        groups[fact.rule, fact.obligation].append(fact)
    return tuple(
        on_time(obligation, groups[rule, obligation][-1].name, rule, groups[rule, obligation])
        for rule, obligation in sorted(groups)
    )


def _overdue(
    owed: Iterable[ObligationFact], by_id: dict[UUID, ComplaintFact], titles: dict[UUID, str]
) -> tuple[Overdue, ...]:
    found = []
    for fact in owed:
        if fact.outcome is not Outcome.MISSED or fact.ended_at is None:
            continue
        complaint = by_id[fact.complaint_id]
        found.append(
            Overdue(
                number=complaint.number,
                title=titles.get(complaint.complaint_id, ""),
                project_name=complaint.project_name,
                grade_name=complaint.grade_name or NOT_SETTLED,
                department_name=complaint.department_name or NOT_SETTLED,
                name=fact.name,
                rule=fact.rule,
                due_at=fact.ended_at,
                standing=complaint.standing,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.due_at, line.number, line.name)))


def _orders(
    orders: Iterable[SupervisionFact], by_id: dict[UUID, ComplaintFact]
) -> tuple[Order, ...]:
    kept = set(Order.model_fields) - {"project_name", "department_name"}
    return tuple(
        Order(
            **order.model_dump(include=kept),
            project_name=by_id[order.complaint_id].project_name,
            department_name=by_id[order.complaint_id].department_name or order.department,
        )
        for order in sorted(orders, key=lambda order: (order.issued_at, order.order_number))
    )


def _highlights(
    complaints: Iterable[ComplaintFact], titles: dict[UUID, str], course: Iterable[CourseStep]
) -> tuple[Highlight, ...]:
    steps: defaultdict[UUID, list[CourseStep]] = defaultdict(list)
    for step in course:
        steps[step.complaint_id].append(step)
    singled_out = [c for c in complaints if c.grade and c.grade <= GRAVEST_SINGLED_OUT]
    return tuple(
        Highlight(
            number=fact.number,
            title=titles.get(fact.complaint_id, ""),
            grade=fact.grade or 0,
            grade_name=fact.grade_name or NOT_SETTLED,
            project_name=fact.project_name,
            category_name=fact.category_name or NOT_SETTLED,
            department_name=fact.department_name or NOT_SETTLED,
            received_at=fact.received_at,
            standing=fact.standing,
            course=_course(steps[fact.complaint_id]),
        )
        for fact in sorted(singled_out, key=lambda c: (c.grade or 0, c.received_at, c.number))
    )


def _course(steps: Iterable[CourseStep]) -> tuple[CourseLine, ...]:
    ordered = sorted(steps, key=lambda step: (step.occurred_at, step.sequence, step.message_id))
    return tuple(CourseLine(at=step.occurred_at, sentence=step.sentence) for step in ordered)


def _answers(complaints: Sequence[ComplaintFact]) -> Answers:
    asked = [fact for fact in complaints if fact.satisfaction is not None]
    counts = tuple(
        count(answer, SATISFACTION_NAMES[answer], given, len(asked))
        for answer in Satisfaction
        if (given := [fact for fact in asked if fact.satisfaction is answer])
    )
    reached = sum(fact.satisfaction in REACHED for fact in asked)
    satisfied = sum(fact.satisfaction is Satisfaction.SATISFIED for fact in asked)
    return Answers(counts=counts, reached=reached, rate=rate_of(satisfied, reached))


def _lines(
    complaints: Iterable[ComplaintFact], titles: dict[UUID, str], owed: Iterable[ObligationFact]
) -> tuple[Line, ...]:
    missed = Counter(fact.complaint_id for fact in owed if fact.outcome is Outcome.MISSED)
    return tuple(
        Line(
            number=fact.number,
            received_at=fact.received_at,
            title=titles.get(fact.complaint_id, ""),
            project_name=fact.project_name,
            channel_name=CHANNEL_NAMES[fact.channel],
            category_name=fact.category_name or NOT_SETTLED,
            grade_name=fact.grade_name or NOT_SETTLED,
            department_name=fact.department_name or NOT_SETTLED,
            standing=fact.standing,
            times=fact.times,
            contacted_at=fact.contacted_at,
            closed_at=fact.closed_at,
            satisfaction=fact.satisfaction,
            supervised=fact.supervised,
            missed=missed[fact.complaint_id],
        )
        for fact in complaints
    )
