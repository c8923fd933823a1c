"""Every acknowledged write is there, whole and once; what was refused left nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pydantic_core import from_json

from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.client import NOT_YET
from huiyin.drill.evidence import Evidence, ServiceEvidence, StoredEvent
from huiyin.drill.journal import ACTOR, Answered, Entry

RECEIVED = "intake.complaint.received"

Effects = Mapping[str, Sequence[StoredEvent]]


def check_acknowledged(entries: Mapping[str, Entry], evidence: Evidence) -> Verdict:
    """The clients' records against the databases and the stream."""
    verdict = Verdict("回执 acknowledged writes")
    on_the_bus = {message.id for message in evidence.messages}
    effects = {name: _by_request(found) for name, found in evidence.services.items()}
    for entry in entries.values():
        service = entry.request.service
        caused = effects[service].get(entry.request.key, ())
        _check_one(entry, evidence.services[service], caused, on_the_bus, verdict)
    for name, found in effects.items():
        for key in found.keys() - entries.keys():
            verdict.wrong(f"{name}: events of {key}, which nobody asked")
    return verdict


def _by_request(found: ServiceEvidence) -> Effects:
    effects: dict[str, list[StoredEvent]] = defaultdict(list)
    for event in found.events:
        if event.actor.startswith(ACTOR):
            effects[event.actor.removeprefix(ACTOR)].append(event)
    return effects


def _check_one(
    entry: Entry,
    found: ServiceEvidence,
    caused: Sequence[StoredEvent],
    on_the_bus: set[str],
    verdict: Verdict,
) -> None:
    key = entry.request.key
    if len({event.stored_at for event in caused}) > 1:
        verdict.doubled(f"{key}: took effect in more than one transaction")
    if sum(event.topic == RECEIVED for event in caused) > 1:
        verdict.doubled(f"{key}: more than one complaint")
    answer = entry.acknowledged
    if answer is not None:
        verdict.counted["acknowledged"] += 1
        _check_kept(entry, answer, found, verdict)
        _check_effect(entry, answer, found, caused, on_the_bus, verdict)
    elif entry.refused:
        verdict.counted["refused"] += 1
        if caused:
            verdict.wrong(f"{key}: refused with {entry.answers[0].status}, yet it took effect")
    else:
        verdict.counted["unanswered, in effect" if caused else "unanswered, without effect"] += 1
    if caused and key not in found.answers:
        verdict.wrong(f"{key}: took effect, but its answer was not kept")


def _check_kept(entry: Entry, answer: Answered, found: ServiceEvidence, verdict: Verdict) -> None:
    """The answer that was given is the one that is kept, and given again from then on. A refusal is
    not kept: what was too early for one twin may have been in time for the other."""
    key = entry.request.key
    later = entry.answers[entry.answers.index(answer) :]
    if any(other != answer and other.status not in NOT_YET for other in later):
        verdict.wrong(f"{key}: the same request was answered in two ways")
    kept = found.answers.get(key)
    if kept is None:
        verdict.lost(f"{key}: acknowledged with {answer.status}, but no answer is kept")
    elif (kept.status, kept.body) != (answer.status, answer.body):
        verdict.wrong(f"{key}: another answer is kept than was given")


def _check_effect(
    entry: Entry,
    answer: Answered,
    found: ServiceEvidence,
    caused: Sequence[StoredEvent],
    on_the_bus: set[str],
    verdict: Verdict,
) -> None:
    """The event is in its stream and its message on the bus; a complaint is found by its number."""
    request, told = entry.request, from_json(answer.body)
    if not request.topic:
        return
    own = [event for event in caused if event.topic == request.topic]
    if not own:
        verdict.lost(f"{request.key}: {request.topic} is not in the database")
        return
    verdict.counted["events of requests"] += len(own)
    for event in own:
        if event.message_id not in on_the_bus:
            verdict.lost(f"{request.key}: {request.topic} never reached the bus")
    if request.topic == RECEIVED:
        verdict.counted["complaints"] += 1
        if found.names.get(told["number"]) != own[0].stream:
            verdict.lost(f"{request.key}: complaint {told['number']} is not found by its number")
    elif "version" in told and told["version"] not in {
        event.version for event in caused if event.stream == own[-1].stream
    }:
        verdict.wrong(f"{request.key}: answered version {told['version']} is not what it wrote")
