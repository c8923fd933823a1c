"""Notices: who was told what, when, in which words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from huiyin.scenarios.expectations.expectation import (
    Finding,
    OfComplaintOrProject,
    Seen,
    listed,
    same_instant,
)
from huiyin.scenarios.names import Instant, NoticeKey, Recipients, Text, Texts
from huiyin.scenarios.story import Posted, Story
from huiyin.scenarios.world import LEADER_OF


class NoticeIs(OfComplaintOrProject):
    """A notice went to each of `to`, `at` an instant; `says` are words in subject or body.

    A recipient is named as in the pack, or by whose mailbox it went to. `tier` is where they belong
    (project, city, region, group), `person` who was reached. `failed` asks for one that could not
    be handed over.
    """

    notice: NoticeKey
    to: Recipients = ()
    at: Instant | None = None
    says: Texts = ()
    tier: Text | None = None
    person: Text | None = None
    times: Annotated[int, Field(ge=0)] | None = None
    failed: bool = False

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        sent = [
            one
            for one in story.posted
            if one.letter.template == self.notice and bool(one.failed) is self.failed
        ]
        fitting = [one for one in sent if self._fits(one)]
        reached = {name for one in fitting for name in _names_of(one)}
        enough = bool(fitting) if self.times is None else len(fitting) == self.times
        holds = enough and (set(self.to) <= reached or self.times == 0)
        return Finding(holds, self._expected(seen), _found(sent, story, seen))

    def _fits(self, one: Posted) -> bool:
        words = one.letter.subject + "\n" + one.letter.body
        address = one.letter.address or ""
        return (
            same_instant(self.at, one.at)
            and all(said in words for said in self.says)
            and (not self.to or bool(_names_of(one) & set(self.to)))
            and (self.tier is None or address.endswith(f"@{self.tier}.example"))
            and (self.person is None or self.person in one.letter.recipient_name)
        )

    def _expected(self, seen: Seen) -> str:
        parts = [f"通知 {self.notice}"]
        parts += (
            [f"未能发给 {listed(self.to)}" if self.failed else f"发给 {listed(self.to)}"]
            if self.to
            else []
        )
        parts += [f"层级 {self.tier}"] if self.tier else []
        parts += [f"由 {self.person} 收"] if self.person else []
        parts += [f"于 {seen.local(self.at)}"] if self.at else []
        parts += [f"含“{said}”" for said in self.says]
        parts += [f"共 {self.times} 次"] if self.times is not None else []
        return "，".join(parts)


def _names_of(one: Posted) -> set[str]:
    """The recipient as the pack names it, and whose mailbox that was."""
    mailbox = (one.letter.address or "").partition("@")[0]
    return {one.letter.recipient} | ({mailbox} if not mailbox.startswith(LEADER_OF) else set())


def _found(sent: list[Posted], story: Story, seen: Seen) -> str:
    if not sent:
        others = listed(sorted({one.letter.template for one in story.posted}))
        return f"没有发出；发出的有 {others}"
    return "；".join(
        f"{seen.local(one.at)} 发给 {one.letter.recipient}（{one.letter.recipient_name}"
        f" {one.letter.address or '无地址'}）{one.failed}"
        for one in sent
    )
