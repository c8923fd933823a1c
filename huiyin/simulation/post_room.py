"""Notices handed over the moment they are planned: no mail is composed, none is sent."""

from __future__ import annotations

from collections.abc import Sequence

from services.notify.notice import NOTICE, NoticeStatus, confirm_sent
from services.notify.queue import NOTICES, QueuedNotice
from services.notify.translate import translate
from shared.causes import POLICY
from shared.clock import Clock
from shared.commands import CommandSide
from shared.event_store.port import Cause, Store

_SIDE = CommandSide(NOTICE, translate)


class PostRoom:
    """Records what the delivery records when its carrier accepts every message at once, and takes
    each notice out of the list of those that wait."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def hand_over(self) -> Sequence[QueuedNotice]:
        """Every notice that waits, in the order of their causes."""
        async with self._store.transaction() as unit:
            waiting = await unit.rows.find(NOTICES, status=NoticeStatus.PLANNED)
            waiting = tuple(sorted(waiting, key=lambda row: row.place))
            for row in waiting:
                cause = Cause(POLICY, None, f"notice:{row.notice_id}")
                now = self._clock.now()
                await _SIDE.react(unit, row.notice_id, confirm_sent, now=now, cause=cause)
            await unit.rows.remove(NOTICES, *waiting)
        return waiting
