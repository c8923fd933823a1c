"""One line of `then`: what must be so, judged on what the application told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from huiyin.scenarios.instants import local
from huiyin.scenarios.names import ALL, ComplaintName, Instant, ProjectCode
from huiyin.scenarios.story import Story
from shared.domain import Immutable
from shared.ids import project_id
from shared.policy import Pack


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether it is so; `expected` and `found` in words."""

    holds: bool
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is to judge by: the whole story, the complaints' ids by their names, and the
    first of the projects."""

    pack: Pack
    zone: ZoneInfo
    story: Story
    complaints: dict[str, UUID]
    project: str

    def local(self, instant: datetime | None) -> str:
        return "（中止中，未定）" if instant is None else local(instant, self.zone)


class Expectation(Immutable):
    """`as_of` asks how it was at an instant, instead of at the end."""

    as_of: Instant | None = None

    def judge(self, seen: Seen) -> Finding:
        raise NotImplementedError


class OfComplaint(Expectation):
    """Something about one complaint; about each where copies or none are named."""

    complaint: ComplaintName = ALL

    def judge(self, seen: Seen) -> Finding:
        named = [
            (name, key)
            for name, key in seen.complaints.items()
            if self.complaint == ALL
            or name == self.complaint
            or name.startswith(f"{self.complaint} 之 ")
        ]
        findings = [
            self._judged(name, key, seen, alone=len(seen.complaints) == 1) for name, key in named
        ]
        if not findings:
            return Finding(False, f"投诉“{self.complaint}”", "没有受理")
        return next((one for one in findings if not one.holds), findings[0])

    def _judged(self, name: str, key: UUID, seen: Seen, *, alone: bool) -> Finding:
        finding = self.judge_story(seen.story.as_of(self.as_of).about(key), seen)
        who = "" if alone else f"{name}："
        when = f"（截至 {seen.local(self.as_of)}）" if self.as_of else ""
        return Finding(finding.holds, f"{who}{finding.expected}{when}", finding.found)

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        """Judge the story of one complaint."""
        raise NotImplementedError


class OfComplaintOrProject(OfComplaint):
    """Something about a complaint, or about a project where one is named."""

    project: ProjectCode | None = None

    def judge(self, seen: Seen) -> Finding:
        if self.project is None:
            return super().judge(seen)
        story = seen.story.as_of(self.as_of).about(project_id(self.project))
        finding = self.judge_story(story, seen)
        return Finding(finding.holds, f"{self.project}：{finding.expected}", finding.found)


class Not(Expectation):
    """The opposite of another line."""

    what: Expectation

    def judge(self, seen: Seen) -> Finding:
        finding = self.what.judge(seen)
        return Finding(not finding.holds, f"并非：{finding.expected}", finding.found)


def same_instant(wanted: datetime | None, found: datetime | None) -> bool:
    """Whether a time is the one that was asked for; any is where none was."""
    return wanted is None or wanted == found


def among(wanted: Sequence[str], found: Sequence[str]) -> bool:
    return set(wanted) <= set(found)


def listed(words: Sequence[str]) -> str:
    return "、".join(words) or "无"
