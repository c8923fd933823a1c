"""How a complaint was judged: grade, category, responsibility, scope, facts, its end."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from huiyin.scenarios.expectations.expectation import Finding, OfComplaint, Seen, listed
from huiyin.scenarios.names import Category, Department, StatedFacts, Text, Texts
from huiyin.scenarios.story import Story
from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import ComplaintWithdrawnV1
from shared.contracts.triage import (
    ClassifiedV1,
    EscalatedV1,
    FactsChangedV1,
    FoundOutOfScopeV1,
    GradeDecided,
    GradedV1,
    ResponsibilityAssignedV1,
    TriageContract,
)
from shared.domain import FactValue


class GradeIs(OfComplaint):
    """The grade 级别, `because` of these articles, `label` being the condition's own words."""

    grade: Annotated[int, Field(ge=1, le=9)]
    because: Texts = ()
    label: Text | None = None
    by: Text | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        found = story.last(GradedV1, EscalatedV1)
        expected = f"级别 {self.grade}" + (f"，依据 {listed(self.because)}" if self.because else "")
        expected += f"（{self.label}）" if self.label else ""
        if found is None:
            return Finding(False, expected, "尚未定级")
        evidence = "；".join(f"{e.label}（{e.rule}）" for e in found.evidence)
        holds = (
            found.grade == self.grade
            and set(self.because) <= {e.rule for e in found.evidence}
            and (self.label is None or self.label in {e.label for e in found.evidence})
            and self.by in (None, found.by)
        )
        reason = evidence or (found.reason or "")
        return Finding(holds, expected, f"级别 {found.grade}（{found.grade_name}）：{reason}")


class CategoryIs(OfComplaint):
    """The category 类别."""

    category: Category

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        found = story.last(ClassifiedV1)
        holds = found is not None and found.category == self.category
        told = f"类别 {found.category}（{found.category_name}）" if found else "尚未分类"
        return Finding(holds, f"类别 {self.category}", told)


class DepartmentIs(OfComplaint):
    """The responsible department 责任部门."""

    department: Department
    by: Text | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        found = story.last(ResponsibilityAssignedV1)
        holds = (
            found is not None
            and found.department == self.department
            and self.by in (None, found.by)
        )
        told = f"责任部门 {found.department}（{found.department_name}）" if found else "尚未分派"
        return Finding(holds, f"责任部门 {self.department}", told)


class ScopeIs(OfComplaint):
    """Whether the regulation covers it 适用范围, `because` of which article not."""

    scope: Literal["inside", "outside"]
    because: Text | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        found = story.last(FoundOutOfScopeV1)
        expected = "属本制度受理范围" if self.scope == "inside" else "不属本制度受理范围"
        if self.because:
            expected += f"，依据 {self.because}"
        if found is None:
            return Finding(self.scope == "inside", expected, "属本制度受理范围")
        holds = self.scope == "outside" and self.because in (None, found.rule)
        return Finding(holds, expected, f"不属受理范围：{found.label}（{found.rule}）")


class FactsAre(OfComplaint):
    """Facts as they are known, those found by the system too."""

    facts: StatedFacts

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        known = facts_known(story)
        found = {name: known.get(name) for name in self.facts}
        return Finding(found == self.facts, f"事实 {_shown(self.facts)}", f"事实 {_shown(found)}")


def facts_known(story: Story) -> dict[str, FactValue]:
    """The facts of a complaint as they were told last."""
    known: dict[str, FactValue] = {}
    for told in story.told(TriageContract):
        if isinstance(told, GradeDecided | FactsChangedV1):
            known |= told.facts
    return known


class IsClosed(OfComplaint):
    """Whether the case is closed (结案)."""

    closed: bool

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        last = story.last(CaseClosedV1, ReopenedV1)
        closed = isinstance(last, CaseClosedV1)
        return Finding(closed is self.closed, _closed(self.closed), _closed(closed))


class IsWithdrawn(OfComplaint):
    """Whether the customer took it back (撤诉)."""

    withdrawn: bool

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        withdrawn = story.last(ComplaintWithdrawnV1) is not None
        words = {True: "已撤诉", False: "未撤诉"}
        return Finding(withdrawn is self.withdrawn, words[self.withdrawn], words[withdrawn])


def _closed(closed: bool) -> str:
    return "已结案" if closed else "未结案"


def _shown(facts: dict[str, Any]) -> str:
    return "，".join(f"{name} = {value}" for name, value in facts.items())
