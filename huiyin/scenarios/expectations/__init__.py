"""Everything that may be expected. A new kind is one class, and its line in EXPECTATIONS."""

from __future__ import annotations

from collections.abc import Mapping

from huiyin.scenarios.expectations import (
    deadlines,
    duties,
    events,
    indicators,
    judgement,
    notices,
    supervision,
)
from huiyin.scenarios.expectations.expectation import Expectation

NO = "no"

EXPECTATIONS: Mapping[str, type[Expectation]] = {
    "duty": duties.DutyIs,
    "metric": indicators.MetricIs,
    "milestone": supervision.MilestoneIs,
    "orders": supervision.OrdersAre,
    "order": supervision.OrderIs,
    "notice": notices.NoticeIs,
    "event": events.EventIs,
    "grade": judgement.GradeIs,
    "scope": judgement.ScopeIs,
    "category": judgement.CategoryIs,
    "department": judgement.DepartmentIs,
    "facts": judgement.FactsAre,
    "closed": judgement.IsClosed,
    "withdrawn": judgement.IsWithdrawn,
    "due": deadlines.DueIs,
    "met": deadlines.IsMet,
    "missed": deadlines.IsMissed,
    "cancelled": deadlines.IsCancelled,
    "open": deadlines.IsOpen,
    "warned": deadlines.IsWarned,
    "not_started": deadlines.NotStarted,
}
"""Lines of `then`, told by the key that they have; the first found counts, so that a key which is
a detail elsewhere comes after the one it is a detail of."""
