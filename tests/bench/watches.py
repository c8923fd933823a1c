"""Watches with deadlines at chosen instants, made of real events, by the thousand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from services.sla.domain.watch import WATCH
from services.sla.ledger import watch_stream
from services.sla.timers import TIMERS
from shared.contracts.intake import Channel
from shared.event_store.mapper import EventMapper
from tests.unit.policy.regulations import zsy
from tests.unit.sla.service import SlaInMemory
from tests.unit.sla.story import Telling, assigned, complaint, graded

EVENTS = ("originator_id", "originator_version", "topic", "state")
MINUTE = timedelta(minutes=1)
WARNED_OR_MISSED_AFTER = (timedelta(hours=12), timedelta(hours=24))
"""When the preliminary opinion is warned of, and when it is due (zsy-5.2.4)."""

# The same life for other complaints: new ids, in the columns and in what was recorded.
MULTIPLY_EVENTS = """
INSERT INTO events (originator_id, originator_version, topic, state)
SELECT md5(originator_id::text || n)::uuid, originator_version, topic,
       convert_to(replace(replace(convert_from(state, 'UTF8'), complaint_id::text,
                                  md5(complaint_id::text || n)::uuid::text),
                          number, number || '-' || n), 'UTF8')
  FROM events JOIN prototypes ON stream = originator_id, generate_series(1, $1) AS n
"""
MULTIPLY_TIMERS = """
INSERT INTO timers (stream, place, aggregate, complaint_id, instant, provisional, traceparent)
SELECT md5(stream::text || n)::uuid, place, aggregate, md5(complaint_id::text || n)::uuid, instant,
       provisional, traceparent
  FROM timers JOIN prototypes USING (stream, complaint_id), generate_series(1, $1) AS n
"""
# Timers of nobody, far ahead: what fires has to be found among them.
PENDING = """
INSERT INTO timers (stream, place, aggregate, complaint_id, instant, provisional)
SELECT gen_random_uuid(), 'preliminary-opinion/due/', 'watch', gen_random_uuid(),
       $2::timestamptz + random() * interval '300 days', false
  FROM generate_series(1, $1)
"""


async def seed_pending(connection: asyncpg.Connection[Any], count: int, since: datetime) -> None:
    await connection.execute(PENDING, count, since, timeout=600)


async def seed_watches(
    connection: asyncpg.Connection[Any], instants: Sequence[datetime], copies: int
) -> None:
    """For each instant, `copies` complaints of which a limit is warned of or missed just then, in
    turn."""
    mapper = EventMapper([WATCH])
    events: list[tuple[Any, ...]] = []
    timers: list[tuple[Any, ...]] = []
    prototypes: list[tuple[UUID, UUID, str]] = []
    for number, (instant, after) in enumerate(zip(instants, cycle(WARNED_OR_MISSED_AFTER)), 1):
        prototype = uuid4(), f"TS{instant:%Y%m%d}-{number:06}"
        sla = await _lived(*prototype, received=instant - after, until=instant)
        stream = watch_stream(prototype[0])
        for recorded in await sla.store.history(stream):
            stored = mapper.to_stored_event(recorded.event)
            events.append((stream, stored.originator_version, stored.topic, stored.state))
        timers += (tuple(timer.model_dump().values()) for timer in await sla.timers())
        prototypes.append((stream, *prototype))
    await connection.execute(
        "CREATE TEMP TABLE prototypes (stream uuid, complaint_id uuid, number text)"
    )
    await connection.copy_records_to_table("prototypes", records=prototypes)
    await connection.copy_records_to_table("events", records=events, columns=EVENTS)
    await connection.copy_records_to_table("timers", records=timers, columns=TIMERS.columns)
    await connection.execute(MULTIPLY_EVENTS, copies - 1, timeout=600)
    await connection.execute(MULTIPLY_TIMERS, copies - 1, timeout=600)
    await connection.execute("DROP TABLE prototypes")
    await connection.execute("VACUUM ANALYZE", timeout=600)


async def _lived(
    complaint_id: UUID, number: str, *, received: datetime, until: datetime
) -> SlaInMemory:
    """A complaint received then, and everything that has passed before `until`."""

    def of_this(telling: Telling) -> Telling:
        this = {"complaint_id": complaint_id, "number": number}
        return lambda when: telling(when).model_copy(update=this)

    sla = SlaInMemory("2000-01-01 00:00")
    sla.clock.step_to(received)
    told = complaint(zsy(), "2000-01-01 00:00", channel=Channel.WECHAT)
    opening = of_this(told)
    await sla.hears(
        lambda when: opening(when).model_copy(update={"received_at": received}),
    )
    sla.clock.step_to(received + MINUTE)
    await sla.hears(of_this(graded(3)), of_this(assigned()))
    sla.clock.step_to(until - MINUTE)
    while await sla.firing.fire_due():
        pass
    return sla
