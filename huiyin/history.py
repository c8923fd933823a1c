"""A file of past complaints and their answers, and playing it on a stack whose clock is stepped."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from huiyin.progress import progress
from huiyin.refusals import CannotRun
from huiyin.stepping import Steps
from shared.tabular import FieldName, Record, Sheet, SheetRow, read_sheet
from shared.tabular.mapping import ColumnMapping

AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Play:
    """One thing that happened: a complaint came in, or was answered."""

    at: datetime
    ref: str
    answer: bool


@dataclass(frozen=True, slots=True)
class History:
    """A file of complaints with the times at which they were answered."""

    sheet: Sheet
    rows: dict[str, SheetRow]
    plays: tuple[Play, ...]

    def slice(self, refs: Sequence[str]) -> bytes:
        """The same file with some of its rows."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.sheet.header)
        writer.writerows(self.rows[ref].cells for ref in refs)
        return text.getvalue().encode()


def read_history(content: bytes, mapping: ColumnMapping) -> History:
    """Raises a refusal where the file or its columns cannot be read; unreadable rows are left to
    the import, which reports them."""
    sheet = read_sheet(content)
    places = mapping.columns_in(sheet.header)
    rows: dict[str, SheetRow] = {}
    plays: list[Play] = []
    for row in sheet.rows:
        record = mapping.read(row, places, len(sheet.header))
        if not isinstance(record, Record):
            continue
        ref = record.texts[FieldName.EXTERNAL_REF]
        rows[ref] = row
        plays.append(Play(record.times[FieldName.RECEIVED_AT], ref, answer=False))
        if FieldName.ANSWERED_AT in record.times:
            plays.append(Play(record.times[FieldName.ANSWERED_AT], ref, answer=True))
    if not plays:
        raise CannotRun("文件中没有可回放的投诉 / there is no complaint in the file to replay")
    return History(sheet, rows, tuple(sorted(plays, key=lambda play: (play.at, play.answer))))


class Player:
    """Plays a history, in windows within which nothing falls due."""

    def __init__(
        self,
        history: History,
        mapping_text: bytes,
        zone: ZoneInfo,
        days: int,
        urls: dict[str, str],
        steps: Steps,
    ) -> None:
        self._history = history
        self._mapping_text = mapping_text
        self._zone = zone
        self._days = days
        self._urls = urls
        self._steps = steps
        self.numbers: dict[str, str] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def play(self) -> None:
        waiting = list(reversed(self._history.plays))
        total = len(waiting)
        next_due = await self._steps.settle()
        with progress(total, "回放 replay") as bar:
            while waiting or next_due:
                if next_due and (not waiting or next_due < waiting[-1].at):
                    next_due = await self._steps.step_to(next_due)
                else:
                    window = list(self._window(waiting, next_due))
                    next_due = await self._play(window)
                    bar.update(len(window))

    def _window(self, waiting: list[Play], next_due: datetime | None) -> Iterator[Play]:
        """Plays up to the next due instant. N working days last N calendar days at least, so what
        comes in within a window cannot fall due in it either."""
        begins = waiting[-1].at.astimezone(self._zone)
        until = begins.replace(hour=0, minute=0, second=0) + timedelta(days=self._days)
        while (
            waiting and waiting[-1].at < until and (next_due is None or waiting[-1].at <= next_due)
        ):
            yield waiting.pop()

    async def _play(self, window: list[Play]) -> datetime | None:
        await self._steps.move_to(window[-1].at)
        received = [play.ref for play in window if not play.answer]
        if received:
            await self._import(received)
            next_due = await self._steps.settle()
        answers = [play for play in window if play.answer]
        if answers:
            await asyncio.gather(*(self._answer(play) for play in answers))
            next_due = await self._steps.settle()
        return next_due

    async def _import(self, refs: Sequence[str]) -> None:
        reply = await self._steps.http.post(
            f"{self._urls['intake']}/imports",
            files={
                "file": ("slice.csv", self._history.slice(refs)),
                "mapping": ("mapping.yaml", self._mapping_text),
            },
        )
        report = _content(reply)
        for fault in report["rejected"]:
            raise CannotRun(f"{fault['field']}: {fault['reason']} / {fault['reason_en']}")
        self.numbers |= {row["external_ref"]: row["number"] for row in report["complaints"]}

    async def _answer(self, play: Play) -> None:
        async with self._gate:
            reply = await self._steps.http.post(
                f"{self._urls['casework']}/cases/{self.numbers[play.ref]}/contact",
                json={
                    "channel": "web",
                    "preliminary_opinion": True,
                    "note": "答复",
                    "contacted_at": play.at.astimezone(UTC).isoformat(),
                },
                headers={"X-Actor": "replay"},
            )
            _content(reply)

    async def report(self) -> dict[str, Any]:
        reply = await self._steps.http.get(
            f"{self._urls['analytics']}/reports/on-time", params={"obligation": "answer"}
        )
        return _content(reply)


def _content(reply: httpx.Response) -> dict[str, Any]:
    if reply.is_error:
        raise CannotRun(f"{reply.request.url.path}: {reply.status_code} {reply.text}")
    content: dict[str, Any] = reply.json()
    return content
