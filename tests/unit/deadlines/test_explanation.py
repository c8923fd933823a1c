"""Every deadline explains itself."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

from shared.deadlines import WorkingCalendar, deadline, deadline_before, explain
from tests.support.vectors import OFFICE_HOURS
from tests.unit.deadlines.company import OFFICE, local, paused, span

told = partial(explain, rule="zsy-5.2.4", policy="zsy@2026.1")


def test_it_cites_rule_policy_and_calendar() -> None:
    found = told(deadline(local("2026-04-27 10:00"), span("24 h"), OFFICE))
    assert (found.rule, found.policy) == ("zsy-5.2.4", "zsy@2026.1")
    assert found.calendar_version == OFFICE.version
    assert found.sentences[0] == "时限为 24 小时，依据规则 zsy-5.2.4，制度 zsy@2026.1。"


def test_it_tells_holidays_skipped_and_make_up_days_counted() -> None:
    found = told(deadline(local("2026-04-29 10:00"), span("5 wd"), OFFICE))
    assert [(d.day.isoformat(), d.name) for d in found.skipped] == [
        ("2026-05-01", "劳动节"),
        ("2026-05-04", "劳动节"),
        ("2026-05-05", "劳动节"),
    ]
    assert found.made_up == (date(2026, 5, 9),)
    assert [(run.days, run.start.day, run.end.day) for run in found.counted] == [
        (1, 30, 30),
        (4, 6, 9),
    ]
    assert "劳动节不计：2026年5月1日（周五）、2026年5月4日（周一）至2026年5月5日（周二）。" in (
        found.sentences
    )
    assert "调休上班，计入：2026年5月9日（周六）。" in found.sentences
    assert "到期时间为 2026年5月9日（周六） 18:00。" in found.sentences


def test_a_make_up_day_that_is_only_the_first_day_was_not_counted() -> None:
    found = told(deadline(local("2026-05-09 10:00"), span("1 wd"), OFFICE))
    assert found.made_up == ()


def test_it_tells_our_own_closures() -> None:
    closed = WorkingCalendar.of(
        "办公",
        "Asia/Shanghai",
        dict.fromkeys(range(5), OFFICE_HOURS),
        closures={date(2026, 4, 28): "台风停业"},
    )
    found = told(deadline(local("2026-04-27 10:00"), span("1 wd"), closed))
    assert "台风停业不计：2026年4月28日（周二）。" in found.sentences


def test_it_tells_pauses_with_their_reason() -> None:
    pause = paused("2026-04-27 10:30", "2026-04-27 11:00")
    found = told(deadline(local("2026-04-27 10:00"), span("1 h"), OFFICE, pauses=[pause]))
    assert found.pauses[0].reason == "等待业主到场"
    assert (
        "2026年4月27日（周一） 10:30 至 2026年4月27日（周一） 11:00 暂停计时：等待业主到场。"
        in found.sentences
    )


def test_an_open_pause_leaves_the_end_to_be_told_later() -> None:
    pause = paused("2026-04-27 10:30", None)
    found = told(deadline(local("2026-04-27 10:00"), span("1 h"), OFFICE, pauses=[pause]))
    assert found.due is None
    assert "暂停尚未结束，到期时间待恢复后确定。" in found.sentences


def test_midnight_is_told_as_the_end_of_the_day_it_ends() -> None:
    found = told(deadline(local("2026-04-27 10:00"), span("3 cd"), OFFICE))
    assert "到期时间为 2026年4月30日（周四） 24:00。" in found.sentences


def test_a_rolled_end_cites_the_law() -> None:
    rolled = deadline(local("2026-04-27 10:00"), span("4 cd"), OFFICE, roll=True)
    found = told(rolled)
    assert found.rolled_from == date(2026, 5, 1)
    assert any("民法典第二百零三条" in sentence for sentence in found.sentences)


def test_a_provisional_end_says_so() -> None:
    found = told(deadline(local("2027-03-01 10:00"), span("3 wd"), OFFICE))
    assert found.provisional
    assert "暂按周末推算" in found.sentences[-1]


def test_counting_back_from_a_date_is_told_as_such() -> None:
    found = told(deadline_before(date(2026, 12, 31), span("3.5 month"), OFFICE))
    assert found.event_date == date(2026, 12, 31)
    assert "自2026年12月31日（周四）起向前推算，当日不计。" in found.sentences
    assert "到期时间为 2026年9月15日（周二） 24:00。" in found.sentences


def test_where_nobody_reads_it_only_what_is_gone_by_further_is_said() -> None:
    pause = paused("2026-04-30 10:00", "2026-04-30 11:00")
    due = deadline(local("2026-04-29 10:00"), span("5 wd"), OFFICE, pauses=[pause])
    in_words, without = told(due), told(due, worded=False)
    assert in_words.skipped and in_words.counted and in_words.pauses and in_words.sentences
    nothing = {"counted": (), "skipped": (), "made_up": (), "pauses": (), "sentences": ()}
    assert without == in_words.model_copy(update=nothing)


def test_it_is_plain_data_in_local_time_and_always_the_same() -> None:
    def written() -> str:
        return told(deadline(local("2026-04-29 10:00"), span("5 wh"), OFFICE)).model_dump_json()

    assert written() == written()
    assert json.loads(written())["due"] == "2026-04-29T16:30:00+08:00"
