"""How a clock is shown: headline and bar."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from services.console.complaint.deadline import DeadlineView, Look, views_of
from services.console.phrases import countdown, short_moment, span
from services.console.read_model.clocks import fold_clock
from shared.contracts import sla
from tests.unit.console.bench import ZONE
from tests.unit.console.stories import NINE, Story, after, escalated, solved


def view(story: Story, now: datetime) -> DeadlineView:
    clock = reduce(fold_clock, story.contracts, None)
    assert clock is not None
    (shown,) = views_of([clock], now, {"department": "工程部"})
    return shown


def test_a_running_deadline_says_what_is_left_and_fills_as_time_goes_by() -> None:
    shown = view(Story().started(), after(hours=6))
    assert (shown.headline, shown.used, shown.look) == ("还剩 18 小时", 250, Look.RUNNING)
    assert shown.answerable == "工程部"


def test_a_deadline_that_was_warned_of_is_pressing_and_marks_where() -> None:
    story = Story().started()
    story.owed(
        sla.DeadlineApproachingV1, warned_at=after(hours=12), step="50%", tell=(), late_s=0.0
    )
    shown = view(story, after(hours=13))
    assert (shown.look, shown.warned) == (Look.SOON, (500,))


def test_a_deadline_that_has_just_passed_does_not_claim_to_be_missed_yet() -> None:
    shown = view(Story().started(), after(hours=24, seconds=1))
    assert (shown.headline, shown.used) == ("时间已到", 1000)


def test_a_missed_deadline_says_for_how_long() -> None:
    shown = view(escalated(), after(hours=27))
    assert (shown.headline, shown.used, shown.look) == ("超时，到期已过 3 小时", 1000, Look.MISSED)


def test_a_met_deadline_says_how_early() -> None:
    shown = view(solved(), after(days=9))
    assert (shown.headline, shown.used) == ("按时完成，提前 21 小时", 125)


def test_the_most_pressing_deadline_stands_first() -> None:
    clocks = [
        reduce(fold_clock, story.contracts, None)
        for story in (solved(), Story().started(), escalated())
    ]
    shown = views_of([clock for clock in clocks if clock], after(hours=27), {})
    assert [deadline.look for deadline in shown] == [Look.MISSED, Look.RUNNING, Look.MET]


def test_thresholds_are_no_deadlines() -> None:
    clock = reduce(fold_clock, Story().started("unsolved-week").contracts, None)
    assert clock is not None and views_of([clock], NINE, {}) == ()


def test_spans_are_said_in_their_two_largest_units() -> None:
    said = [span(s) for s in (20, 300, 3600, 12_000, 90_000, 86_400, 86_400 * 12 + 7200)]
    assert said == [
        "不到 1 分钟",
        "5 分钟",
        "1 小时",
        "3 小时 20 分钟",
        "1 天 1 小时",
        "1 天",
        "12 天",
    ]


def test_countdowns_and_moments_are_said_as_seen_from_now() -> None:
    assert countdown(after(hours=2), NINE) == "还剩 2 小时"
    assert countdown(NINE, after(minutes=5)) == "已超时 5 分钟"
    said = [short_moment(after(hours=h), ZONE, NINE) for h in (0, 15, -10, 24 * 40)]
    assert said == ["今天 09:00", "明天 00:00", "昨天 23:00", "2027年1月2日 09:00"]
