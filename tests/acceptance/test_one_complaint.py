"""One complaint, from the customer's words to the monthly report, on the real stack."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from huiyin.stack import Stack
from huiyin.stepping import Steps
from tests.acceptance.journey import Journey, Walker

pytestmark = pytest.mark.acceptance
MONTH = "2026-03"


def _clock(view: dict[str, Any], obligation: str) -> dict[str, Any]:
    return next(clock for clock in view["clocks"] if clock["obligation"] == obligation)


def _events(view: dict[str, Any]) -> list[str]:
    return [entry["event"] for entry in view["timeline"]]


def _mails(folder: Path) -> list[EmailMessage]:
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(folder.rglob("*.eml"))
    ]


def test_it_is_graded_with_the_matched_rule_as_evidence(journey: Journey) -> None:
    page = journey.views["received"]["page"]
    assert (page["grade"], page["ruling"]["name"]) == (2, "热点")
    assert page["ruling"]["evidence"] == [
        {"rule": "zsy-3.3b", "label": "3 人以上集体投诉", "facts": {"collective_persons": 3}}
    ]
    assert page["policy"] == {"pack": "zsy", "version": "2026.1"}


def test_its_category_makes_a_department_responsible(journey: Journey) -> None:
    page = journey.views["received"]["page"]
    assert page["category"] == "engineering-quality"
    assert page["category_words"] == ["漏水"]
    assert page["department_name"] == "工程部"


def test_the_form_handed_over_by_mail_meets_the_handover_deadline(journey: Journey) -> None:
    clock = _clock(journey.views["received"], "handover-phone")
    assert clock["rule"] == "zsy-5.1.5a"
    assert clock["due_at"] == "2026-03-02T02:30:00Z"  # 1 h after 09:30 in Shanghai
    assert clock["state"] == "met"
    assert any("engineering@minghu.example" in str(mail["To"]) for mail in _mails(journey.mail_dir))


def test_the_preliminary_opinion_is_warned_of_and_then_missed(journey: Journey) -> None:
    clock = _clock(journey.views["missed"], "preliminary-opinion")
    assert clock["rule"] == "zsy-5.2.4"
    assert clock["due_at"] == "2026-03-03T01:30:00Z"
    assert [warning["step"] for warning in clock["warnings"]] == ["50%", "2 h"]
    assert clock["state"] == "missed"
    later = _clock(journey.views["closed"], "preliminary-opinion")
    assert later["state"] == "missed", "what was missed stays missed"


def test_a_deadline_explains_itself(journey: Journey) -> None:
    explanation = _clock(journey.views["received"], "preliminary-opinion")["explanation"]
    assert explanation["rule"] == "zsy-5.2.4"
    assert explanation["calendar_version"].startswith("cn-")
    assert any("24 小时" in sentence for sentence in explanation["sentences"])


def test_a_grave_complaint_is_pressed_with_a_supervision_order(journey: Journey) -> None:
    (order,) = journey.views["received"]["page"]["orders"]
    assert [ground["rule"] for ground in order["grounds"]] == ["zsy-5.2.6"]
    assert [milestone["key"] for milestone in order["milestones"]] == [
        "cause-and-plan",
        "carried-out",
        "revisited",
    ]


def test_overdue_with_a_second_complaint_becomes_a_further_ground(journey: Journey) -> None:
    (order,) = journey.views["repeated"]["page"]["orders"]
    assert "处理逾期并引起二次投诉" in [ground["label"] for ground in order["grounds"]]


def test_it_is_handled_to_the_end(journey: Journey) -> None:
    view = journey.views["closed"]
    assert view["page"]["status"] == "closed"
    steps = [step["step"] for step in view["page"]["steps"]]
    assert steps == [
        "received",
        "assigned",
        "contacted",
        "cause-found",
        "planned",
        "carried-out",
        "revisited",
        "closed",
    ]
    assert "supervision-order-closed" in _events(view)
    assert all(clock["state"] != "running" for clock in view["clocks"])


def test_department_leader_and_customer_are_told_by_mail(journey: Journey) -> None:
    recipients = {str(mail["To"]) for mail in _mails(journey.mail_dir)}
    for address in ("engineering@minghu.example", "zhou.liqun@minghu.example"):
        assert any(address in recipient for recipient in recipients), recipients
    identities = [str(mail["Message-ID"]) for mail in _mails(journey.mail_dir)]
    assert len(identities) == len(set(identities)), "every notice is sent once"


async def test_the_month_is_reported(journey: Journey, stack: Stack, steps: Steps) -> None:
    walker = Walker(stack, steps)
    report = (await walker.get("analytics", f"/reports/monthly/{MONTH}")).json()
    assert journey.number in str(report)
    page = await walker.get("analytics", f"/reports/monthly/{MONTH}.html")
    assert "客服月报" in page.text and "<svg" in page.text
    book = await walker.get("analytics", f"/reports/monthly/{MONTH}.xlsx")
    assert book.content.startswith(b"PK")
    indicators = await walker.get("analytics", f"/reports/indicators?month={MONTH}")
    assert indicators.json()["without_packs"] == [], "analytics goes by the policies too"


async def test_the_console_shows_complaint_report_and_trace(
    journey: Journey, stack: Stack, steps: Steps
) -> None:
    walker = Walker(stack, steps)
    for path, words in (
        (f"/?q={journey.number}", journey.number),
        (f"/complaints/{journey.number}", "zsy-3.3b"),
        (f"/complaints/{journey.number}/trace", "POST /complaints"),
        (f"/reports/{MONTH}", "客服月报"),
    ):
        page = await walker.get("console", path)
        assert page.status_code == 200, path
        assert words in page.text, path
