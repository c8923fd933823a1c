"""Others' answers, case by case; `python -m tests.support.vectors` prints the counts."""

from __future__ import annotations

import pytest

from tests.support.shared_data import require
from tests.support.vectors import SOURCES


@pytest.mark.parametrize(
    ("relative", "cases", "answers"),
    [
        ("calendar/working_time_vectors.json", 1000, 1000),
        ("sla/peer_cases.json", 76, 77),
        ("sla/frappe_pause_vectors.json", 11, 19),
        ("messages/expected_working_days.csv", 1668, 6672),
    ],
)
def test_every_answer_agrees(relative: str, cases: int, answers: int) -> None:
    checks = list(SOURCES[relative](require(relative)))
    assert [check for check in checks if not check.agrees] == []
    assert (len({check.case for check in checks}), len(checks)) == (cases, answers)
