"""Somebody else's regulation and data, by configuration alone: Baltimore's 311 requests."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huiyin.whatif.course import Course
from huiyin.whatif.from_file import lives_in
from huiyin.whatif.life import Life
from huiyin.whatif.outcome import Outcome
from huiyin.whatif.regulation import Regulation
from shared.policy import PolicyLibrary
from shared.tabular import read_mapping
from tests.support.shared_data import require

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "baltimore"
LOOKED_AT = datetime(2019, 2, 14, tzinfo=ZoneInfo("America/New_York"))


@dataclass(frozen=True, slots=True)
class Judged:
    life: Life
    outcome: Outcome

    @property
    def closed(self) -> bool:
        return bool(self.life.happenings)

    @property
    def ended(self) -> str:
        return self.outcome.owed[0].outcome if self.outcome.owed else "no due"


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """Given every request of the file, under the example's regulation."""
    content = require("requests311/baltimore.csv").read_bytes()
    mapping = read_mapping((EXAMPLE / "mappings" / "requests.yaml").read_text("utf-8"))
    lives, unreadable = lives_in(content, mapping)
    assert unreadable == 0
    library = PolicyLibrary.read(EXAMPLE)
    regulation = Regulation.of(library.pack("baltimore", "1"), library.directory)
    return [Judged(life, Course(life, regulation, ()).run(LOOKED_AT)) for life in lives]


def test_its_counts_are_the_citys(judged: list[Judged]) -> None:
    expected = json.loads(require("requests311/baltimore_expected.json").read_bytes())

    ended = Counter((one.ended, one.closed) for one in judged)
    late = Counter(one.outcome.department for one in judged if one.closed and one.ended == "missed")

    assert len(judged) == expected["rows"]
    assert ended["met", True] == expected["on_time"]
    assert ended["missed", True] == expected["late"]
    assert ended["met", True] + ended["missed", True] == expected["closed_with_due"]
    assert ended["missed", False] == expected["open_overdue_at_2019-02-14T00:00_NY"]
    assert ended["no due", True] + ended["no due", False] == expected["no_due"]
    assert late == Counter(expected["by_agency_late"])
