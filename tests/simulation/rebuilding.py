"""Promise 3: read models are what their messages make of empty tables, byte for byte, and what
stands beside the streams is what the streams say."""

from __future__ import annotations

import asyncio
from typing import Any

from huiyin.simulation.house import STREAMS, Ports, compose
from services.analytics.complaint_facts import COMPLAINTS, TITLES
from services.analytics.course import COURSE
from services.analytics.obligation_facts import OBLIGATIONS
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from services.console.read_model.rows import CLOCKS, PAGES, TIMELINE
from services.notify.complaint import KNOWN_COMPLAINTS
from services.notify.notice import NOTICE
from services.notify.queue import NOTICES
from services.sla.domain.instants import instants_of_order, instants_of_watch
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from services.sla.timers import TIMERS
from shared.bus.manifest import read_manifest
from shared.event_store.mapper import read_snapshot, snapshot_state, snapshot_topic
from shared.event_store.memory import MemoryStore
from tests.simulation.process import ZONE
from tests.simulation.promises import Kept, PromiseBroken
from tests.simulation.randomness import SeededIds, SteadyNumbers
from tests.simulation.world import policies

READ_MODELS = {
    "analytics": (COMPLAINTS, TITLES, COURSE, OBLIGATIONS, SUPERVISION_ORDERS),
    "console": (PAGES, CLOCKS, TIMELINE),
    "notify": (KNOWN_COMPLAINTS,),
}


def read_models_equal_their_rebuild(kept: Kept) -> None:
    for service, tables in READ_MODELS.items():
        rebuilt = asyncio.run(_rebuilt(service, kept))
        for table in tables:
            live = _bytes(kept.rows(service, table.name))
            anew = _bytes(list(rebuilt.tables.rows.get(table.name, {}).values()))
            if live != anew:
                differing = sorted(live ^ anew)[0]
                raise PromiseBroken(f"{service} {table.name} is not its rebuild: {differing!r}")


async def _rebuilt(service: str, kept: Kept) -> MemoryStore:
    """The same handlers, in the broker's order, with nothing in between."""
    store = MemoryStore([kind for kind, _ in STREAMS[service]])
    handlers = compose(service, _ports(kept, store)).handlers
    heard = set(read_manifest().hears[service])
    for message in kept.messages.values():
        handler = handlers.get(type(message.contract))
        if handler is not None and message.contract.SERVICE in heard:
            async with store.transaction() as unit:
                await handler(message, unit)
    return store


def _ports(kept: Kept, store: MemoryStore) -> Ports:
    world = kept.world
    return Ports(
        store=store,
        clock=world.clock,
        ids=SeededIds(world.dice),
        numbers=SteadyNumbers(),
        policies=policies(),
        zone=ZONE,
        carrier=world.post,
        wall=lambda: 0.0,
    )


def _bytes(rows: list[Any]) -> set[bytes]:
    return {row.model_dump_json().encode() for row in rows}


def snapshots_equal_their_streams(kept: Kept) -> None:
    """Loading from a snapshot gives the state that the whole stream gives."""
    for service in STREAMS:
        shots = kept.world.house[service].store.tables.snapshots
        kinds = {kind.events: kind for kind, _ in STREAMS[service]}
        for stream, events in kept.events(service):
            kind = next(kind for types, kind in kinds.items() if isinstance(events[0], types))
            shot = shots.get((stream, snapshot_topic(kind)))
            if shot is None:
                continue
            whole = kind.fold(None, events[: shot[0]])
            assert whole is not None
            taken = read_snapshot(kind, shot[1])
            if taken is None or snapshot_state(taken) != snapshot_state(whole):
                raise PromiseBroken(f"the snapshot of {service} {stream} is not its stream")


def rows_of_decisions_equal_their_streams(kept: Kept) -> None:
    """The timer table and the queue of notices say what the streams say."""
    timers = {(row.stream, row.place, row.instant) for row in kept.rows("sla", TIMERS.name)}
    ahead = set()
    for stream, events in kept.events("sla"):
        if isinstance(events[0], WATCH.events):
            watch = WATCH.fold(None, events)
            assert watch is not None
            instants = instants_of_watch(watch)
        else:
            order = SUPERVISION_ORDER.fold(None, events)
            assert order is not None
            instants = instants_of_order(order)
        ahead |= {(stream, instant.place, instant.at) for instant in instants}
    if timers != ahead:
        raise PromiseBroken(f"timers and streams differ: {sorted(map(str, timers ^ ahead))[0]}")
    queue = {(row.notice_id, row.status, row.attempts) for row in kept.rows("notify", NOTICES.name)}
    notices = set()
    for stream, events in kept.events("notify"):
        notice = NOTICE.fold(None, events)
        assert notice is not None
        notices.add((stream, notice.status, notice.attempts))
    if queue != notices:
        raise PromiseBroken("the queue of notices is not what their streams say")
