"""Made-up lives of complaints: who complains of what, how far the handling gets. Pure, seeded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from huiyin.demo import words
from huiyin.demo.acts import Act, Life, handles, receives, says
from huiyin.demo.words import Matter
from shared.deadlines import WorkingCalendar

PROJECTS = {"mhhy": 26, "yql": 21, "bjyh": 19, "gsyj": 18, "lnsj": 16}
CATEGORIES = {
    "engineering-quality": 27,
    "property-management": 21,
    "sales-management": 18,
    "planning-design": 13,
    "customer-service": 11,
    "other": 10,
}
CHANNELS = {"phone": 10, "wechat": 8, "web": 4, "email": 3, "visit": 2, "letter": 1}
HOURS = {8: 5, 9: 10, 10: 9, 11: 7, 12: 4, 13: 5, 14: 8, 15: 8, 16: 7, 17: 6, 19: 5, 20: 4, 21: 3}
STAGES = ("contact", "cause", "plan", "carry-out", "revisit", "close")
HOURS_BEFORE = {
    "contact": (0.5, 9),
    "cause": (2, 20),
    "plan": (1, 8),
    "carry-out": (14, 64),
    "revisit": (5, 26),
    "close": (0.3, 5),
}
SATISFACTIONS = {"satisfied": 70, "neutral": 20, "dissatisfied": 10}
APPROVAL = {"post": "marketing-manager"}
DONE_AGAIN = "按客户意见补充处理完毕。"
SIDES = {"ours": 70, "customer": 12, "third-party": 18}
LAZY_SHARE = 0.2
STUCK_SHARE, STUCK_LATELY_SHARE = 0.02, 0.3
LATELY = timedelta(days=12)
MONTH = timedelta(days=31)
ALIKE = 2
"""A third complaint of one kind in one project and month is 热点投诉 by zsy-3.3b. Where chance alone
decides, everything is hot soon, and then nothing is."""
ALIKE_ANYHOW_SHARE = 0.1


def random_lives(
    count: int,
    *,
    begin: datetime,
    end: datetime,
    seed: int,
    calendar: WorkingCalendar,
    beside: Sequence[Life] = (),
) -> list[Life]:
    """The same complaints for the same arguments; what would happen after `end` is left out.

    `beside` are lives that take place as well.
    """
    dice = Random(seed)
    span = (end - begin).total_seconds()
    times = sorted(
        _by_day(calendar.local(begin + timedelta(seconds=dice.random() * span)), dice)
        for _ in range(count)
    )
    lives: list[Life] = []
    for at in times:
        if begin <= at < end:
            category, project = _kind(at, [*beside, *lives], dice)
            lives.append(_life(at, category, project, end, calendar, dice))
    return lives


def _kind(at: datetime, lives: Sequence[Life], dice: Random) -> tuple[str, str]:
    """A category and a project that few have complained of in the month around."""
    while True:
        category, project = draw(CATEGORIES, dice), draw(PROJECTS, dice)
        alike = [
            life
            for life in lives
            if abs(life.received.at - at) < MONTH and life.kind == (category, project)
        ]
        if len(alike) < ALIKE or dice.random() < ALIKE_ANYHOW_SHARE:
            return category, project


def draw(weights: dict[str, int], dice: Random) -> str:
    return dice.choices(list(weights), weights=list(weights.values()))[0]


def customer(dice: Random) -> dict[str, str]:
    """Somebody with a name, a room, and mostly a telephone; the numbers are nobody's."""
    name = dice.choice(words.SURNAMES) + dice.choice(("先生", "女士"))
    building, unit, floor = dice.randint(1, 18), dice.randint(1, 3), dice.randint(1, 26)
    whom = {"name": name, "room": f"{building}栋{unit}单元{floor}0{dice.randint(1, 4)}"}
    number = dice.randrange(10**8)
    if dice.random() < 0.93:
        whom["phone"] = f"139{number:08d}"
    if dice.random() < 0.35:
        whom["email"] = f"owner{number}@mail.example"
    return whom


def _by_day(local: datetime, dice: Random) -> datetime:
    """People mostly complain in the daytime."""
    hour = dice.choices(list(HOURS), weights=list(HOURS.values()))[0]
    return local.replace(hour=hour, minute=dice.randrange(60), second=0, microsecond=0)


