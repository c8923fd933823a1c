"""zsy-3.2: what kind of complaint it is, and which department answers for it."""

from __future__ import annotations

import pytest

from tests.unit.policy.regulations import zsy


@pytest.mark.parametrize(
    ("category", "department"),
    [
        ("engineering-quality", "engineering"),
        ("planning-design", "design"),
        ("sales-management", "sales"),
        ("property-management", "property"),
        ("customer-service", "customer-service"),
        ("other", "other"),
    ],
)
def test_every_category_has_its_department(category: str, department: str) -> None:
    assert zsy().department_for(category) == department


@pytest.mark.parametrize(
    ("text", "category", "words"),
    [
        ("主卧外墙渗水，墙面发霉", "engineering-quality", ("渗水", "墙面", "发霉", "外墙")),
        ("小区电梯停运，保安不管", "property-management", ("保安", "电梯")),
        ("厨房漏水，物业推诿", "engineering-quality", ("漏水",)),
        ("你好", "other", ()),
        ("", "other", ()),
    ],
)
def test_the_words_of_a_complaint_propose_its_category(
    text: str, category: str, words: tuple[str, ...]
) -> None:
    proposed, matched = zsy().propose_category(text)

    assert (proposed, set(matched)) == (category, set(words))
