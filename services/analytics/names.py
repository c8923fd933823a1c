"""What keys and codes are called in the reports."""

from __future__ import annotations

from services.analytics.complaint_facts import Standing
from shared.contracts.sla import BY_HAND

STANDING_NAMES = {
    Standing.OPEN: "办理中",
    Standing.CLOSED: "已结案",
    Standing.WITHDRAWN: "已撤诉",
}
NOT_SETTLED = "未定"


def rule_name(rule: str) -> str:
    """An article of the regulation as it is cited; what a person decided cites none."""
    return "人工签发" if rule == BY_HAND else rule
