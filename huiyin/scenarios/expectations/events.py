"""Any published event, by its name and its fields: what no line of its own exists for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from huiyin.scenarios.expectations.expectation import (
    Finding,
    OfComplaintOrProject,
    Seen,
    same_instant,
)
from huiyin.scenarios.names import EventName, Instant
from huiyin.scenarios.story import Story
from shared.contracts import Contract

Plain = bool | int | str


class EventIs(OfComplaintOrProject):
    """An event was told whose fields (`with`) have these values; times as written here."""

    event: EventName
    having: dict[str, Plain] = Field(default_factory=dict, alias="with")
    at: Instant | None = None
    times: Annotated[int, Field(ge=0)] | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        told = [one for one in story.told(Contract) if self.event == one.EVENT]
        fitting = [one for one in told if self._fits(one, seen)]
        enough = bool(fitting) if self.times is None else len(fitting) == self.times
        having = "，".join(f"{name} = {value}" for name, value in self.having.items())
        at = f"于 {seen.local(self.at)} " if self.at else ""
        times = "" if self.times is None else f" {self.times} 次"
        found = "；".join(self._shown(one, seen) for one in told)
        return Finding(
            enough,
            f"{at}事件 {self.event}{times}" + (f"：{having}" if having else ""),
            found or "没有这样的事件",
        )

    def _fits(self, one: Contract, seen: Seen) -> bool:
        return same_instant(self.at, one.occurred_at) and all(
            _plain(getattr(one, name, None), seen) == str(value)
            for name, value in self.having.items()
        )

    def _shown(self, one: Contract, seen: Seen) -> str:
        names = self.having or one.__class__.__annotations__
        fields = "，".join(f"{name} = {_plain(getattr(one, name, None), seen)}" for name in names)
        return f"{seen.local(one.occurred_at)} {fields}"


def _plain(value: Any, seen: Seen) -> str:
    return seen.local(value) if isinstance(value, datetime) else str(value)
