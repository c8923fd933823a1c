"""Handing planned notices to their carrier, in order, by one replica, until each has its end.

Sending and recording cannot be one act. A crash between the carrier's acceptance and our record
sends the message again, with the same Message-ID and the same bytes; it is never lost. While the
carrier is away nothing is tried, and no notice uses up its attempts.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from opentelemetry.trace import SpanKind, Status, StatusCode

from services.notify.channels import Carrier, CarrierIsAway, NotAccepted
from services.notify.mail import NoticeCannotBeMailed, compose
from services.notify.notice import NOTICE, NoticeStatus, Obstacle, Setback, confirm_sent, suffer
from services.notify.queue import NOTICES, QueuedNotice, queued
from services.notify.translate import translate
from shared.causes import POLICY
from shared.clock import Clock
from shared.commands import CONFLICT_ATTEMPTS, CommandSide
from shared.domain import DomainEvent
from shared.event_store.port import Cause, Store, StreamConflict
from shared.failures import describe
from shared.postgres.database import TROUBLE, UNREACHABLE
from shared.postgres.leadership import Leadership
from shared.telemetry.spans import continuing, current_traceparent, working

log = logging.getLogger(__name__)

ROUND = 100
POLL_S = 0.2
GATHER_S = 0.05
"""How long notices may gather behind a round: each round opens its own connection."""
STILL_LEADING = "SELECT true"  # Fails with the connection, and the lock is gone with that.
PAUSE_AFTER_FAILURE_S = 0.5
# Some eight hours together: servers that greylist want a pause of minutes, some of an hour, and a
# sender is to be patient (RFC 5321, section 4.5.4.1).
RETRY_DELAYS_S = (1.0, 2.0, 4.0, 30.0, 120.0, 300.0, 900.0, 1800.0, 3600.0, 7200.0, 14_400.0)
AWAY_PAUSE_FIRST_S, AWAY_PAUSE_LONGEST_S = 1.0, 60.0
SET_ASIDE_S = 60.0


class Delivery:
    """The worker. `wall` is infrastructure time in seconds: pauses between attempts are the
    carrier's business, not the regulation's."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        carrier: Carrier,
        sender: str,
        after_commit: Callable[[], None],
        wall: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._carrier = carrier
        self._sender = sender
        self._after_commit = after_commit
        self._wall = wall
        self._side = CommandSide(NOTICE, translate)
        self._not_before: dict[UUID, float] = {}
        self._woken = asyncio.Event()
        self._unrecorded: dict[UUID, Setback | None] = {}
        self._away_until = 0.0
        self._away_pause_s = AWAY_PAUSE_FIRST_S

    async def run(self, url: str) -> None:
        """Deliver for as long as the service runs and this replica leads."""
        while True:
            try:
                await self._lead(url)
            except TROUBLE as failure:
                log.warning("delivery pauses: %s", type(failure).__name__)
            await asyncio.sleep(PAUSE_AFTER_FAILURE_S)

    async def _lead(self, url: str) -> None:
        leadership = await Leadership.win(url, "delivery")
        try:
            while await leadership.connection.fetchval(STILL_LEADING):
                delivered = await self.deliver_waiting()
                if not delivered:
                    await self._pause()
                elif delivered < ROUND:
                    await asyncio.sleep(GATHER_S)
        finally:
            await leadership.resign()

    def wake(self) -> None:
        """Something was planned: look at once."""
        self._woken.set()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_S):
                await self._woken.wait()
        self._woken.clear()

    async def deliver_waiting(self) -> int:
        """One round over the notices that wait and may be tried now; how many there were.

        Those tried least come first: a carrier that puts one recipient off holds up nobody else.
        """
        if self._wall() < self._away_until:
            return 0
        async with self._store.transaction() as unit:
            waiting = await unit.rows.find(
                NOTICES,
                status=NoticeStatus.PLANNED,
                order_by=("attempts", "place"),
                limit=ROUND,
            )
        ready = [row for row in waiting if self._not_before.get(row.notice_id, 0) <= self._wall()]
        try:
            async with self._carrier.sending():
                for row in ready:
                    await self._deliver_or_set_aside(row)
        except CarrierIsAway as away:
            log.warning("notices wait: %s", away)
            self._away_until = self._wall() + self._away_pause_s
            self._away_pause_s = min(2 * self._away_pause_s, AWAY_PAUSE_LONGEST_S)
        return len(ready)

    async def _deliver_or_set_aside(self, row: QueuedNotice) -> None:
        """A notice that cannot even be tried must not hold up those behind it."""
        try:
            await self._deliver(row)
        except CarrierIsAway:
            raise
        except UNREACHABLE:
            raise
        except Exception as failure:  # noqa: BLE001  Whatever is wrong with it, the others go on.
            log.error("notice %s is set aside: %s", row.notice_id, describe(failure))
            self._not_before[row.notice_id] = self._wall() + SET_ASIDE_S

    async def _deliver(self, row: QueuedNotice) -> None:
        with (
            continuing(row.traceparent),
            working("send mail", row.complaint_id, kind=SpanKind.CLIENT) as span,
        ):
            span.set_attribute("huiyin.notice_id", str(row.notice_id))
            span.set_attribute("huiyin.template", row.template)
            if row.notice_id not in self._unrecorded:
                self._unrecorded[row.notice_id] = await self._send(row)
                self._away_pause_s = AWAY_PAUSE_FIRST_S
            setback = self._unrecorded[row.notice_id]
            if setback is not None:
                span.set_status(Status(StatusCode.ERROR, setback.reason))
            await self._record(row, setback)
            # Only now: what was handed over while the database went away is not sent twice.
            del self._unrecorded[row.notice_id]

    async def _send(self, row: QueuedNotice) -> Setback | None:
        """Hand a notice over. Raises CarrierIsAway."""
        notice = await self._store.load(NOTICE, row.notice_id)
        assert notice is not None, "a queued notice has its stream"
        try:
            await self._carrier.send(compose(notice, self._sender))
        except NoticeCannotBeMailed:
            return Setback(obstacle=Obstacle.UNREADABLE, final=True)
        except NotAccepted as refusal:
            return refusal.setback
        return None

    async def _record(self, row: QueuedNotice, setback: Setback | None) -> None:
        """Record what became of an attempt; where another replica was faster, its record stands."""
        now = self._clock.now()
        cause = Cause(POLICY, current_traceparent(), f"notice:{row.notice_id}")

        def decide(notice: object) -> list[DomainEvent]:
            assert isinstance(notice, NOTICE.state)
            return suffer(notice, setback) if setback else confirm_sent(notice)

        for _ in range(CONFLICT_ATTEMPTS):
            try:
                async with self._store.transaction() as unit:
                    outcome = await self._side.react(
                        unit, row.notice_id, decide, now=now, cause=cause
                    )
                    assert outcome is not None
                    changed = queued(outcome.state, place=row.place, traceparent=row.traceparent)
                    await unit.rows.put(NOTICES, changed)
            except StreamConflict:
                continue
            self._pace(changed)
            self._after_commit()
            return
        raise StreamConflict(row.notice_id)

    def _pace(self, row: QueuedNotice) -> None:
        if row.status is NoticeStatus.PLANNED:
            delay_s = RETRY_DELAYS_S[row.attempts - 1]
            self._not_before[row.notice_id] = self._wall() + delay_s
        else:
            self._not_before.pop(row.notice_id, None)
