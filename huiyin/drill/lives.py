"""What clients of the drill do to a complaint, step by step; the words are the demonstration's."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from huiyin.demo import lives as demo
from huiyin.demo import words

TRIES_MAX = 4
"""How often a step that was refused is asked again: a service may not have heard of it yet."""

TOPICS = {
    "receive": "intake.complaint.received",
    "repeat": "intake.complaint.repeated",
    "urge": "intake.complaint.urged",
    "withdraw": "intake.complaint.withdrawn",
    "facts": "triage.assessment.facts-stated",
    "grade": "",  # Nothing comes of it where the regulation has graded so already.
    "contact": "casework.case.customer-contacted",
    "cause": "casework.case.cause-found",
    "plan": "casework.case.plan-proposed",
    "approve": "casework.case.plan-approved",
    "reject": "casework.case.plan-rejected",
    "carry-out": "casework.case.solution-carried-out",
    "revisit": "casework.case.revisited",
    "close": "casework.case.closed",
    "reopen": "casework.case.reopened",
    "extend": "sla.watch.obligation-extended",
    "supervise": "sla.supervision-order.issued",
}
"""The stored event that each step must leave behind, `""` where there may be none."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    service: str
    path: str
    body: dict[str, Any]

    @property
    def topic(self) -> str:
        return TOPICS[self.name]


@dataclass(slots=True)
class Life:
    """One complaint and what is still to be done about it."""

    steps: list[Step]
    number: str = ""
    tries: int = field(default=0)

    @property
    def over(self) -> bool:
        return not self.steps

    def next(self) -> Step:
        return self.steps[0]

    def done(self) -> None:
        self.steps.pop(0)
        self.tries = 0

    def put_off(self, *, for_good: bool) -> None:
        """It was refused: again later, or never; the life goes on without it."""
        self.tries += 1
        if for_good or self.tries >= TRIES_MAX:
            self.done()
            if not self.number:
                self.steps.clear()


def a_life(dice: Random) -> Life:
    """A made-up complaint; most are handled to the end, some are forgotten on the way."""
    category = demo.draw(demo.CATEGORIES, dice)
    matter = words.MATTERS[category]
    channel = demo.draw(demo.CHANNELS, dice)
    body = {
        "channel": channel,
        "project": demo.draw(demo.PROJECTS, dice),
        "category": category,
        "text": dice.choice(matter.said),
        "customer": demo.customer(dice),
    }
    steps = [Step("receive", "intake", "/complaints", body)]
    steps += [
        _handled("contact", {"channel": "phone", "preliminary_opinion": True, "note": "已致歉"})
    ]
    steps += [_handled("cause", {"side": "ours", "cause": dice.choice(matter.causes["ours"])})]
    steps += [_handled("plan", {"plan": dice.choice(matter.plans)})]
    if dice.random() < 0.2:
        steps += [_handled("reject", {"post": "marketing-manager", "reason": "请补充时间安排"})]
        steps += [_handled("plan", {"plan": dice.choice(matter.plans)})]
    steps += [_handled("approve", {"post": "marketing-manager"})]
    steps += [_handled("carry-out", {"result": dice.choice(matter.results)})]
    steps += [_handled("revisit", {"satisfaction": "satisfied", "note": "客户认可"})]
    steps += [_handled("close", {"summary": "处理完毕，资料归档"})]
    if dice.random() < 0.15:
        steps += [_handled("reopen", {"reason": "雨后再次渗水"})]
    for step in _on_the_way(channel, dice):
        steps.insert(dice.randrange(1, len(steps) + 1), step)
    if dice.random() < 0.25:
        del steps[dice.randrange(1, len(steps)) :]
    return Life(steps)


def _on_the_way(channel: str, dice: Random) -> list[Step]:
    """What may happen at any time."""
    more = [
        (0.2, _said("urge", {"channel": channel, "text": "请问处理到哪一步了？"})),
        (0.2, _said("repeat", {"channel": channel, "text": "还是没有人处理，再次投诉！"})),
        (0.03, _said("withdraw", {"reason": "已自行解决"})),
        (0.25, _judged("facts", {"facts": _facts(dice), "reason": "经核实"})),
        (0.1, _judged("grade", {"grade": dice.choice((1, 2, 3)), "reason": "影响面大"})),
        (0.15, _timed("extend", _extension(dice))),
        (0.1, _supervised()),
    ]
    return [step for share, step in more if dice.random() < share]


def _facts(dice: Random) -> dict[str, bool | int]:
    name = dice.choice(("media_possible", "lawsuit_possible", "serious_quality_effect"))
    return {name: True, "collective_persons": dice.randint(1, 6)}


def _extension(dice: Random) -> dict[str, str]:
    return {
        "by": dice.choice(("2 h", "1 cd", "2 wd")),
        "reason": "等待第三方检测报告",
        "approved_by": "marketing-manager",
    }


def _said(name: str, body: dict[str, Any]) -> Step:
    return Step(name, "intake", "/complaints/{number}/" + name, body)


def _handled(name: str, body: dict[str, Any]) -> Step:
    return Step(name, "casework", "/cases/{number}/" + name, body)


def _judged(name: str, body: dict[str, Any]) -> Step:
    return Step(name, "triage", "/assessments/{number}/" + name, body)


def _timed(name: str, body: dict[str, Any]) -> Step:
    path = "/watches/{number}/obligations/preliminary-opinion/" + name
    return Step(name, "sla", path, body)


def _supervised() -> Step:
    """By hand; the complaint's number goes into the body."""
    body = {"number": "{number}", "reason": "客户情绪激动，须由部门负责人跟进"}
    return Step("supervise", "sla", "/supervision-orders", body)
