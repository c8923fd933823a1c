"""What may be asked of notify: its notices, and whether they can go out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from services.notify.notice import NoticeStatus
from services.notify.queue import NOTICES, QueuedNotice
from shared.domain import Immutable
from shared.event_store.port import Store
from shared.policy import NoticeChannel

# Counting more than this says nothing more to a person, and would cost more.
COUNTED_AT_MOST = 1000


class NoticeView(Immutable):
    """One notice as people see it. `reason` is why the last attempt failed, such as
    `put-off 451`; it is None once the notice was sent."""

    notice_id: UUID
    number: str
    event: str
    template: str
    rule: str
    recipient: str
    recipient_name: str
    channel: NoticeChannel
    subject: str
    planned_at: AwareDatetime
    status: NoticeStatus
    attempts: int
    reason: str | None


class NoticePage(Immutable):
    """Notices in the order of their causes; `next` is the cursor of what follows, if anything."""

    notices: tuple[NoticeView, ...]
    next: int | None


class DeliveryView(Immutable):
    """Whether mail can go out (`can_send`), and how many notices wait, up to 1000."""

    can_send: bool
    waiting: int


class Notices:
    def __init__(self, store: Store, *, can_send: bool) -> None:
        self._store = store
        self._can_send = can_send

    async def page(
        self, *, number: str | None, status: NoticeStatus | None, after: int, limit: int
    ) -> NoticePage:
        """A page of notices that come after a place."""
        wanted: dict[str, Any] = {"number": number, "status": status}
        async with self._store.transaction() as unit:
            rows = await unit.rows.find(
                NOTICES,
                at_least=("place", after + 1),
                order_by=("place",),
                limit=limit + 1,
                **{name: value for name, value in wanted.items() if value is not None},
            )
        shown = rows[:limit]
        more = len(rows) > limit
        return NoticePage(notices=tuple(map(_view, shown)), next=shown[-1].place if more else None)

    async def delivery(self) -> DeliveryView:
        return DeliveryView(can_send=self._can_send, waiting=await self._waiting(COUNTED_AT_MOST))

    async def idle(self) -> bool:
        """No notice will be sent without something new happening."""
        return not self._can_send or await self._waiting(1) == 0

    async def _waiting(self, limit: int) -> int:
        async with self._store.transaction() as unit:
            rows = await unit.rows.find(NOTICES, status=NoticeStatus.PLANNED, limit=limit)
        return len(rows)


def _view(row: QueuedNotice) -> NoticeView:
    return NoticeView(**row.model_dump(include=set(NoticeView.model_fields)))
