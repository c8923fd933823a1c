"""A file of notices is read, or refused line by line."""

from __future__ import annotations

from datetime import date

import pytest

from shared.deadlines import CalendarFileIsInvalid, calendar_file

GOOD = """\
calendar: cn
notices:
  - id: cn-2019
    year: 2019
    title: 国务院办公厅关于2019年部分节假日安排的通知
    published: 2018-12-06
    off:
      - {name: 元旦, from: 2018-12-30, to: 2019-01-01}
    work: [2018-12-29]
"""


def test_a_notice_is_read_with_its_days_in_the_december_before() -> None:
    (notice,) = calendar_file.parse(GOOD)
    assert (notice.id, notice.year, notice.published) == ("cn-2019", 2019, date(2018, 12, 6))
    assert notice.off == {date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)}
    assert notice.work == {date(2018, 12, 29)}
    assert dict(notice.names)[date(2018, 12, 31)] == "元旦"


@pytest.mark.parametrize(
    ("change", "to", "line", "reason"),
    [
        ("to: 2019-01-01", "to: 2019-02-30", 8, "not valid"),
        ("to: 2019-01-01", "to: 2018-12-29", 8, "run forward"),
        ("from: 2018-12-30", "from: 2018-11-30", 8, "not of the 2019 notice"),
        ("to: 2019-01-01", "until: 2019-01-01", 8, "unknown field 'until'"),
        ("work: [2018-12-29]", "work: 2018-12-29", 9, "expected a list"),
        ("work: [2018-12-29]", "work: [2019-01-01]", 3, "both a day off and a working day"),
        ("work: [2018-12-29]", "year: 2019", 9, "given twice"),
        ("year: 2019", "year: MMXIX", 4, "needs 4 digits"),
        ("    year: 2019\n", "", 3, "'year' is missing"),
        ("title: 国", "title: ''  # 国", 5, "expected a text"),
        ("id: cn-2019", "id: &a cn-2019", 3, "anchors"),
        ("year: 2019", "year: 2019\n    amends: cn-2018", 3, "no earlier one of its year"),
        ("work: [2018-12-29]", "work: [2018-12-29", 10, "not valid YAML"),
        ("notices:", "notice:", 2, "unknown field 'notice'"),
    ],
)
def test_a_fault_is_told_with_its_line(change: str, to: str, line: int, reason: str) -> None:
    assert change in GOOD
    with pytest.raises(CalendarFileIsInvalid) as refused:
        calendar_file.parse(GOOD.replace(change, to, 1))
    ((found_line, zh, en),) = refused.value.faults
    assert (found_line, reason in en) == (line, True), en
    assert zh != en


def test_every_broken_notice_is_told_at_once() -> None:
    second = GOOD.split("notices:\n")[1].replace("2019", "2020")
    broken = (GOOD + second).replace("    year: 2019\n", "").replace("    year: 2020\n", "")
    with pytest.raises(CalendarFileIsInvalid) as refused:
        calendar_file.parse(broken)
    assert [line for line, _, _ in refused.value.faults] == [3, 9]


@pytest.mark.parametrize(
    "text", ["", "just words", "[1, 2]", "\x00", "- " * 20_000, "[" * 20_000, "x" * 1_000_001]
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(CalendarFileIsInvalid):
        calendar_file.parse(text)
