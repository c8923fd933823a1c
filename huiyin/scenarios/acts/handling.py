"""What handlers do about a case, from the first contact to its end (办理)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from huiyin.scenarios.acts.step import Act, On
from huiyin.scenarios.names import Instant, Post, Text
from huiyin.simulation.acts import NOBODY, SPECIALIST
from huiyin.simulation.plain_bus import done
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel


class Contact(Act):
    """Somebody speaks with the customer (联系客户)."""

    DOES: ClassVar[str] = "contact"
    SAYS: ClassVar[str] = "联系客户"
    channel: Channel = Channel.PHONE
    preliminary_opinion: bool = True
    note: Text = "说明初步处理意见"
    contacted_at: Instant | None = None

    def perform(self, on: On) -> None:
        done(
            on.casework.contact(
                on.asked,
                channel=self.channel,
                preliminary_opinion=self.preliminary_opinion,
                note=self.note,
                contacted_at=self.contacted_at,
            )
        )


class FindCause(Act):
    """The cause is found, and on whose side (查明原因)."""

    DOES: ClassVar[str] = "cause-found"
    SAYS: ClassVar[str] = "查明原因"
    side: Side
    cause: Text = "现场查明"

    def perform(self, on: On) -> None:
        done(on.casework.find_cause(on.asked, self.side, self.cause))


class Propose(Act):
    """A plan is put forward (提出处理方案)."""

    DOES: ClassVar[str] = "propose"
    SAYS: ClassVar[str] = "提出处理方案"
    plan: Text = "按制度处理"

    def perform(self, on: On) -> None:
        done(on.casework.propose_plan(on.asked, self.plan))


class Approve(Act):
    """The plan is approved (批准方案), by the post that the regulation names for the grade where
    none is given."""

    DOES: ClassVar[str] = "approve"
    SAYS: ClassVar[str] = "批准方案"
    post: Post | None = None

    def perform(self, on: On) -> None:
        done(on.casework.approve_plan(on.asked, self.post or approver_of(on)))


class Reject(Act):
    """The plan is sent back (退回方案)."""

    DOES: ClassVar[str] = "reject"
    SAYS: ClassVar[str] = "退回方案"
    post: Post | None = None
    reason: Text = "方案不够具体"

    def perform(self, on: On) -> None:
        done(on.casework.reject_plan(on.asked, self.post or approver_of(on), self.reason))


def approver_of(on: On) -> str:
    grade = done(on.casework.view(on.number)).grade
    return (on.pack.approver_of_plan(grade) if grade else None) or NOBODY


class CarryOut(Act):
    """The plan was carried out (实施完毕)."""

    DOES: ClassVar[str] = "carry-out"
    SAYS: ClassVar[str] = "实施完毕"
    result: Text = "已按方案完成"

    def perform(self, on: On) -> None:
        done(on.casework.carry_out(on.asked, self.result))


class Revisit(Act):
    """The customer is asked afterwards (回访)."""

    DOES: ClassVar[str] = "revisit"
    SAYS: ClassVar[str] = "回访"
    satisfaction: Satisfaction = Satisfaction.SATISFIED
    first_asked_followed_up: bool | None = True
    note: Text = "回访"
    by: Text = Field(default=SPECIALIST)

    def perform(self, on: On) -> None:
        done(
            on.casework.revisit(
                on.asked,
                satisfaction=self.satisfaction,
                first_asked_followed_up=self.first_asked_followed_up,
                note=self.note,
            )
        )


class Close(Act):
    """The case is closed (结案)."""

    DOES: ClassVar[str] = "close"
    SAYS: ClassVar[str] = "结案"
    summary: Text = "处理完毕"
    by: Text = Field(default=SPECIALIST)

    def perform(self, on: On) -> None:
        done(on.casework.close(on.asked, self.summary))


class Reopen(Act):
    """A case that was handled is taken up again (重新办理)."""

    DOES: ClassVar[str] = "reopen"
    SAYS: ClassVar[str] = "重新办理"
    reason: Text = "问题再次出现"
    by: Text = Field(default=SPECIALIST)

    def perform(self, on: On) -> None:
        done(on.casework.reopen(on.asked, self.reason))
