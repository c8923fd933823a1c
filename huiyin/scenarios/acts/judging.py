"""What people decide about a complaint: facts, category, grade, responsibility (定级分派)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from huiyin.scenarios.acts.step import Act, On
from huiyin.scenarios.names import Category, Department, Post, StatedFacts, Text
from huiyin.simulation.acts import NOBODY
from huiyin.simulation.plain_bus import done


class StateFacts(Act):
    """Somebody finds facts out (认定事实)."""

    DOES: ClassVar[str] = "state"
    SAYS: ClassVar[str] = "认定事实"
    facts: StatedFacts
    reason: Text = "跟进中得知"

    def perform(self, on: On) -> None:
        done(on.triage.state_facts(on.asked, self.facts, self.reason))


class Classify(Act):
    """Somebody puts it into another category (改类别)."""

    DOES: ClassVar[str] = "classify"
    SAYS: ClassVar[str] = "改类别"
    category: Category
    reason: Text = "按实际内容归类"

    def perform(self, on: On) -> None:
        done(on.triage.classify(on.asked, self.category, self.reason))


class SetGrade(Act):
    """A named person grades it (人工定级)."""

    DOES: ClassVar[str] = "set-grade"
    SAYS: ClassVar[str] = "人工定级"
    grade: Annotated[int, Field(ge=1, le=9)]
    reason: Text = "按实际情况"

    def perform(self, on: On) -> None:
        done(on.triage.set_grade(on.asked, self.grade, self.reason))


class Assign(Act):
    """Somebody makes a department responsible (改责任部门)."""

    DOES: ClassVar[str] = "assign"
    SAYS: ClassVar[str] = "改责任部门"
    department: Department
    reason: Text = "责任不在原部门"

    def perform(self, on: On) -> None:
        done(on.triage.assign(on.asked, self.department, self.reason))


class Dispute(Act):
    """The department rejects the responsibility (责任争议)."""

    DOES: ClassVar[str] = "dispute"
    SAYS: ClassVar[str] = "责任争议"
    reason: Text = "责任不在本部门"
    department: Department | None = None

    def perform(self, on: On) -> None:
        done(on.triage.dispute(on.asked, self.reason, self.department))


class Decide(Act):
    """A dispute is decided (责任裁定), by the post that the regulation names where none is given."""

    DOES: ClassVar[str] = "decide"
    SAYS: ClassVar[str] = "责任裁定"
    department: Department
    post: Post | None = None
    reason: Text = "按责任划分"

    def perform(self, on: On) -> None:
        disputes = on.pack.disputes
        post = self.post or (disputes.decided_by if disputes else NOBODY)
        done(
            on.triage.decide_responsibility(
                on.asked, self.department, post=post, reason=self.reason
            )
        )
