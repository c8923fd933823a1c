"""What the progress of a supervision order 督办进展 reads as, where an event tells it."""

from __future__ import annotations

from collections.abc import Mapping

from services.sla.domain.noting import News
from shared.contracts.casework import (
    CaseClosedV1,
    CauseFoundV1,
    CustomerContactedV1,
    PlanApprovedV1,
    PlanProposedV1,
    RevisitedV1,
    Satisfaction,
    SolutionCarriedOutV1,
)
from shared.contracts.triage import ResponsibilityAssignedV1

LONGEST_QUOTE = 200
ANSWERS = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.NEUTRAL: "一般",
    Satisfaction.DISSATISFIED: "不满意",
    Satisfaction.NOT_REACHED: "未联系上",
}
SENTENCES: Mapping[str, str] = {
    ResponsibilityAssignedV1.EVENT: "由{department_name}负责",
    CustomerContactedV1.EVENT: "已联系客户",
    CauseFoundV1.EVENT: "已查明原因：{cause}",
    PlanProposedV1.EVENT: "已提出处理方案：{plan}",
    PlanApprovedV1.EVENT: "处理方案已获批准",
    SolutionCarriedOutV1.EVENT: "处理方案已实施：{result}",
    RevisitedV1.EVENT: "已回访客户：{satisfaction}",
    CaseClosedV1.EVENT: "已结案：{summary}",
}
"""Handlers' words are quoted; what was said to or by the customer is not, it may be personal."""


def progress_of(news: News) -> str:
    """The event in a sentence for the leader in charge; one without a sentence is named."""
    sentence = SENTENCES.get(news.event, f"已发生制度所列事项（{news.event}）")
    return sentence.format_map({name: _quote(value) for name, value in news.data.items()})


def _quote(value: object) -> str:
    """On one line, and cut where it would drown the rest."""
    words = ANSWERS[value] if isinstance(value, Satisfaction) else str(value)
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
