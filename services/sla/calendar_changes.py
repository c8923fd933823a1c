"""What was counted anew because a holiday notice came: a row for each, and the report of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from services.sla.domain.obligation import Recount
from services.sla.domain.refusals import CursorIsUnreadable
from services.sla.domain.supervision_order import SupervisionOrder
from services.sla.domain.watch import Watch
from shared.domain import Immutable
from shared.event_store.port import Store
from shared.event_store.rows import Table


class Subject(StrEnum):
    """What was counted anew."""

    OBLIGATION = "obligation"
    MILESTONE = "milestone"


class CalendarChange(Immutable):
    """One due time before and after. `place` names it within its stream for good; `notices` are
    ids, separated by commas."""

    stream: UUID
    place: str
    complaint_id: UUID
    number: str
    subject: Subject
    key: str
    name: str
    notices: str
    previous_due_at: AwareDatetime | None
    due_at: AwareDatetime | None
    counted_at: AwareDatetime
    sentence: str


CHANGES = Table("calendar_changes", CalendarChange, key=("stream", "place"))


class CalendarChangeView(Immutable):
    """An obligation, or a milestone of a supervision order, whose due time was counted anew."""

    number: str
    subject: Subject
    key: str
    name: str
    notices: tuple[str, ...]
    previous_due_at: AwareDatetime | None
    due_at: AwareDatetime | None
    counted_at: AwareDatetime
    sentence: str


class CalendarChangePage(Immutable):
    """In the order in which they were counted; `next` is the cursor of what follows, if any."""

    changes: tuple[CalendarChangeView, ...]
    next: str | None


class CalendarChanges:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, *, number: str | None, cursor: str | None, limit: int
    ) -> CalendarChangePage:
        """A page of the report. Raises CursorIsUnreadable."""
        wanted: dict[str, Any] = {} if number is None else {"number": number}
        async with self._store.transaction() as unit:
            rows = await unit.rows.find(
                CHANGES,
                order_by=("counted_at", "stream", "place"),
                after=_placed(cursor) if cursor else None,
                limit=limit + 1,
                **wanted,
            )
        shown = rows[:limit]
        more = len(rows) > limit
        return CalendarChangePage(
            changes=tuple(map(_view, shown)), next=_cursor(shown[-1]) if more else None
        )


def changes_of_watch(watch: Watch) -> Iterable[CalendarChange]:
    for i, obligation in enumerate(watch.obligations):
        for n, recount in enumerate(obligation.recounts):
            yield CalendarChange(
                stream=watch.id,
                place=f"{obligation.key}/{i}/{n}",
                complaint_id=watch.complaint_id,
                number=watch.number,
                subject=Subject.OBLIGATION,
                key=obligation.key,
                name=obligation.name,
                **_told(recount),
            )


def changes_of_order(order: SupervisionOrder) -> Iterable[CalendarChange]:
    for n, recount in enumerate(order.recounts):
        yield CalendarChange(
            stream=order.id,
            place=f"{recount.key}/{n}",
            complaint_id=order.complaint_id,
            number=order.complaint_number,
            subject=Subject.MILESTONE,
            key=recount.key,
            name=recount.name,
            **_told(recount.because),
        )


def _told(recount: Recount) -> dict[str, Any]:
    return {
        "notices": ",".join(recount.notices),
        "previous_due_at": recount.previous_due_at,
        "due_at": recount.due_at,
        "counted_at": recount.at,
        "sentence": recount.sentence,
    }


def _view(row: CalendarChange) -> CalendarChangeView:
    shown = row.model_dump(include=set(CalendarChangeView.model_fields) - {"notices"})
    return CalendarChangeView(**shown, notices=tuple(filter(None, row.notices.split(","))))


def _cursor(row: CalendarChange) -> str:
    counted_at = row.counted_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"{counted_at}~{row.stream}~{row.place}"


def _placed(cursor: str) -> CalendarChange:
    """A row at the place a cursor names; of its columns only those of the order are looked at."""
    try:
        counted_at, stream, place = cursor.split("~", 2)
        at, identity = datetime.fromisoformat(counted_at), UUID(stream)
        if at.tzinfo is None:
            raise ValueError(cursor)
    except ValueError as error:
        raise CursorIsUnreadable(field="cursor") from error
    return CalendarChange(
        stream=identity,
        place=place,
        complaint_id=identity,
        number="",
        subject=Subject.OBLIGATION,
        key="",
        name="",
        notices="",
        previous_due_at=None,
        due_at=None,
        counted_at=at,
        sentence="",
    )
