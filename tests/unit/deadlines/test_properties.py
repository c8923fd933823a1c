"""What holds for every deadline, whatever the calendar, the start, the span and the pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.deadlines import (
    Pause,
    Span,
    Unit,
    WarningStep,
    WorkingCalendar,
    deadline,
    deadline_before,
    elapsed,
    parse_hours,
    warning_instants,
    working_days_between,
)
from tests.unit.deadlines.company import OFFICE, SIX_DAYS

BERLIN = WorkingCalendar.of(
    "Berlin",
    "Europe/Berlin",
    dict.fromkeys(range(7), (parse_hours("00:00-02:45"), parse_hours("22:00-24:00"))),
    observes_holidays=False,
)
EPOCH = datetime(2019, 1, 1, tzinfo=UTC)

calendars = st.sampled_from([OFFICE, SIX_DAYS, BERLIN])
instants = st.integers(0, 7 * 365 * 86_400).map(lambda s: EPOCH + timedelta(seconds=s))
working_spans = st.integers(1, 60 * 3600).map(lambda s: Span(Fraction(s, 3600), Unit.WH))
spans = st.one_of(
    working_spans,
    st.builds(Span, st.integers(0, 300), st.sampled_from([Unit.MIN, Unit.H, Unit.WH])),
    st.builds(Span, st.integers(0, 40), st.sampled_from([Unit.WD, Unit.CD])),
    st.integers(0, 9).map(lambda halves: Span(Fraction(halves, 2), Unit.MONTH)),
)


@st.composite
def near(draw: st.DrawFn, start: datetime, pauses: int = 3) -> list[Pause]:
    """Pauses around and after a start, overlapping or not."""
    found = []
    for _ in range(draw(st.integers(0, pauses))):
        begin = start + timedelta(seconds=draw(st.integers(-86_400, 12 * 86_400)))
        length = draw(st.one_of(st.integers(0, 7200), st.integers(0, 4 * 86_400)))
        found.append(Pause(begin, begin + timedelta(seconds=length), "暂停"))
    return found


@given(calendars, instants, working_spans, st.data())
def test_the_time_that_elapses_until_the_end_is_the_budget(
    calendar: WorkingCalendar, start: datetime, span: Span, data: st.DataObject
) -> None:
    pauses = data.draw(near(start))
    due = deadline(start, span, calendar, pauses=pauses).due
    assert due is not None
    assert elapsed(start, due, calendar, pauses) == span.duration
    just_before = due - timedelta(microseconds=1)
    assert elapsed(start, just_before, calendar, pauses) < span.duration


@given(calendars, instants, spans, st.integers(1, 10 * 86_400), st.data())
def test_who_starts_later_is_never_due_earlier(
    calendar: WorkingCalendar, start: datetime, span: Span, later: int, data: st.DataObject
) -> None:
    # "The same day" is what is left of the day at the start: a pause that a later start just
    # escapes may move the earlier one's end past it.
    same_day = span.unit.counts_days and not span.amount
    pauses = [] if same_day else data.draw(near(start))
    first = deadline(start, span, calendar, pauses=pauses).due
    second = deadline(start + timedelta(seconds=later), span, calendar, pauses=pauses).due
    assert first is not None and second is not None
    assert start <= first <= second


@given(calendars, instants, spans, st.integers(1, 20), st.booleans(), st.data())
def test_who_has_longer_is_never_due_earlier(
    calendar: WorkingCalendar,
    start: datetime,
    span: Span,
    more: int,
    roll: bool,
    data: st.DataObject,
) -> None:
    pauses = data.draw(near(start))
    longer = Span(span.amount + more, span.unit)
    first = deadline(start, span, calendar, pauses=pauses, roll=roll).due
    second = deadline(start, longer, calendar, pauses=pauses, roll=roll).due
    assert first is not None and second is not None
    assert first <= second


@given(calendars, instants, spans, st.data(), st.integers(0, 3 * 86_400))
def test_a_longer_pause_never_means_an_earlier_end(
    calendar: WorkingCalendar, start: datetime, span: Span, data: st.DataObject, more: int
) -> None:
    pauses = data.draw(near(start))
    assume(pauses)
    last = pauses[-1]
    assert last.end is not None
    stretched = [*pauses[:-1], Pause(last.start, last.end + timedelta(seconds=more), "暂停")]
    first = deadline(start, span, calendar, pauses=pauses).due
    second = deadline(start, span, calendar, pauses=stretched).due
    assert first is not None and second is not None
    assert first <= second


@given(instants, st.integers(1, 15), st.integers(0, 10 * 86_400), st.integers(1, 4 * 86_400))
def test_a_pause_moves_a_count_of_working_days_by_its_own_working_time(
    start: datetime, days: int, after: int, length: int
) -> None:
    plain = deadline(start, Span(days, Unit.WD), OFFICE)
    begin = plain.segments[0].start + timedelta(seconds=after)
    pause = Pause(begin, begin + timedelta(seconds=length), "暂停")
    assert plain.due is not None
    assume(pause.start < plain.due)
    moved = deadline(start, plain.span, OFFICE, pauses=[pause]).due
    assert moved is not None
    assert elapsed(plain.due, moved, OFFICE) == elapsed(pause.start, moved, OFFICE) - elapsed(
        pause.start, plain.due, OFFICE
    )
    assert elapsed(pause.start, moved, OFFICE, [pause]) == elapsed(pause.start, plain.due, OFFICE)


@given(calendars, instants, working_spans, working_spans)
def test_one_budget_after_another_is_their_sum(
    calendar: WorkingCalendar, start: datetime, first: Span, second: Span
) -> None:
    half_way = deadline(start, first, calendar).due
    assert half_way is not None
    both = Span(first.amount + second.amount, Unit.WH)
    assert deadline(half_way, second, calendar).due == deadline(start, both, calendar).due


@given(calendars, instants, instants, instants, st.data())
def test_elapsed_time_adds_up(
    calendar: WorkingCalendar, a: datetime, b: datetime, c: datetime, data: st.DataObject
) -> None:
    first, middle, last = sorted((a, b, c))
    pauses = data.draw(near(middle))
    assert elapsed(first, last, calendar, pauses) == elapsed(
        first, middle, calendar, pauses
    ) + elapsed(middle, last, calendar, pauses)


@given(calendars, instants, st.integers(1, 60))
def test_a_count_of_working_days_has_so_many_between(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    found = deadline(start, Span(days, Unit.WD), calendar)
    assert found.due is not None
    last = found.segments[-1].day
    assert last is not None
    assert working_days_between(calendar.local_date(start), last, calendar) == days


@given(calendars, instants, spans, st.data())
def test_the_segments_come_in_order_and_add_up_to_the_budget(
    calendar: WorkingCalendar, start: datetime, span: Span, data: st.DataObject
) -> None:
    found = deadline(start, span, calendar, pauses=data.draw(near(start)))
    ends = [instant for s in found.segments for instant in (s.start, s.end)]
    assert ends == sorted(ends)
    assert all(timedelta(0) < s.counted <= s.end - s.start for s in found.segments)
    if not span.unit.counts_days:
        assert sum((s.counted for s in found.segments), timedelta(0)) == span.duration
    if found.segments:
        assert found.segments[-1].end == found.due


@given(calendars, instants, spans, st.fractions(0, 1, max_denominator=97), st.data())
def test_a_share_of_a_budget_of_time_is_used_when_its_warning_comes(
    calendar: WorkingCalendar, start: datetime, span: Span, share: Fraction, data: st.DataObject
) -> None:
    assume(0 < share < 1)
    pauses = data.draw(near(start))
    found = deadline(start, span, calendar, pauses=pauses)
    instants = warning_instants(found, [WarningStep(share=share)], calendar)
    assert found.due is not None
    assert all(start <= instant < found.due for instant in instants)
    if span.unit is Unit.WH and instants:
        used = elapsed(start, instants[0], calendar, pauses)
        assert abs(used / span.duration - float(share)) < 1e-6


@given(calendars, st.dates(date(2019, 1, 1), date(2025, 12, 31)), spans)
def test_what_is_due_before_a_date_leaves_the_span_until_it(
    calendar: WorkingCalendar, event: date, span: Span
) -> None:
    found = deadline_before(event, span, calendar)
    assert found.due is not None
    if span.amount:
        assert found.due <= found.start
    if span.unit is Unit.WH:
        assert elapsed(found.due, found.start, calendar) == span.duration
    if span.unit is Unit.WD and span.amount:
        assert len(found.segments) == span.amount
        day = found.segments[0].day
        assert day is not None
        between = working_days_between(day, event - timedelta(days=1), calendar)
        assert between == span.amount - 1


@settings(max_examples=25)
@given(instants, instants)
def test_working_time_is_the_sum_of_the_open_periods(a: datetime, b: datetime) -> None:
    start, end = min(a, b), min(max(a, b), min(a, b) + timedelta(days=400))
    day, total = OFFICE.local_date(start), timedelta(0)
    while day <= OFFICE.local_date(end):
        for opened, closed in OFFICE.intervals(day):
            total += max(timedelta(0), min(closed, end) - max(opened, start))
        day += timedelta(days=1)
    assert OFFICE.working_time(start, end) == total
