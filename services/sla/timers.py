"""The timer table: for every watch and order the instants ahead of it, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.instants import Instant
from shared.domain import Immutable
from shared.event_store.port import Store, Transaction
from shared.event_store.rows import Table
from shared.telemetry.spans import current_traceparent


class Timer(Immutable):
    """One instant of one stream. `place` names it within the stream whatever its time is."""

    stream: UUID
    place: str
    aggregate: str
    complaint_id: UUID
    instant: AwareDatetime
    provisional: bool
    traceparent: str | None


TIMERS = Table("timers", Timer, key=("stream", "place"))


async def set_timers(
    unit: Transaction,
    stream: UUID,
    aggregate: str,
    complaint_id: UUID,
    instants: Sequence[Instant],
) -> None:
    """Make the stream's rows what its state says; rows that stay keep the trace that set them."""
    standing = {timer.place: timer for timer in await unit.rows.find(TIMERS, stream=stream)}
    wanted = {instant.place: instant for instant in instants}
    for place in sorted(standing.keys() - wanted.keys()):
        await unit.rows.delete(TIMERS, stream=stream, place=place)
    for place, instant in wanted.items():
        present = standing.get(place)
        timer = Timer(
            stream=stream,
            place=place,
            aggregate=aggregate,
            complaint_id=complaint_id,
            instant=instant.at,
            provisional=instant.provisional,
            traceparent=present.traceparent if present else current_traceparent(),
        )
        if timer != present:
            await unit.rows.put(TIMERS, timer)


async def due(unit: Transaction, now: datetime, limit: int) -> tuple[Timer, ...]:
    """The timers whose instant has come, in due order. `now` travels as a parameter: a volatile
    clock in the statement would keep the index from bounding the scan (findings, section D)."""
    return await unit.rows.find(
        TIMERS, at_most=("instant", now), order_by=("instant",), limit=limit
    )


async def next_instant(store: Store) -> datetime | None:
    """When something happens next."""
    async with store.transaction() as unit:
        first = await unit.rows.find(TIMERS, order_by=("instant",), limit=1)
    return first[0].instant if first else None


async def provisional_streams(store: Store) -> tuple[UUID, ...]:
    """The streams with a due time that a holiday notice may still move."""
    async with store.transaction() as unit:
        timers = await unit.rows.find(TIMERS, provisional=True)
    return tuple(dict.fromkeys(timer.stream for timer in timers))
