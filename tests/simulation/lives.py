"""Plausible lives of complaints under whatever regulation governs their project: what the customer
says, what departments and leaders do about it, each step at its time and some never."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from services.casework.domain.refusals import CaseIsUnknown
from services.intake.domain.complaint import CustomerSays
from services.intake.registration import Registration
from services.sla.commanding import Caller
from services.sla.domain.adjusting import Extend
from services.sla.domain.refusals import ComplaintIsNotWatched
from services.triage.domain.refusals import AssessmentIsUnknown
from shared.commands import Reply, RequestKey
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel, Customer
from shared.policy import Pack, PolicyLibrary
from shared.policy.events import ValueType
from shared.web.asking import Asked
from tests.simulation.act import Act, on_assessment, on_case
from tests.simulation.reports import with_reports

NOT_YET = (CaseIsUnknown, ComplaintIsNotWatched, AssessmentIsUnknown)
"""Refusals that say the service has not heard of the complaint yet."""

LOWEST_GRADE = 4
NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Life:
    """A complaint: when it comes in, and what is said and done about it, in order."""

    place: int
    begins: datetime
    acts: tuple[Act, ...] = field(repr=False)

    def key_of(self, step: int) -> RequestKey:
        name = f"life-{self.place}-{step}"
        return RequestKey(name, sha256(name.encode()).digest())


@dataclass(frozen=True, slots=True)
class Population:
    """Where and under which regulations people live; few categories, so that some are alike."""

    policies: PolicyLibrary
    on: date
    dice: Random

    def life(self, place: int, begins: datetime) -> Life:
        dice = self.dice
        project = dice.choice(list(self.policies.directory.projects))
        pack = self.policies.pack_for(project, self.on)
        acts = [_received(project, pack, dice), *_then(pack, self.policies, dice)]
        departments = list(self.policies.directory.departments)
        return Life(
            place, begins, with_reports(acts, pack, departments, dice=Random(f"{place} {begins}"))
        )


def _received(project: str, pack: Pack, dice: Random) -> Act:
    who = dice.randrange(NEIGHBOURS)
    email = f"owner{who}@mail.example" if dice.random() < 0.5 else None
    category = dice.choice([None, *list(pack.categories)[:2]])
    external = f"12345-{dice.randrange(40)}" if dice.random() < 0.2 else None
    registration = Registration(
        channel=dice.choice(list(Channel)),
        project=project,
        text=dice.choice(("客厅漏水，没有人来。", "电梯困人。", "墙面开裂，要求退房。")),
        category=category,
        customer=Customer(name=f"业主{who}", phone=f"1390000{who:04d}", email=email),
        facts=_facts(pack, dice),
        source="hotline" if external else None,
        external_ref=external,
    )
    return Act(
        0.0,
        "intake",
        "receive",
        lambda intake, _, key: intake.receive(registration, actor="接线专员", key=key),
    )


def _facts(pack: Pack, dice: Random) -> dict[str, Any]:
    """Now and then something that bears on the grade."""
    stated = [name for name, fact in pack.facts.items() if fact.stated_by_a_person]
    if not stated or dice.random() < 0.6:
        return {}
    name = dice.choice(stated)
    match pack.facts[name].type:
        case ValueType.BOOL:
            return {name: True}
        case ValueType.INT:
            return {name: dice.choice((1, 3, 10, 100))}
    return {}


def _then(pack: Pack, policies: PolicyLibrary, dice: Random) -> Iterator[Act]:
    """What follows, in an order that is mostly sensible; the slow stop somewhere."""
    pace = dice.choice((0.3, 1.0, 1.0, 6.0))
    reached = dice.randrange(9) if dice.random() < 0.4 else 99
    for step, act in enumerate(_handling(pack, dice)):
        if step >= reached:
            break
        if dice.random() < 0.35:
            yield _aside(pack, policies, dice)
        yield Act(act.after * pace * dice.uniform(0.2, 1.6), act.service, act.name, act.request)
    for _ in range(dice.choice((0, 0, 1, 2))):
        yield _aside(pack, policies, dice)


def _handling(pack: Pack, dice: Random) -> Iterator[Act]:
    yield on_case(3, "contact", _contact)
    side = dice.choice(list(Side))
    yield on_case(8, "find cause", lambda c, a: c.find_cause(a, side, "防水层破损"))
    for attempt in range(dice.choice((1, 1, 2))):
        yield on_case(6, "propose plan", lambda c, a: c.propose_plan(a, "重做防水"))
        post = _approver(pack, dice)
        if attempt or dice.random() < 0.8:
            yield on_case(5, "approve plan", _approve(post))
        else:
            yield on_case(5, "reject plan", _reject(post))
    for _ in range(dice.choice((1, 1, 2))):
        yield on_case(30, "carry out", lambda c, a: c.carry_out(a, "已完成维修"))
        satisfaction = dice.choice(list(Satisfaction))
        yield on_case(24, "revisit", _revisit(satisfaction))
    yield on_case(4, "close", lambda c, a: c.close(a, "处理完毕"))
    if dice.random() < 0.3:
        yield on_case(40, "reopen", lambda c, a: c.reopen(a, "又漏水"))


def _aside(pack: Pack, policies: PolicyLibrary, dice: Random) -> Act:
    """Something that people do besides: the customer, a leader, a specialist."""
    after = dice.uniform(0.1, 30)
    grade = dice.randint(1, LOWEST_GRADE)
    department = dice.choice(list(policies.directory.departments))
    category = dice.choice(list(pack.categories))
    reason = next(iter(pack.pause_reasons), "none")
    obligation = dice.choice(pack.obligations)
    facts = _facts(pack, dice)
    choices = (
        on_assessment(after, "state facts", lambda t, a: t.state_facts(a, facts, "现场核实")),
        on_assessment(after, "set grade", lambda t, a: t.set_grade(a, grade, "研判")),
        on_assessment(after, "assign", lambda t, a: t.assign(a, department, "归口")),
        on_assessment(after, "classify", lambda t, a: t.classify(a, category, "改类")),
        _watch(after, "pause", lambda w, n, c: w.pause(n, reason, c)),
        _watch(after, "resume", lambda w, n, c: w.resume(n, reason, c)),
        _watch(after, "extend", _extend(obligation.key, obligation.extended_by or "leader")),
        _order(after),
        _says(after, "urge"),
        _says(after, "repeat"),
        _withdraw(after),
    )
    weights = (3, 3, 3, 2, 3, 3, 4, 2, 3, 3, 1)
    return dice.choices(choices, weights)[0]


def _watch(after: float, name: str, do: Callable[[Any, str, Caller], Awaitable[Reply]]) -> Act:
    return Act(
        after, "sla", name, lambda app, number, key: do(app.watches, number, Caller("主管", key))
    )


def _order(after: float) -> Act:
    return Act(
        after,
        "sla",
        "issue supervision order",
        lambda app, number, key: app.orders.issue(number, "总经理要求", (), Caller("总经理", key)),
    )


def _says(after: float, name: str) -> Act:
    def request(intake: Any, number: str, key: RequestKey) -> Awaitable[Reply]:
        said = CustomerSays(channel=Channel.PHONE, text="怎么还没有人来？", said_at=intake.now)
        reply: Awaitable[Reply] = getattr(intake, name)(number, said, actor="接线专员", key=key)
        return reply

    return Act(after, "intake", name, request)


def _withdraw(after: float) -> Act:
    def request(intake: Any, number: str, key: RequestKey) -> Awaitable[Reply]:
        reply: Awaitable[Reply] = intake.withdraw(
            number, "已解决", intake.now, actor="接线专员", key=key
        )
        return reply

    return Act(after, "intake", "withdraw", request)


def _contact(casework: Any, asked: Asked) -> Awaitable[Reply]:
    reply: Awaitable[Reply] = casework.contact(
        asked, channel=Channel.PHONE, preliminary_opinion=True, note="已联系", contacted_at=None
    )
    return reply


def _approver(pack: Pack, dice: Random) -> str:
    return pack.approver_of_plan(dice.randint(1, LOWEST_GRADE)) or "nobody"


def _approve(post: str) -> Callable[[Any, Asked], Awaitable[Reply]]:
    return lambda casework, asked: casework.approve_plan(asked, post)


def _reject(post: str) -> Callable[[Any, Asked], Awaitable[Reply]]:
    return lambda casework, asked: casework.reject_plan(asked, post, "费用过高")


def _revisit(satisfaction: Satisfaction) -> Callable[[Any, Asked], Awaitable[Reply]]:
    return lambda casework, asked: casework.revisit(
        asked, satisfaction=satisfaction, first_asked_followed_up=True, note="回访"
    )


def _extend(key: str, approver: str) -> Callable[[Any, str, Caller], Awaitable[Reply]]:
    command = Extend(key=key, until=None, by="2 wd", reason="等待检测", approved_by=approver)
    return lambda watches, number, caller: watches.extend(number, command, caller)


def spread(count: int, begin: datetime, dice: Random) -> list[datetime]:
    """So many beginnings within two weeks; some together."""
    hours = [dice.choice((0.0, 0.0, dice.uniform(0, 336))) for _ in range(count)]
    return sorted(begin + timedelta(hours=hour) for hour in hours)
