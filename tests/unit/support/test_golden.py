"""The check of golden files finds what has become unreadable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from shared.domain import DomainEvent
from tests.support.golden import check_golden, read_golden
from tests.support.tally import NOON

FIRST = {"recorded_at": "2026-11-22T12:00:00+08:00", "priority": "high"}
SECOND = {"class_version": 2, **FIRST, "decided_by": "chen.jing"}


class Prioritised(DomainEvent):
    """The urgency was decided; at first only the regulation could."""

    TOPIC: ClassVar[str] = "tests.prioritised"
    class_version: ClassVar[int] = 2

    priority: str
    decided_by: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        state["decided_by"] = "policy"


class Forgetful(DomainEvent):
    """The same event, by somebody who wrote no upcaster worth the name."""

    TOPIC: ClassVar[str] = "tests.prioritised"
    class_version: ClassVar[int] = 2

    priority: str
    decided_by: str

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Lifts nothing."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tests").mkdir()
    for version, state in ((1, FIRST), (2, SECOND)):
        file = tmp_path / "tests" / f"tests.prioritised.v{version}.json"
        file.write_text(json.dumps(state), encoding="utf-8")
    return tmp_path


def test_an_event_of_the_first_version_is_read_as_one_of_the_second(root: Path) -> None:
    check_golden(
        Prioritised(recorded_at=NOON, priority="high", decided_by="chen.jing"), "tests", root=root
    )
    read = read_golden(Prioritised, "tests", version=1, root=root)
    assert isinstance(read, Prioritised)
    assert (read.priority, read.decided_by) == ("high", "policy")


def test_a_first_version_that_cannot_be_read_any_more_is_found(root: Path) -> None:
    event = Forgetful(recorded_at=NOON, priority="high", decided_by="chen.jing")
    with pytest.raises(ValidationError):
        check_golden(event, "tests", root=root)


def test_an_event_stored_otherwise_than_its_file_says_is_found(root: Path) -> None:
    event = Prioritised(recorded_at=NOON, priority="low", decided_by="chen.jing")
    with pytest.raises(AssertionError):
        check_golden(event, "tests", root=root)
