"""Why a deadline is when it is (时限说明), for people and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.deadlines.calendar import WorkingCalendar
from shared.deadlines.days import day_ended_by
from shared.deadlines.due import Deadline
from shared.deadlines.span import Unit
from shared.deadlines.year_table import Segment

_DAY = timedelta(days=1)
_WEEKDAYS = "一二三四五六日"


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Counted(_Plain):
    """Consecutive counted stretches, drawn together: `days` for budgets of days, else 0."""

    start: AwareDatetime
    end: AwareDatetime
    seconds: float
    days: int


class NamedDay(_Plain):
    """A day that the week alone would have treated otherwise, and why."""

    day: date
    name: str


class Stopped(_Plain):
    """A pause as it was recorded."""

    start: AwareDatetime
    end: AwareDatetime | None
    reason: str


class Explanation(_Plain):
    """Everything a deadline came from; times carry the offset of the calendar's zone."""

    rule: str
    policy: str
    span: str
    start: AwareDatetime
    due: AwareDatetime | None
    event_date: date | None
    counted: tuple[Counted, ...]
    skipped: tuple[NamedDay, ...]
    made_up: tuple[date, ...]
    pauses: tuple[Stopped, ...]
    rolled_from: date | None
    calendar: str
    calendar_version: str
    provisional: bool
    sentences: tuple[str, ...]


def explain(d: Deadline, *, rule: str, policy: str, worded: bool = True) -> Explanation:
    """Say what was counted, skipped and paused, under which rule, policy and calendar.

    Not `worded`, for where nobody reads it, it says only what the deadline is and which calendar
    it was counted by: no sentences, and none of the stretches and days that they tell of.
    """
    local = d.calendar.local
    skipped, made_up = _unusual_days(d) if worded else ((), ())
    return Explanation(
        rule=rule,
        policy=policy,
        span=str(d.span),
        start=local(d.start),
        due=None if d.due is None else local(d.due),
        event_date=d.event_date,
        counted=_counted(d) if worded else (),
        skipped=skipped,
        made_up=made_up,
        pauses=_stopped(d) if worded else (),
        rolled_from=d.rolled_from,
        calendar=d.calendar.name,
        calendar_version=d.calendar_version,
        provisional=d.provisional,
        sentences=tuple(_sentences(d, rule, policy, skipped, made_up)) if worded else (),
    )


def _stopped(d: Deadline) -> tuple[Stopped, ...]:
    local = d.calendar.local
    return tuple(
        Stopped(start=local(p.start), end=p.end and local(p.end), reason=p.reason) for p in d.pauses
    )


def _counted(d: Deadline) -> tuple[Counted, ...]:
    """Segments that touch, or lie on consecutive counted dates, as one."""
    local = d.calendar.local
    runs: list[list[Segment]] = []
    for segment in d.segments:
        last_day = runs[-1][-1].day if runs else None
        if last_day is not None and segment.day == last_day + _DAY:
            runs[-1].append(segment)
        else:
            runs.append([segment])
    return tuple(
        Counted(
            start=local(run[0].start),
            end=local(run[-1].end),
            seconds=sum(segment.counted.total_seconds() for segment in run),
            days=sum(segment.day is not None for segment in run),
        )
        for run in runs
    )


def _unusual_days(d: Deadline) -> tuple[tuple[NamedDay, ...], tuple[date, ...]]:
    """Days off that the week would have worked, and make-up days that it would not have."""
    if d.span.unit not in (Unit.WH, Unit.WD):
        return (), ()
    calendar = d.calendar
    first, last = _reach(d)
    skipped: list[NamedDay] = []
    made_up: list[date] = []
    counted = {segment.day or calendar.local_date(segment.start) for segment in d.segments}
    for day in (first + _DAY * n for n in range((last - first).days + 1)):
        usual = bool(calendar.weekly.get(day.weekday()))
        works = calendar.is_working_day(day)
        if usual and not works:
            skipped.append(NamedDay(day=day, name=_name_of_day_off(day, calendar)))
        elif works and not usual and day in counted:
            made_up.append(day)
    return tuple(skipped), tuple(made_up)


def _reach(d: Deadline) -> tuple[date, date]:
    """The first and the last local day that mattered to the count."""
    if d.event_date is not None:
        first = d.event_date if d.due is None else day_ended_by(d.due, d.calendar)
        return min(first, d.event_date), d.event_date - _DAY
    end = d.due or (d.segments[-1].end if d.segments else d.start)
    first = d.calendar.local_date(d.start)
    return first, max(first, day_ended_by(end, d.calendar))


def _name_of_day_off(day: date, calendar: WorkingCalendar) -> str:
    return calendar.closures.get(day) or calendar.statutory.off.get(day) or "停业"


def _sentences(
    d: Deadline,
    rule: str,
    policy: str,
    skipped: Sequence[NamedDay],
    made_up: Sequence[date],
) -> Iterable[str]:
    """In the order in which one would check it by hand."""
    yield f"时限为 {d.span.zh}，依据规则 {rule}，制度 {policy}。"
    yield _from_when(d)
    if d.span.unit in (Unit.WH, Unit.WD) and d.segments:
        yield _what_counted(d)
    for name in dict.fromkeys(day.name for day in skipped):
        yield f"{name}不计：{_runs([day.day for day in skipped if day.name == name])}。"
    if made_up:
        yield f"调休上班，计入：{_runs(made_up)}。"
    for pause in d.pauses:
        until = _moment(d, pause.end) if pause.end else "尚未恢复"
        yield f"{_moment(d, pause.start)} 至 {until} 暂停计时：{pause.reason}。"
    if d.rolled_from is not None:
        yield f"期间末日{_date(d.rolled_from)}为休息日，顺延至下一工作日（民法典第二百零三条）。"
    if d.due is None:
        yield "暂停尚未结束，到期时间待恢复后确定。"
    else:
        yield f"到期时间为 {_moment(d, d.due, ends_day=d.span.unit.counts_days)}。"
    yield f"工作日历：{d.calendar.name}，版本 {d.calendar_version}。"
    if d.provisional:
        yield "有关年份的放假安排尚未公布，暂按周末推算，公布后重新计算。"


def _what_counted(d: Deadline) -> str:
    local = d.calendar.local_date
    days = tuple(dict.fromkeys(segment.day or local(segment.start) for segment in d.segments))
    if d.span.unit is Unit.WH or d.pauses or not d.span.amount:
        return f"计时落在工作日 {_runs(days)} 的工作时间。"
    return f"计入工作日 {len(days)} 天：{_runs(days)}。"


def _from_when(d: Deadline) -> str:
    if d.event_date is not None:
        return f"自{_date(d.event_date)}起向前推算，当日不计。"
    omitted = "，当日不计" if d.span.unit.counts_days and d.span.amount else ""
    return f"自 {_moment(d, d.start)} 起算{omitted}。"


def _moment(d: Deadline, instant: datetime, *, ends_day: bool = False) -> str:
    local = d.calendar.local(instant)
    if ends_day and (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{_date(local.date() - _DAY)} 24:00"
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{_date(local.date())} {clock}"


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _runs(days: Sequence[date]) -> str:
    """Dates in order, consecutive ones as a range."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day == runs[-1][-1] + _DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(
        _date(run[0]) if len(run) == 1 else f"{_date(run[0])}至{_date(run[-1])}" for run in runs
    )
