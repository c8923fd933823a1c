"""What time does to a project's duties: warnings, what is missed, and what then begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.sla.domain.duties import events as e
from services.sla.domain.duties.draft import Draft
from services.sla.domain.duties.project_watch import instants_of_project
from services.sla.domain.duties.timing import comes_no_more, deadline_of, timing_of
from services.sla.domain.instants import Instant, InstantKind
from shared.policy.duties import DutyRule

_MICROSECOND = timedelta(microseconds=1)


def pass_until(draft: Draft, until: datetime) -> None:
    """Let every instant up to and including `until` pass, in due order, each once."""
    pass_before(draft, until + _MICROSECOND)


def pass_before(draft: Draft, before: datetime) -> None:
    """Let every instant before that one pass: what is done at the last moment is done in time."""
    while ahead := instants_of_project(draft.watch):
        if ahead[0].at >= before:
            return
        _pass(draft, ahead[0])


def start(draft: Draft, rule: DutyRule, occurrence: int, *, at: datetime) -> None:
    """Begin that time of a duty, if it can be counted and is not over."""
    counted = deadline_of(rule, occurrence, draft.watch, draft.pack, started_at=at)
    if counted is None or counted.due is None:
        return
    if comes_no_more(rule, counted.due, draft.watch, draft.pack):
        return
    timing = timing_of(rule, occurrence, counted, draft.watch, draft.pack, started_at=at, since=at)
    draft.add(
        e.DutyStarted(
            key=rule.key,
            occurrence=occurrence,
            name=rule.name,
            rule=rule.rule,
            answerable=rule.answerable,
            started_at=at,
            due_at=counted.due,
            timing=timing,
        )
    )


def _pass(draft: Draft, instant: Instant) -> None:
    key, _, number = instant.key.rpartition("/")
    rule, occurrence, late_s = draft.rule(key), int(number), draft.late_s(instant.at)
    assert rule is not None, "what the regulation asks no more was dropped when that was heeded"
    if instant.kind is InstantKind.WARNING:
        draft.add(
            e.DutyApproaching(
                key=key,
                occurrence=occurrence,
                step=instant.step,
                at=instant.at,
                late_s=late_s,
                tell=rule.warned,
            )
        )
        return
    tell: Sequence[str] = rule.on_miss.tell if rule.on_miss else ()
    draft.add(
        e.DutyMissed(key=key, occurrence=occurrence, at=instant.at, late_s=late_s, tell=tuple(tell))
    )
    if rule.every is not None:
        start(draft, rule, occurrence + 1, at=instant.at)
