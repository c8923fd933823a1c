"""Bulk import (批量导入): complaints from another system's file, each decided like any other.

Good rows go in and bad ones are reported by line and reason. Identity comes from the source and its
own number, so that the same file again adds nothing and a broken-off import is completed by
repeating it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from uuid import UUID

from pydantic import Field, ValidationError

from services.intake.application import Intake
from services.intake.bodies import ComplaintBody
from services.intake.domain.refusals import LineIsTaken
from services.intake.registration import Registration
from shared.domain import Immutable, Refusal
from shared.tabular import CellFault, ColumnMapping, FieldName, Record, Sheet, SheetRow, read_sheet
from shared.telemetry.spans import working
from shared.web.wording import place_of, reason_of

BATCH = 200
AT_ONCE = 6
"""Fewer than a pool's connections (8): whoever posts a complaint meanwhile does not wait."""

REJECTED_LISTED_MAX = 500
CUSTOMER = "customer_"


class RejectedRow(Immutable):
    """Why a row was not taken in."""

    line: int = Field(description="Line of the CSV, or row of the sheet, where the record begins")
    column: str | None = Field(description="The column to blame, where one is", examples=["手机"])
    field: str = Field(examples=["customer.phone"])
    reason: str = Field(description="In Chinese", examples=["格式不正确"])
    reason_en: str = Field(examples=["does not have the right form"])


class ImportedRow(Immutable):
    """A row that is in, now or from an earlier import."""

    line: int
    external_ref: str
    complaint_id: UUID
    number: str = Field(examples=["TS20260309-000017"])
    duplicate: bool = Field(description="Whether it was there before")


class ImportReport(Immutable):
    """What became of a file: `rows` is `accepted`, `duplicates` and `rejected_rows` together."""

    encoding: str = Field(description="UTF-8, GB18030 or XLSX", examples=["UTF-8"])
    rows: int
    accepted: int
    duplicates: int
    rejected_rows: int
    rejected: tuple[RejectedRow, ...] = Field(
        description="Every fault, in order, up to `rejected_listed_max`; a row may have several"
    )
    rejected_listed_max: int = REJECTED_LISTED_MAX
    complaints: tuple[ImportedRow, ...]


Outcome = ImportedRow | list[CellFault]


async def import_file(
    intake: Intake, content: bytes, mapping: ColumnMapping, *, actor: str
) -> ImportReport:
    """Take in a CSV or XLSX file. Raises FileIsUnreadable or ColumnIsMissing before any row is
    stored."""
    with working("import complaints"):
        sheet = await asyncio.to_thread(read_sheet, content)
        run = _Import(intake, mapping, sheet, actor)
        rows = iter(sheet.rows)
        outcomes: list[Outcome] = []
        while batch := list(islice(rows, BATCH)):
            with working("import batch"):
                outcomes += await run.take(batch)
    return _report(sheet.encoding, outcomes)


class _Import:
    """One file on its way in."""

    def __init__(self, intake: Intake, mapping: ColumnMapping, sheet: Sheet, actor: str) -> None:
        self._intake = intake
        self._mapping = mapping
        self._actor = actor
        self._places = mapping.columns_in(sheet.header)
        self._width = len(sheet.header)
        self._first: dict[str, SheetRow] = {}

    async def take(self, batch: Sequence[SheetRow]) -> list[Outcome]:
        """What becomes of some rows, in their order. A failure of the store stops all of them."""
        read = [self._read(row) for row in batch]
        outcomes: dict[int, Outcome] = {}
        waiting = iter(enumerate(read))

        async def work() -> None:
            for place, row in waiting:
                outcomes[place] = row if isinstance(row, list) else await self._take(*row)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(work())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [outcomes[place] for place in range(len(batch))]

    def _read(self, row: SheetRow) -> tuple[SheetRow, Registration] | list[CellFault]:
        record = self._mapping.read(row, self._places, self._width)
        if not isinstance(record, Record):
            return record
        first = self._first.setdefault(record.texts[FieldName.EXTERNAL_REF], row)
        if first.cells != row.cells:
            return [self._refused(row, LineIsTaken(field="external_ref", line=first.line))]
        try:
            return row, _body(record, self._mapping.source).registration()
        except ValidationError as error:
            return [
                self._fault(row, place_of(fault["loc"]), *reason_of(fault))
                for fault in error.errors(include_url=False, include_input=False)
            ]

    async def _take(self, row: SheetRow, registration: Registration) -> Outcome:
        try:
            taken = await self._intake.take_in(registration, actor=self._actor)
        except Refusal as refusal:
            return [self._refused(row, refusal)]
        return ImportedRow(
            line=row.line,
            external_ref=registration.external_ref or "",
            complaint_id=taken.complaint_id,
            number=taken.number,
            duplicate=taken.duplicate,
        )

    def _refused(self, row: SheetRow, refusal: Refusal) -> CellFault:
        return self._fault(row, refusal.field or "row", refusal.sentence_zh, refusal.sentence_en)

    def _fault(self, row: SheetRow, field: str, zh: str, en: str) -> CellFault:
        column = self._mapping.column_of(field.replace("customer.", CUSTOMER))
        return CellFault(row.line, column, field, zh, en)


def _body(record: Record, source: str) -> ComplaintBody:
    """The row as it would have come over HTTP. Raises ValidationError."""
    texts = {name.value: text for name, text in record.texts.items()}
    customer = {
        name.removeprefix(CUSTOMER): texts.pop(name) for name in [*texts] if CUSTOMER in name
    }
    received_at = record.times[FieldName.RECEIVED_AT].isoformat()
    return ComplaintBody.model_validate(
        texts
        | {"customer": customer, "received_at": received_at}
        | {"facts": dict(record.facts), "source": source}
    )


def _report(encoding: str, outcomes: Sequence[Outcome]) -> ImportReport:
    taken = [outcome for outcome in outcomes if isinstance(outcome, ImportedRow)]
    faulty = [outcome for outcome in outcomes if isinstance(outcome, list)]
    listed = [fault for faults in faulty for fault in faults][:REJECTED_LISTED_MAX]
    return ImportReport(
        encoding=encoding,
        rows=len(outcomes),
        accepted=sum(not row.duplicate for row in taken),
        duplicates=sum(row.duplicate for row in taken),
        rejected_rows=len(faulty),
        rejected=tuple(RejectedRow(**asdict(fault)) for fault in listed),
        complaints=tuple(taken),
    )
