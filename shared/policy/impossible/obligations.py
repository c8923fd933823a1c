"""Obligations that nothing can meet, or that end as soon as they begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.casework import PromiseMadeV1, StepTakenV1
from shared.policy.condition_tree import Compared, Either, Listed, Literal, Name, Node, Not
from shared.policy.impossible.reasoning import Reasoning, node_of
from shared.policy.obligations import EventMatch, ObligationRule
from shared.policy.pack import Pack
from shared.policy.problems import Problem
from shared.policy.yaml_source import Path

_TEMPLATE = "event.template"
_NOTICE_SENT = "notice-sent"
_OF_ORDERS = ("supervision-", "milestone")
_OF_DUTIES = "duty-"


def unmeetable_obligations(pack: Pack, reasoning: Reasoning) -> Iterator[Problem]:
    """Obligations whose end can never come, or comes with their beginning."""
    sent = _notices_sent(pack, reasoning)
    for i, rule in enumerate(pack.obligations):
        path: Path = ("obligations", i)
        yield from _warned_at_once(path, rule)
        dead = [not _can_come(match, pack, sent, reasoning) for match in rule.meeting]
        at_once = [_comes_with_the_start(rule, match, reasoning) for match in rule.meeting]
        if all(dead):
            yield _never_met((*path, "met_by"), rule)
        elif all(d or once for d, once in zip(dead, at_once, strict=True)):
            yield _ends_as_it_begins((*path, "met_by"), rule, "完成", "meets")
        for j, match in enumerate(rule.meeting):
            if dead[j] and not all(dead):
                yield _never_comes((*path, "met_by", j), match)
        if any(_comes_with_the_start(rule, match, reasoning) for match in rule.cancelling):
            yield _ends_as_it_begins((*path, "cancelled_by"), rule, "取消", "cancels")


def _warned_at_once(path: Path, rule: ObligationRule) -> Iterator[Problem]:
    """Warnings that are due before the time begins to run."""
    within = rule.within
    for j, step in enumerate(rule.warn):
        before = step.before
        if rule.limits or within is None or before is None or before.unit is not within.unit:
            continue
        if before.amount > within.amount:
            yield Problem(
                (*path, "warn", j),
                f"预警时点 {step} 比时限 {within} 还早：除非延期，不会预警",
                f"the warning {step} ahead is earlier than the limit {within} begins: it is never"
                " given unless the time is extended",
            )


def _notices_sent(pack: Pack, reasoning: Reasoning) -> Node:
    """That the template of a notice is one of those that some event calls for."""
    keys = [
        notice.key
        for notice in pack.notices
        if any(_is_told(event, pack) for event in notice.on)
        and reasoning.can_hold(node_of(notice.when), events=notice.on)
    ]
    return Compared("in", Name(_TEMPLATE), Listed(tuple(map(Literal, keys))))


def _is_told(event: str, pack: Pack) -> bool:
    """Whether anything in the pack can bring the event about."""
    if event.startswith(_OF_ORDERS):
        return pack.supervision is not None
    if event.startswith(_OF_DUTIES):
        return bool(pack.duties)
    if event == StepTakenV1.EVENT:
        return bool(pack.steps)
    return event != PromiseMadeV1.EVENT or bool(pack.promises)


def _can_come(match: EventMatch, pack: Pack, sent: Node, reasoning: Reasoning) -> bool:
    wanted = [node_of(match.when)]
    if match.event == _NOTICE_SENT:
        wanted.append(sent)
    return _is_told(match.event, pack) and reasoning.can_hold(*wanted, events=(match.event,))


def _comes_with_the_start(rule: ObligationRule, match: EventMatch, reasoning: Reasoning) -> bool:
    """Whether every event that starts the rule is one that this match takes for its end."""
    if any(event != match.event for event in rule.starts):
        return False
    started = node_of(rule.when)
    ended = Either((Not(started), node_of(match.when)))
    return reasoning.can_hold(started, events=rule.starts) and reasoning.always_holds(
        ended, events=rule.starts
    )


def _never_met(path: Path, rule: ObligationRule) -> Problem:
    events = _named(rule.meeting)
    return Problem(
        path,
        f"时限“{rule.name}”无法完成：{events} 永远不会如此发生",
        f"nothing can meet the obligation `{rule.key}`: {events} never happens so",
    )


def _never_comes(path: Path, match: EventMatch) -> Problem:
    return Problem(
        path,
        f"{match.event} 永远不会如此发生，这一项可以不写",
        f"{match.event} never happens so; this entry may be left out",
    )


def _ends_as_it_begins(path: Path, rule: ObligationRule, chinese: str, english: str) -> Problem:
    events = "、".join(rule.starts)
    return Problem(
        path,
        f"时限“{rule.name}”一开始就{chinese}：{events} 既使它开始，又使它{chinese}",
        f"the event that starts the obligation `{rule.key}` also {english} it: {events}",
    )


def _named(matches: Sequence[EventMatch]) -> str:
    return "、".join(dict.fromkeys(match.event for match in matches))
