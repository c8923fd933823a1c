"""The timer table: for every watch and order the instants ahead of it, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.instants import Instant
from shared.domain import Immutable
from shared.event_store.port import Store, Transaction
from shared.event_store.rows import Row, Table
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


ON_TIME = timedelta(seconds=1)


def as_of(instant: datetime, now: datetime) -> datetime:
    """The business time at which a timer's decision is made, `now` being not before its instant.

    Fired within a second it is on time, and its decision is that of its instant: whether it was
    made now or beforehand leaves no trace. Fired later, it is decided now and says how late.
    """
    return instant if now - instant <= ON_TIME else now


class TimerRows(Protocol):
    """The timer table, and what else is put beside it, as a decision sees them."""

    async def find(self, table: Table[Timer], *, stream: UUID) -> tuple[Timer, ...]: ...

    async def put(self, table: Table[Row], *rows: Row) -> None: ...

    async def remove(self, table: Table[Timer], *rows: Timer) -> None: ...


async def set_timers(
    rows: TimerRows,
    stream: UUID,
    aggregate: str,
    complaint_id: UUID,
    instants: Sequence[Instant],
) -> None:
    """Make the stream's rows what its state says; rows that stay keep the trace that set them."""
    standing = {timer.place: timer for timer in await rows.find(TIMERS, stream=stream)}
    wanted = {instant.place: instant for instant in instants}
    gone = [timer for place, timer in standing.items() if place not in wanted]
    changed = [
        Timer(
            stream=stream,
            place=place,
            aggregate=aggregate,
            complaint_id=complaint_id,
            instant=instant.at,
            provisional=instant.provisional,
            traceparent=present.traceparent if present else current_traceparent(),
        )
        for place, instant in wanted.items()
        if (present := standing.get(place)) is None or not _is_set(present, instant)
    ]
    if gone:
        await rows.remove(TIMERS, *gone)
    if changed:
        await rows.put(TIMERS, *changed)


def _is_set(timer: Timer, instant: Instant) -> bool:
    return (timer.instant, timer.provisional) == (instant.at, instant.provisional)


async def due(unit: Transaction, now: datetime, limit: int) -> tuple[Timer, ...]:
    """The timers whose instant has come, in due order. `now` travels as a parameter: a volatile
    clock in the statement would keep the index from bounding the scan (findings, section D)."""
    return await unit.rows.find(
        TIMERS, at_most=("instant", now), order_by=("instant",), limit=limit
    )


async def coming(
    unit: Transaction, since: datetime, until: datetime, after: Timer | None, limit: int
) -> tuple[Timer, ...]:
    """The timers of a span of time, in due order, behind `after` where one is given."""
    return await unit.rows.find(
        TIMERS,
        at_least=("instant", since),
        at_most=("instant", until),
        order_by=("instant",),
        after=after,
        limit=limit,
    )


async def next_instant(store: Store) -> datetime | None:
    """When something happens next."""
    async with store.transaction() as unit:
        first = await unit.rows.find(TIMERS, order_by=("instant",), limit=1)
    return first[0].instant if first else None


async def after(unit: Transaction, last: Timer | None, limit: int) -> tuple[Timer, ...]:
    """All timers, stream by stream, some at a time."""
    return await unit.rows.find(TIMERS, order_by=("stream", "place"), after=last, limit=limit)
