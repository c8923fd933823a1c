"""A pack as people read it: what it says, in the words of a regulation, with its articles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import BaseModel

from shared.policy import Pack, load_pack
from shared.policy.conditions import compile_expression
from shared.policy.events import COMPLAINT, Readable, ValueType
from shared.policy.explaining import regulation
from shared.policy.explaining.conditions import Chinese
from shared.policy.explaining.layout import numeral
from shared.policy.explaining.names import Names
from tests.unit.policy.regulations import SMALL, library, zsy

GOLDEN = Path(__file__).parents[2] / "golden" / "policy" / "zsy.txt"
WRITE = "HUIYIN_WRITE_GOLDEN"
LIMITED = """\
    within: 3 wd
    limits: {by: complaint.category, of: {leak: 24 h}}
"""

READABLE = {
    "facts.persons": Readable(ValueType.INT),
    "facts.cost": Readable(ValueType.MONEY),
    "facts.late": Readable(ValueType.BOOL),
    "facts.delay": Readable(ValueType.DAYS),
    "facts.grade": Readable(ValueType.INT),
    **{f"complaint.{name}": readable for name, readable in COMPLAINT.items()},
}


def small() -> Pack:
    return load_pack(SMALL, file="small.yaml", calendars={})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("facts.late", "逾期"),
        ("!facts.late", "并非“逾期”"),
        ("facts.persons >= 5", "人数 5 以上"),
        ("facts.persons > 5", "人数超过 5"),
        ("facts.persons < 5", "人数不足 5"),
        ("facts.persons <= 5", "人数 5 以下"),
        ("facts.persons != 5", "人数不为 5"),
        ("5 <= facts.persons", "人数 5 以上"),
        ("!(facts.persons >= 5)", "人数不足 5"),
        ("facts.cost >= yuan(500000)", "费用 50 万元以上"),
        ("facts.cost > yuan(800)", "费用超过 800 元"),
        ("facts.cost == fen(1250)", "费用为 12.50 元"),
        ("facts.delay < days(30)", "facts.delay不足 30 日"),
        ("facts.grade == 1", "级别为 1 级（重大）"),
        ("facts.grade <= 2", "级别为 2 级（一般）或更重"),
        ("complaint.channel == 'phone'", "投诉渠道为“电话”"),
        ("complaint.channel in ['phone', 'email', 'web']", "投诉渠道为“电话”、“邮件”或“网络”"),
        ("!(complaint.channel in ['phone', 'email'])", "投诉渠道不是“电话”和“邮件”"),
        ("complaint.category == 'leak'", "投诉类别为“漏水”"),
        ("complaint.category == ''", "投诉类别为空"),
        ("complaint.has_contact && facts.late", "客户留有联系方式，且逾期"),
        (
            "facts.late && (facts.persons > 1 || !complaint.has_contact)",
            "逾期，且（人数超过 1，或客户未留联系方式）",
        ),
        ("!(facts.late || complaint.has_contact)", "并非（逾期，或客户留有联系方式）"),
        ("complaint.project.startsWith('m')", "项目以“m”开头"),
        ("facts.late ? true : false", "`facts.late ? true : false`"),
    ],
)
def test_a_condition_is_said_as_a_regulation_says_it(text: str, said: str) -> None:
    condition = compile_expression(text, READABLE, where="p:1")

    assert Chinese(Names(small())).of(condition) == said


def test_the_first_regulation_reads_as_it_was_looked_over() -> None:
    """When the pack has changed: look at `huiyin policy explain`, then write the file anew."""
    text = regulation(zsy())
    if os.environ.get(WRITE) == "1":
        GOLDEN.write_text(text, encoding="utf-8")

    assert text == GOLDEN.read_text(encoding="utf-8"), f"write it with {WRITE}=1 and look it over"


def test_every_article_of_every_pack_is_cited_and_nothing_is_said_in_code() -> None:
    for pack in library().packs.values():
        text = regulation(pack)

        uncited = [rule for rule in _articles(pack) if f"【{rule}】" not in text]
        assert (pack.id, uncited) == (pack.id, [])
        assert not re.search(r"datetime|Expression|None|\bFalse\b|\bTrue\b", text)


def _articles(part: object) -> Iterator[str]:
    """Every `rule` that is written anywhere in a pack."""
    if isinstance(part, BaseModel):
        if isinstance(rule := getattr(part, "rule", None), str):
            yield rule
        for name in type(part).model_fields:
            yield from _articles(getattr(part, name))
    elif isinstance(part, Mapping):
        for item in part.values():
            yield from _articles(item)
    elif isinstance(part, tuple):
        for item in part:
            yield from _articles(item)


def test_a_limit_by_category_says_each_and_the_rest() -> None:
    text = SMALL.replace("    within: 3 wd\n", LIMITED)
    pack = load_pack(text, file="small.yaml", calendars={})

    assert "规定时间（按投诉类别：漏水 24 小时，其他 3 个工作日）内完成" in regulation(pack)


def test_chapters_without_a_provision_are_left_out_and_the_rest_counted_on() -> None:
    chapters = re.findall(r"^第(.+)章　(.+)$", regulation(small()), re.MULTILINE)

    assert [number for number, _ in chapters] == ["一", "二", "三", "四", "五", "六"]
    assert "督办" not in [title for _, title in chapters]


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十")])
def test_chapters_are_numbered_in_chinese(number: int, said: str) -> None:
    assert numeral(number) == said
