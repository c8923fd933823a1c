"""The cases as lives: days counted back in the working calendar, words looked up. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from huiyin.demo import words
from huiyin.demo.acts import Act, Life, handles, receives, says
from huiyin.demo.cases import CASES, Case
from huiyin.demo.words import Matter
from shared.deadlines import WorkingCalendar

JUST_NOW = timedelta(minutes=25)


def told_cases(*, end: datetime, calendar: WorkingCalendar) -> list[Life]:
    """The lives of all of them, counted back from `end`."""
    days = _working_days(end, calendar)
    return [_life(case, place, days, end - JUST_NOW, calendar) for place, case in enumerate(CASES)]


def _working_days(end: datetime, calendar: WorkingCalendar) -> list[date]:
    """The working days that are over by `end`, the latest first."""
    today = calendar.local_date(end)
    back = 1 + max(ago for case in CASES for ago, _, _ in case.steps)
    days = calendar.working_days_before(today, back)
    return sorted((calendar.local_date(day.start) for day in days), reverse=True)


def _life(
    case: Case, place: int, days: list[date], just_now: datetime, calendar: WorkingCalendar
) -> Life:
    matter = words.MATTERS[case.category]
    moments = [
        (calendar.at(days[ago], time.fromisoformat(clock)), what) for ago, clock, what in case.steps
    ] or [(just_now, "received")]
    received = receives(moments[0][0], words.AGENT, _complaint(case, place, matter))
    return Life(received, tuple(_act(at, what, case, matter) for at, what in moments[1:]))


def _complaint(case: Case, place: int, matter: Matter) -> dict[str, Any]:
    customer = {"name": case.name, "room": f"{place + 2}栋1单元{place + 3}02"}
    if case.reachable:
        customer |= {"phone": f"1390000{place:04d}", "email": f"owner{place}@mail.example"}
    return {
        "channel": case.channel,
        "project": case.project,
        "category": case.category,
        "text": matter.said[case.said],
        "customer": customer if case.reachable else {},
        "facts": dict(case.facts),
    }


def _act(at: datetime, what: str, case: Case, matter: Matter) -> Act:
    said = {
        "repeat": {"channel": case.channel, "text": "说好处理的，还是老样子，再次投诉！"},
        "urge": {"channel": case.channel, "text": "几天了没有一个电话，请尽快处理。"},
        "withdraw": {"reason": "已与合作商协商解决，不再投诉"},
    }
    if what in said:
        return says(at, what, case.name, said[what])
    done: dict[str, dict[str, Any]] = {
        "contact": {
            "channel": "phone",
            "preliminary_opinion": True,
            "note": "已致电说明初步处理意见，约定上门查看。",
        },
        "cause": {"side": case.side, "cause": matter.causes[case.side][0]},
        "plan": {"plan": matter.plans[0]},
        "approve": {"post": "marketing-manager"},
        "reject": {"post": "marketing-manager", "reason": "请补充对其他同户型客户的影响与安排。"},
        "carry-out": {"result": matter.results[0]},
        "revisit": {
            "satisfaction": case.satisfaction,
            "note": words.REVISITS[case.satisfaction],
        },
        "close": {"summary": "客户确认满意，资料归档。"},
    }
    actors = {"approve": words.APPROVER, "reject": words.APPROVER}
    actors |= dict.fromkeys(("revisit", "close"), words.SPECIALIST)
    return handles(at, what, actors.get(what, matter.handler), done[what])
