"""What was recorded is told, what is told takes effect once with each who hears it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.evidence import BusMessage, Evidence, ServiceEvidence

SOMETIMES_TOLD = frozenset({"casework.case.withdrawn"})
"""Events that are told or not, by the state they meet."""

OWN_WORK = "notice:"
"""Notify names its deliveries so; each attempt is an act of its own."""

_PART = re.compile(r"\.\d+$")


def check_once(evidence: Evidence) -> Verdict:
    verdict = Verdict("恰好一次 exactly once")
    _check_stream(evidence, verdict)
    for service, found in evidence.services.items():
        _check_versions(service, found, verdict)
        _check_told(service, found, evidence.messages, verdict)
        _check_effects(service, found, verdict)
        if service in evidence.manifest.hears:
            _check_heard(service, found, evidence, verdict)
    return verdict


def _check_stream(evidence: Evidence, verdict: Verdict) -> None:
    """A relay that crashed publishes again; the broker knows the ids for ten minutes."""
    verdict.counted["messages in the stream"] = len(evidence.messages)
    for identity, times in Counter(message.id for message in evidence.messages).items():
        if times > 1:
            verdict.doubled(f"message {identity} is {times} times in the stream")


def _check_versions(service: str, found: ServiceEvidence, verdict: Verdict) -> None:
    """Each stream counts from 1 without a gap."""
    verdict.counted["events"] += len(found.events)
    last: dict[object, int] = {}
    for event in found.events:
        if event.version != last.get(event.stream, 0) + 1:
            verdict.lost(f"{service}: {event.stream} has a gap before version {event.version}")
        last[event.stream] = event.version


def _check_told(
    service: str, found: ServiceEvidence, messages: Sequence[BusMessage], verdict: Verdict
) -> None:
    """Every event of a topic that is told has its message; no message tells what never was."""
    told = {_PART.sub("", message.id) for message in messages if message.source == service}
    recorded = {event.message_id for event in found.events}
    for identity in sorted(told - recorded):
        verdict.wrong(f"{service}: message {identity} tells an event that is not recorded")
    topics = {event.topic for event in found.events if event.message_id in told}
    for event in found.events:
        if event.topic in topics - SOMETIMES_TOLD and event.message_id not in told:
            verdict.lost(f"{service}: {event.topic} {event.message_id} never reached the bus")


def _check_effects(service: str, found: ServiceEvidence, verdict: Verdict) -> None:
    """What one message caused in a service was written in one transaction."""
    transactions: Mapping[str, set[datetime]] = defaultdict(set)
    for event in found.events:
        if event.message is not None and not event.message.startswith(OWN_WORK):
            transactions[event.message].add(event.stored_at)
    verdict.counted["effects of messages"] += len(transactions)
    for message, times in transactions.items():
        if len(times) > 1:
            verdict.doubled(f"{service}: {message} took effect {len(times)} times")


def _check_heard(
    service: str, found: ServiceEvidence, evidence: Evidence, verdict: Verdict
) -> None:
    """The inbox holds exactly what the service is to hear."""
    sources = evidence.manifest.hears[service]
    wanted = {message.id for message in evidence.messages if message.source in sources}
    heard = Counter(found.inbox)
    verdict.counted["messages heard"] += len(found.inbox)
    for identity in sorted(wanted - heard.keys()):
        verdict.lost(f"{service} has not heard {identity}")
    for identity in sorted(heard.keys() - wanted):
        verdict.wrong(f"{service} has heard {identity}, which is not in the stream")
    for identity, times in heard.items():
        if times > 1:
            verdict.doubled(f"{service} has heard {identity} {times} times")
