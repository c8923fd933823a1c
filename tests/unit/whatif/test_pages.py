"""What a what-if is read on: figures, every difference opening to its complaint, nothing unsafe."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from huiyin.policy.compare import command as compare
from huiyin.policy.replay import command as replay
from huiyin.whatif.day import DAY, read_day
from huiyin.whatif.differing import SHOWN_MAX, Compared, Comparison, shown_of_each
from huiyin.whatif.outcome import Outcome, OwedThing
from huiyin.whatif.page import whatif_page
from huiyin.whatif.telling import RECORD_MAY_DIFFER
from tests.unit.whatif.history import ZONE

RECEIVED = datetime(2026, 3, 2, 1, tzinfo=UTC)


def outcome(grade: int, *missed: str) -> Outcome:
    owed = tuple(OwedThing(key, key, "r-1", "department", RECEIVED, "missed") for key in missed)
    return Outcome(policy="p@1", grade=grade, grade_name=f"级{grade}", owed=owed)


def compared(number: str, before: Outcome, after: Outcome, text: str = "漏水") -> Compared:
    return Compared(number, "明湖花园", RECEIVED, "标题", text, before, after)


def page_of(*complaints: Compared, console_url: str | None = None, recorded: bool = False) -> str:
    comparison = Comparison()
    for one in complaints:
        comparison.add(one)
    return whatif_page(
        comparison,
        titles=("甲制度", "乙制度"),
        untold=((), ("回访",)),
        recorded=recorded,
        zone=ZONE,
        console_url=console_url,
    )


def test_only_what_differs_is_listed_and_opens_to_its_complaint() -> None:
    page = page_of(
        compared("TS1", outcome(4), outcome(2, "answer")),
        compared("TS2", outcome(4), outcome(4)),
        console_url="http://console.example",
    )

    assert page.count("<details>") == 1
    assert "TS1" in page
    assert "TS2" not in page
    assert 'href="http://console.example/complaints/TS1"' in page


def test_a_customers_words_are_text_and_nothing_else() -> None:
    page = page_of(compared("TS1", outcome(4), outcome(1), text="<script>alert(1)</script>"))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_page_says_whether_the_first_side_is_the_record() -> None:
    differing = compared("TS1", outcome(4), outcome(1))

    record, trial = page_of(differing, recorded=True), page_of(differing)

    assert RECORD_MAY_DIFFER in record
    assert "没有重算" in record
    assert RECORD_MAY_DIFFER not in trial
    assert "两项制度都按同样的经过试算" in trial


def test_the_earliest_that_differ_are_shown_whichever_part_they_are_of() -> None:
    """Given more than a page shows, half of one part before all of another."""
    early, late = Comparison(), Comparison()
    for number in range(SHOWN_MAX):
        at = RECEIVED + timedelta(minutes=number)
        one = compared(f"E{number:05}", outcome(4), outcome(1))
        early.add(replace(one, received_at=at if number % 2 else at + timedelta(days=365)))
        late.add(replace(one, received_at=at + timedelta(days=30)))
    early.differing.sort(key=lambda one: one.order)

    assert shown_of_each([early, late]) == [SHOWN_MAX // 2, SHOWN_MAX // 2]
    assert shown_of_each([late, Comparison()]) == [SHOWN_MAX, 0]


def test_the_day_under_all_packs_is_one_page(tmp_path: Path) -> None:
    out = tmp_path / "day.html"

    done = CliRunner().invoke(compare, ["--out", str(out)])

    assert done.exit_code == 0, done.output
    page = out.read_text("utf-8")
    columns = re.findall(r"<thead>.*?</thead>", page, re.DOTALL)[0].count("<th>") - 1
    assert columns >= 12
    assert page.count("<b>") >= columns * len(read_day(DAY).complaints)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--pack", "nobody", "--against", "zsy"], "nobody"),
        (["--pack", "zsy"], "--against"),
    ],
)
def test_what_cannot_be_tried_is_said(tmp_path: Path, asked: list[str], said: str) -> None:
    file = tmp_path / "history.csv"
    file.write_text(HISTORY, encoding="utf-8")

    done = CliRunner().invoke(replay, [*asked, "--file", str(file)])

    assert done.exit_code != 0
    assert said in str(done.exception or done.output)


def test_a_file_is_tried_and_its_report_written(tmp_path: Path) -> None:
    file, out = tmp_path / "history.csv", tmp_path / "report.html"
    file.write_text(HISTORY, encoding="utf-8")

    done = CliRunner().invoke(
        replay,
        ["--pack", "guoying", "--against", "zsy", "--file", str(file), "--out", str(out)],
    )

    assert done.exit_code == 0, done.output
    assert "1 of 2 complaints differ" in done.output
    report = orjson.loads(out.with_suffix(".json").read_bytes())
    assert [one["number"] for one in report["differing"]] == ["A2"]
    assert "说不清" in out.read_text("utf-8")
    assert "说不清" not in out.with_suffix(".json").read_text("utf-8")
    assert report["before"]["is"] == report["after"]["is"] == "trial"
    (differing,) = report["differing"]
    assert differing["before"]["owed"]
    assert all(thing["sentences"] for thing in differing["before"]["owed"])


def test_what_came_in_before_the_period_still_counts(tmp_path: Path) -> None:
    """Given three people with the like complaint, only the third within the period."""
    rows = [f"B{n},甲{n},屋顶漏水,2019/6/{n} 10:00:00,屋顶漏水,," for n in (3, 4, 5)]
    file, out = tmp_path / "history.csv", tmp_path / "report.html"
    file.write_text("\n".join([HISTORY.splitlines()[0], *rows]).replace(",,", ","), "utf-8")

    done = CliRunner().invoke(
        replay,
        [
            *("--pack", "answer-within", "--against", "zsy", "--file", str(file)),
            *("--from", "2019-06-05", "--out", str(out)),
        ],
    )

    assert done.exit_code == 0, done.output
    assert "1 of 1 complaints differ" in done.output
    assert "不同投诉人的同类投诉达 3 起以上" in out.read_text("utf-8")


HISTORY = """\
留言编号,留言用户,留言主题,留言时间,留言详情,答复时间
A1,甲,屋顶漏水,2019/6/3 10:00:00,屋顶漏水无人处理,2019/6/20 10:00:00
A2,乙,反映,2019/6/4 10:00:00,事情说不清,2019/6/5 10:00:00
"""
