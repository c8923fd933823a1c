"""What keys and codes are called in the reports."""

from __future__ import annotations

from decimal import Decimal

from services.analytics.complaint_facts import Standing
from services.analytics.figures import Indicator, IndicatorKind
from shared.contracts.sla import BY_HAND

STANDING_NAMES = {
    Standing.OPEN: "办理中",
    Standing.CLOSED: "已结案",
    Standing.WITHDRAWN: "已撤诉",
}
NOT_SETTLED = "未定"
REACHED_WORDS = {True: "达标", False: "未达标", None: "—"}


def rule_name(rule: str) -> str:
    """An article of the regulation as it is cited; what a person decided cites none."""
    return "人工签发" if rule == BY_HAND else rule


def amount(indicator: Indicator) -> str:
    """What a sum comes to: money in yuan, anything else as its number."""
    if indicator.kind is IndicatorKind.MONEY:
        return f"{Decimal(indicator.part) / 100:,.2f} 元"
    return f"{indicator.part:,}"
