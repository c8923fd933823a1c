"""Who is told what, on which event, in which words."""

from __future__ import annotations

import pytest

from shared.policy import Context, NoticeRule, PlaceholderHasNoValue
from tests.unit.policy.regulations import zsy


def told(event: str, **data: object) -> dict[str, tuple[str, ...]]:
    return {n.key: n.to for n in zsy().notices_on(event, Context(event=data))}


def notice(key: str) -> NoticeRule:
    return next(n for n in zsy().notices if n.key == key)


def values_for(rule: NoticeRule, **given: str) -> dict[str, str]:
    return dict.fromkeys(rule.placeholders, "—") | given


def test_the_responsible_department_gets_the_handover_form() -> None:
    assert told("responsibility-assigned", department="engineering") == {
        "handover-form": ("department",)
    }


@pytest.mark.parametrize("event", ["graded", "escalated"])
@pytest.mark.parametrize(
    ("grade", "notices"),
    [
        (1, {"crisis-report": ("headquarters", "marketing-manager")}),
        (2, {"hot-complaint": ("marketing-manager",)}),
        (3, {"important-complaint": ("marketing-manager",)}),
        (4, {}),
    ],
)
def test_the_grade_decides_who_is_told(
    event: str, grade: int, notices: dict[str, tuple[str, ...]]
) -> None:
    assert told(event, grade=grade) == notices


def test_a_warning_goes_to_those_whom_the_event_names() -> None:
    assert told("deadline-approaching", tell=("department", "leader-in-charge")) == {
        "deadline-warning": ("department", "leader-in-charge")
    }


def test_a_silent_threshold_tells_nobody() -> None:
    assert told("deadline-missed", kind="threshold", tell=()) == {}


def test_a_supervision_order_reaches_the_department_and_each_copy_once() -> None:
    assert told("supervision-order-issued", copies=["leader-in-charge", "department"]) == {
        "supervision-order": ("department", "leader-in-charge")
    }


def test_a_missed_milestone_warns_department_and_leader() -> None:
    assert told("milestone-missed", tell=("department", "leader-in-charge")) == {
        "milestone-warning": ("department", "leader-in-charge")
    }


def test_a_notice_is_worded_with_the_values_of_the_complaint() -> None:
    form = notice("handover-form")
    values = values_for(form, number="HY-1", project="明湖花园", grade_name="热点", text="厨房漏水")

    subject, body = form.render(values)

    assert subject == "【投诉处理单】HY-1 明湖花园 热点"
    assert "内容：厨房漏水" in body
    assert "{" not in subject + body


def test_a_value_that_looks_like_a_placeholder_stays_what_the_customer_wrote() -> None:
    form = notice("handover-form")

    _, body = form.render(values_for(form, text="{customer_contact} {0.__class__}", number="HY-1"))

    assert "内容：{customer_contact} {0.__class__}" in body


def test_a_line_break_in_a_value_cannot_add_a_header_to_the_subject() -> None:
    form = notice("handover-form")

    subject, _ = form.render(values_for(form, project="明湖\r\nBcc: all@example.test"))

    assert "\n" not in subject
    assert "\r" not in subject


def test_a_missing_value_is_named_and_nothing_is_sent_half_worded() -> None:
    form = notice("handover-form")
    values = values_for(form)
    del values["due"]

    with pytest.raises(PlaceholderHasNoValue, match="due"):
        form.render(values)
