"""When an obligation is due and warned of: the rule, its start, pauses, limits and extensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from services.sla.domain.obligation import (
    Extension,
    Obligation,
    PausedSpell,
    Recount,
    Timing,
    Trigger,
    WarningAhead,
)
from services.sla.domain.watch import Watch
from shared.deadlines import (
    Deadline,
    Explanation,
    Pause,
    Span,
    Unit,
    deadline,
    ending_at,
    explain,
    warning_instants,
)
from shared.policy import ObligationRule, Pack, StartsFrom

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_A_MINUTE = 60_000_000
_NO_TIME = Span(0, Unit.MIN)
FURTHEST_NAMED = timedelta(days=3650)
"""A promise further away than ten years is a slip of the pen, as a span is."""

_CATEGORY = "complaint.category"


@dataclass(frozen=True, slots=True)
class Course:
    """What one obligation's clock has been through: its start, its stops, what was granted."""

    started_at: datetime
    trigger: Trigger
    pauses: Sequence[PausedSpell] = ()
    extension: Extension | None = None
    recounts: Sequence[Recount] = ()

    @classmethod
    def of(cls, obligation: Obligation) -> Course:
        return cls(
            obligation.started_at,
            obligation.trigger,
            obligation.pauses,
            obligation.extension,
            obligation.recounts,
        )


def start_of(rule: ObligationRule, trigger: Trigger, watch: Watch) -> datetime:
    """The instant that the rule counts from."""
    return watch.received_at if rule.starts_from is StartsFrom.RECEIVED else trigger.occurred_at


def has_an_end(rule: ObligationRule, trigger: Trigger, watch: Watch) -> bool:
    """Whether the regulation says how long, or the event until when: a limit by category may leave
    some categories out, and an event need not name its instant."""
    if rule.due is not None:
        return _named_by(trigger, rule.due) is not None
    return _span_of(rule, watch) is not None


def timing_of(rule: ObligationRule, course: Course, watch: Watch, pack: Pack) -> Timing:
    """Count an obligation down from its own start; it must have an end.

    What the customer named is used where it ends earlier than the rule (zsy-5.2.4). An extension
    replaces the due time; what is paused after it was granted moves it by as much clock time.
    """
    counted, why = _counted(rule, course, watch, pack)
    effective, wanted_by, until = counted, None, None
    limit = watch.answer_wanted_by if rule.customer_limit else None
    if counted.due is not None and limit is not None and course.started_at < limit < counted.due:
        wanted_by, effective = limit, ending_at(counted, limit)
    extension = course.extension
    if extension is not None:
        until = _moved_by_pauses(extension.granted_at, extension.until, course.pauses, pack)
        effective = ending_at(counted, until)
    if effective is not counted or course.recounts:
        due = effective.due and pack.calendar.local(effective.due)
        because = _because(course, wanted_by, until, pack) if pack.explains else ()
        why = why.model_copy(update={"due": due, "sentences": (*why.sentences, *because)})
    return Timing(
        due_at=effective.due,
        warnings=_warnings(rule, effective, pack, _granted_at(rule, course)),
        explanation=why,
    )


def _because(
    course: Course, wanted_by: datetime | None, until: datetime | None, pack: Pack
) -> Iterator[str]:
    """Why it is due when it is, besides the rule itself; `until` is what an extension came to."""
    if wanted_by is not None:
        yield f"客户要求不晚于 {_moment(wanted_by, pack)} 答复，早于制度时限，以此为准。"
    if course.extension is not None:
        moved = _moment(until, pack) if until else "恢复计时后确定的时间"
        yield f"经 {course.extension.approved_by} 批准，延期至 {moved}。"
    for recount in course.recounts:
        yield recount.sentence


def _granted_at(rule: ObligationRule, course: Course) -> datetime | None:
    """When somebody last said until when: there is nothing to warn of before."""
    if course.extension is not None:
        return course.extension.granted_at
    return None if rule.due is None else course.trigger.occurred_at


def timing_now(obligation: Obligation, watch: Watch, pack: Pack) -> Timing:
    """Count an obligation anew, with everything that has been recorded of it."""
    return timing_of(pack.obligation(obligation.key), Course.of(obligation), watch, pack)