def _life(
    at: datetime,
    category: str,
    project: str,
    end: datetime,
    calendar: WorkingCalendar,
    dice: Random,
) -> Life:
    matter = words.MATTERS[category]
    whom, channel = customer(dice), draw(CHANNELS, dice)
    body = {
        "channel": channel,
        "project": project,
        "category": category,
        "text": dice.choice(matter.said),
        "customer": whom,
        "facts": _facts(dice),
    }
    lazy = dice.random() < LAZY_SHARE
    stuck = dice.random() < (STUCK_LATELY_SHARE if at > end - LATELY else STUCK_SHARE)
    reached = dice.randrange(len(STAGES)) if stuck else len(STAGES)
    acts = [*_handling(at, STAGES[:reached], matter, calendar, dice, lazy=lazy)]
    acts += _said_later(at, channel, whom["name"], dice, lazy=lazy)
    then = sorted((act for act in acts if act.at < end), key=lambda act: act.at)
    return Life(receives(at, words.AGENT, body), tuple(then))


def _facts(dice: Random) -> dict[str, bool | int]:
    roll = dice.random()
    if roll < 0.015:
        return {"media_exposed": True}
    if roll < 0.03:
        return {"collective_persons": dice.choice((3, 4, 6, 9))}
    if roll < 0.06:
        return {"lawsuit_possible": True}
    if roll < 0.16:
        return {"outside_help_needed": True}
    return {}


def _handling(
    at: datetime,
    stages: Sequence[str],
    matter: Matter,
    calendar: WorkingCalendar,
    dice: Random,
    *,
    lazy: bool,
) -> Iterator[Act]:
    """Steps of a diligent or a lazy department, up to wherever the case got stuck."""
    moment = at

    def after(low: float, high: float) -> datetime:
        return _in_office(moment + timedelta(hours=dice.uniform(low, high)), calendar, dice)

    for stage in stages:
        low, high = HOURS_BEFORE[stage]
        moment = after(low * 3, high * 4) if lazy else after(low, high)
        if stage == "carry-out":  # The grade may have risen since the plan was made.
            yield handles(moment, "approve", words.APPROVER, APPROVAL)
            moment = after(0.8, 3)
        body = _body(stage, matter, dice)
        if body.get("satisfaction") == "dissatisfied":
            yield handles(moment, "revisit", words.SPECIALIST, body)
            moment = after(18, 50)
            yield handles(moment, "carry-out", matter.handler, {"result": DONE_AGAIN})
            moment = after(6, 30)
            body = _revisited("neutral", dice)
        yield handles(moment, stage, _actor(stage, matter), body)
        if stage == "plan":
            moment = after(1, 9)
            yield handles(moment, "approve", words.APPROVER, APPROVAL)


def _in_office(at: datetime, calendar: WorkingCalendar, dice: Random) -> datetime:
    opening = calendar.opening(at)
    return at if opening == at else opening + timedelta(minutes=dice.randint(5, 100))


def _actor(stage: str, matter: Matter) -> str:
    return words.SPECIALIST if stage in ("revisit", "close") else matter.handler


def _body(stage: str, matter: Matter, dice: Random) -> dict[str, Any]:
    match stage:
        case "contact":
            note = "已致电说明初步处理意见。"
            return {"channel": "phone", "preliminary_opinion": True, "note": note}
        case "cause":
            side = draw(SIDES, dice)
            return {"side": side, "cause": dice.choice(matter.causes[side])}
        case "plan":
            return {"plan": dice.choice(matter.plans)}
        case "carry-out":
            return {"result": dice.choice(matter.results)}
        case "revisit":
            return _revisited(draw(SATISFACTIONS, dice), dice)
        case _:
            return {"summary": "处理完毕，资料归档。"}


def _revisited(satisfaction: str, dice: Random) -> dict[str, Any]:
    return {
        "satisfaction": satisfaction,
        "first_asked_followed_up": dice.random() < 0.85,
        "note": words.REVISITS[satisfaction],
    }


def _said_later(
    at: datetime, channel: str, name: str, dice: Random, *, lazy: bool
) -> Iterator[Act]:
    said = at + timedelta(hours=dice.uniform(26, 80))
    if lazy and dice.random() < 0.35:
        body = {"channel": channel, "text": "还是没有人处理，再次投诉！"}
        yield says(said, "repeat", name, body)
    elif dice.random() < 0.08:
        yield says(said, "urge", name, {"channel": channel, "text": "请问处理到哪一步了？"})
    elif dice.random() < 0.03:
        yield says(said, "withdraw", name, {"reason": "已自行解决，不再追究"})
