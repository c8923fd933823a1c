"""What must hold in every world (architecture, "What must always hold"), checked on what was kept.

Nothing here asks the services: it reads streams, messages, rows and the clients' own records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from huiyin.simulation.house import SERVICES, STREAMS
from shared.bus.manifest import read_manifest
from shared.bus.port import Delivery
from shared.contracts import CONTRACTS, Message, message_id
from shared.domain import DomainEvent
from shared.event_store.mapper import EventMapper
from tests.simulation.clients import Client
from tests.simulation.effects import EFFECTS, Effect
from tests.simulation.process import Process
from tests.simulation.world import World


class PromiseBroken(Exception):
    """A counter-example, in words."""


class Kept:
    """A world as it was left, read once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.messages = _first_of_each(world.bus.everything())

    def events(self, service: str) -> Iterator[tuple[UUID, list[DomainEvent]]]:
        """Every stream of a service from its first event."""
        mapper = EventMapper([kind for kind, _ in STREAMS[service]])
        for stream, stored in self.world.house[service].store.tables.streams.items():
            yield stream, [mapper.to_domain_event(stored[v].event) for v in sorted(stored)]

    def rows(self, service: str, table: str) -> list[Any]:
        return list(self.world.house[service].store.tables.rows.get(table, {}).values())


def _first_of_each(deliveries: list[Delivery]) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for delivery in deliveries:
        message = Message.from_json(delivery.body, CONTRACTS, sequence=delivery.sequence)
        found.setdefault(message.id, message)
    return found


def acknowledged_writes_are_there(kept: Kept) -> None:
    """Promise 1: what a client was answered is recorded, and every answer to a key is the same."""
    for client in kept.world.clients:
        answers: dict[str, bytes] = {}
        for told in client.acknowledged:
            first = answers.setdefault(told.key, told.body)
            _hold(first == told.body, f"{told.key} was answered in two ways")
            store = kept.world.house[told.service].store
            answer = store.tables.answers.get(told.key)
            _hold(answer is not None, f"{told.service} forgot the answer to {told.key}")
            assert answer is not None
            _hold(answer.body == told.body, f"{told.service} keeps another answer to {told.key}")
        _is_found_everywhere(client, kept)


def _is_found_everywhere(client: Client, kept: Kept) -> None:
    if not client.number:
        return
    for service, name in (
        ("intake", client.number),
        ("triage", client.number),
        ("casework", client.number),
        ("sla", f"watch:{client.number}"),
    ):
        store = kept.world.house[service].store
        _hold(name in store.tables.names, f"{service} does not know {client.number}")


def nothing_is_half_done(kept: Kept) -> None:
    """Promise 1: streams have no gap, and everything they tell was told, word for word."""
    told: set[str] = set()
    for service in SERVICES:
        tellers = {kind.events: (kind, tell) for kind, tell in STREAMS[service]}
        for stream, events in kept.events(service):
            versions = [event.originator_version for event in events]
            _hold(versions == list(range(1, len(events) + 1)), f"a gap in {service} {stream}")
            kind, tell = next(
                pair for types, pair in tellers.items() if isinstance(events[0], types)
            )
            state = None
            for event in events:
                state = kind.fold(state, (event,))
                for part, contract in enumerate(tell(state, event)):
                    identity = message_id(stream, event.originator_version, part)
                    message = kept.messages.get(identity)
                    _hold(message is not None, f"{service} never told {type(event).__name__}")
                    assert message is not None
                    _hold(message.contract == contract, f"{service} told {identity} otherwise")
                    told.add(identity)
    made_up = kept.messages.keys() - told
    _hold(not made_up, f"messages nobody recorded: {sorted(made_up)[:3]}")


def each_takes_effect_once_in_order(kept: Kept) -> None:
    """Promise 2, for every subscriber and every stream."""
    for service, process in kept.world.house.items():
        if process.hears:
            _heard_once_in_order(process, kept)
        _hold(not process.store.tables.parked, f"{service} keeps messages parked")


def _heard_once_in_order(process: Process, kept: Kept) -> None:
    service, heard = process.service, process.resident.handlers
    sources = set(read_manifest().hears[service])
    effects: list[Effect] = sorted(
        kept.rows(service, EFFECTS.name), key=lambda effect: effect.place
    )
    times = Counter(effect.message_id for effect in effects)
    due = {
        identity: message
        for identity, message in kept.messages.items()
        if type(message.contract) in heard and message.contract.SERVICE in sources
    }
    for identity, message in due.items():
        event = message.contract.EVENT
        _hold(times[identity] > 0, f"{service} never took in {event} {identity}")
        _hold(times[identity] == 1, f"{event} took effect {times[identity]} times in {service}")
    _hold(not times.keys() - due.keys(), f"{service} took in what was never told")
    by_key: dict[str, list[int]] = defaultdict(list)
    for effect in effects:
        by_key[effect.key].append(kept.messages[effect.message_id].sequence)
    for key, sequences in by_key.items():
        _hold(sequences == sorted(sequences), f"{service} took in complaint {key} out of order")


def notices_go_out_once(kept: Kept) -> None:
    """Promise 2, at the far end: one message a notice, and none that nobody planned.

    A crash between the carrier's acceptance and our record hands the same message over again; its
    id is the same, so that it is still one message (RFC 5322, section 3.6.4).
    """
    accepted = kept.world.post.accepted
    sent: set[str] = set()
    for stream, events in kept.events("notify"):
        ends = [event.TOPIC for event in events if event.TOPIC in _ENDS_OF_NOTICE]
        _hold(len(ends) == 1, f"notice {stream} ended {len(ends)} times")
        if ends == [_SENT]:
            _hold(accepted[str(stream)] > 0, f"notice {stream} is called sent and was not")
            sent.add(str(stream))
    _hold(not accepted.keys() - sent, "mail was sent that no notice knows of")


_SENT = "notify.notice.sent"
_ENDS_OF_NOTICE = frozenset({_SENT, "notify.notice.failed"})


def _hold(condition: bool, broken: str) -> None:
    if not condition:
        raise PromiseBroken(broken)