def later_by(due: datetime, span: Span, pack: Pack) -> datetime:
    """The due time moved back by a span, counted on the pack's calendar."""
    # A day count leaves out the day it starts on, which is the day that the due time ends.
    start = due - _MICROSECOND if span.unit.counts_days else due
    later = deadline(start, span, pack.calendar).due
    assert later is not None, "nothing is paused"
    return later


def _counted(
    rule: ObligationRule, course: Course, watch: Watch, pack: Pack
) -> tuple[Deadline, Explanation]:
    if rule.due is not None:
        return _as_named(rule, rule.due, course, pack)
    span = _span_of(rule, watch)
    assert span is not None, "it has an end"
    stops = [spell.pause for spell in course.pauses]
    counted = deadline(course.started_at, span, pack.calendar, pauses=stops)
    return counted, _explained(counted, rule, pack)


def _explained(counted: Deadline, rule: ObligationRule, pack: Pack) -> Explanation:
    policy = f"{pack.title} {pack.version}"
    return explain(counted, rule=rule.rule, policy=policy, worded=pack.explains)


def _as_named(
    rule: ObligationRule, field: str, course: Course, pack: Pack
) -> tuple[Deadline, Explanation]:
    """Due at the instant that the event names; pauses move it by as long as they last."""
    named = _named_by(course.trigger, field)
    assert named is not None, "it has an end"
    until = _moved_by_pauses(course.trigger.occurred_at, named, course.pauses, pack)
    counted = ending_at(deadline(course.started_at, _NO_TIME, pack.calendar), until)
    sentences = tuple(_agreed(rule, course, named, until, pack)) if pack.explains else ()
    told = {"span": f"event.{field}", "event_date": None, "sentences": sentences}
    return counted, _explained(counted, rule, pack).model_copy(update=told)


def _agreed(
    rule: ObligationRule, course: Course, named: datetime, until: datetime | None, pack: Pack
) -> Iterator[str]:
    yield f"到期时间按约定，依据规则 {rule.rule}，制度 {pack.title} {pack.version}。"
    yield f"{_moment(course.trigger.occurred_at, pack)} 约定为 {_moment(named, pack)}。"
    if until is None:
        yield "暂停尚未结束，到期时间待恢复后确定。"
    elif until != named:
        yield f"暂停计时后顺延至 {_moment(until, pack)}。"


def _span_of(rule: ObligationRule, watch: Watch) -> Span | None:
    if rule.limits is None:
        return rule.within
    by = rule.limits.by
    word = watch.category if by == _CATEGORY else watch.facts.get(by.removeprefix("facts."))
    return rule.span_for({by: word or ""})


def _named_by(trigger: Trigger, field: str) -> datetime | None:
    """The instant in an event's field; none where it is empty or cannot be meant."""
    written = trigger.data.get(field)
    if not isinstance(written, str) or not written:
        return None
    named = datetime.fromisoformat(written)
    return named if abs(named - trigger.occurred_at) <= FURTHEST_NAMED else None


def _moved_by_pauses(
    since: datetime, until: datetime, pauses: Sequence[PausedSpell], pack: Pack
) -> datetime | None:
    """An instant that was named at a time, after the pauses since; of one that stood then, what
    was still to come of it."""
    later = [
        Pause(max(spell.since, since), spell.until, spell.reason)
        for spell in pauses
        if spell.until is None or spell.until > since
    ]
    if until <= since:
        return until
    clock_time = Span(Fraction((until - since) // _MICROSECOND, _MICROSECONDS_A_MINUTE), Unit.MIN)
    return deadline(since, clock_time, pack.calendar, pauses=later).due


def _warnings(
    rule: ObligationRule, counted: Deadline, pack: Pack, after: datetime | None
) -> tuple[WarningAhead, ...]:
    """In order of time; steps that fall on one instant warn once, under the first of them."""
    steps: dict[datetime, str] = {}
    for step in rule.warn:
        measured = counted
        if rule.due is not None and step.before is not None:
            # What is due at a named instant has no budget: any unit counts back from it.
            measured = replace(counted, span=Span(0, step.before.unit))
        if not step.fits(measured.span):
            continue  # Of limits by category, those of another unit.
        for at in warning_instants(measured, (step,), pack.calendar):
            if after is None or at > after:
                steps.setdefault(at, str(step))
    return tuple(WarningAhead(step=step, at=at) for at, step in sorted(steps.items()))


def _moment(instant: datetime, pack: Pack) -> str:
    return f"{pack.calendar.local(instant):%Y-%m-%d %H:%M}"
