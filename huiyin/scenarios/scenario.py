"""A scenario as it is played: read, and every name in it known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from huiyin.scenarios.acts.step import Step
from huiyin.scenarios.expectations.expectation import Expectation
from shared.policy import Directory, Pack


class Edge(StrEnum):
    """On which side of a rule's edge a scenario stands: where it applies, or just does not."""

    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of `given` or `when`, and where it stands."""

    line: int
    step: Step


@dataclass(frozen=True, slots=True)
class Then:
    """A line of `then`, and where it stands."""

    line: int
    expectation: Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    """`steps` in the order of their times; the clock runs on to `until`."""

    file: str
    line: int
    name: str
    proves: tuple[str, ...]
    edge: Edge | None
    pack: Pack
    directory: Directory
    zone: ZoneInfo
    steps: Sequence[Line]
    then: Sequence[Then]
    until: datetime
