"""Duties 项目事项 of a project: when they are due, how they ended; notices about a project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from huiyin.scenarios.expectations.expectation import (
    Expectation,
    Finding,
    Seen,
    among,
    listed,
    same_instant,
)
from huiyin.scenarios.names import ALL, DutyKey, Instant, Party, ProjectCode, Recipients
from huiyin.scenarios.story import Story
from shared.contracts import duties
from shared.ids import project_id


@dataclass(slots=True)
class _Occurrence:
    answerable: str
    due: datetime
    first_due: datetime
    warned: int = 0
    done: datetime | None = None
    in_time: bool = False
    missed: datetime | None = None
    dropped: str = ""
    told: tuple[str, ...] = ()


class DutyIs(Expectation):
    """A duty of a project, in its latest occurrence or its `nth`: when it is `due` (`first` before
    its date moved), whether it was `done` (in time or late), `missed`, `warned` of or `dropped`;
    `told` are those told of the miss or the last warning; `started: false` says it never began."""

    duty: DutyKey
    project: ProjectCode = ALL
    nth: Annotated[int, Field(ge=1)] | None = None
    due: Instant | None = None
    first: Instant | None = None
    answerable: Party | None = None
    done: bool | None = None
    in_time: bool | None = None
    missed: bool | None = None
    warned: bool | None = None
    dropped: bool | None = None
    started: bool = True
    told: Recipients = ()

    def judge(self, seen: Seen) -> Finding:
        story = seen.story.as_of(self.as_of)
        found = _occurrences(story.about(project_id(self.project or seen.project)), self.duty)
        one = found.get(self.nth if self.nth is not None else max(found, default=0))
        expected = self._expected(seen)
        if one is None:
            started = sorted(
                {f"{d.duty}（第 {d.occurrence} 次）" for d in story.told(duties.DutyStartedV1)}
            )
            return Finding(not self.started, expected, f"没有开始；开始了的有 {listed(started)}")
        holds = (
            self.started
            and same_instant(self.due, one.due)
            and same_instant(self.first, one.first_due)
            and self.answerable in (None, one.answerable)
            and self.done in (None, one.done is not None)
            and self.in_time in (None, one.in_time)
            and self.missed in (None, one.missed is not None)
            and self.warned in (None, one.warned > 0)
            and self.dropped in (None, bool(one.dropped))
            and among(self.told, one.told)
        )
        return Finding(holds, expected, _shown(one, seen))

    def _expected(self, seen: Seen) -> str:
        words: dict[str, tuple[str, str]] = {
            "done": ("已完成", "未完成"),
            "in_time": ("按时", "未按时"),
            "missed": ("逾期", "未逾期"),
            "warned": ("已预警", "未预警"),
            "dropped": ("已取消", "未取消"),
        }
        parts = [f"事项 {self.duty}" + (f" 第 {self.nth} 次" if self.nth else "")]
        parts += [] if self.started else ["没有开始"]
        parts += [f"应于 {seen.local(self.due)}"] if self.due else []
        parts += [f"原定 {seen.local(self.first)}"] if self.first else []
        for name, (yes, no) in words.items():
            wanted: Any = getattr(self, name)
            parts += [yes if wanted else no] if wanted is not None else []
        parts += [f"告知 {listed(self.told)}"] if self.told else []
        return "，".join(parts)


def _occurrences(story: Story, key: str) -> dict[int, _Occurrence]:
    found: dict[int, _Occurrence] = {}
    for told in story.told(duties.DutyContract):
        if told.duty != key:
            continue
        if isinstance(told, duties.DutyStartedV1) and told.occurrence not in found:
            first = told.first_due_at
            found[told.occurrence] = _Occurrence(told.answerable, told.due_at, first)
        one = found[told.occurrence]
        one.due = told.due_at
        match told:
            case duties.DutyDoneV1():
                one.done, one.in_time = told.done_at, told.in_time
            case duties.DutyMissedV1():
                one.missed, one.told = told.missed_at, told.tell
            case duties.DutyApproachingV1():
                one.warned, one.told = one.warned + 1, told.tell
            case duties.DutyDroppedV1():
                one.dropped = told.reason
    return found


def _shown(one: _Occurrence, seen: Seen) -> str:
    parts = [f"应于 {seen.local(one.due)}"]
    parts += [f"原定 {seen.local(one.first_due)}"] if one.first_due != one.due else []
    parts += [f"预警 {one.warned} 次"] if one.warned else []
    parts += [f"{seen.local(one.missed)} 逾期"] if one.missed else []
    if one.done:
        parts += [f"{seen.local(one.done)} 完成（{'按时' if one.in_time else '逾期后'}）"]
    parts += [f"取消（{one.dropped}）"] if one.dropped else []
    parts += [f"告知 {listed(one.told)}"] if one.told else []
    return "，".join(parts)
