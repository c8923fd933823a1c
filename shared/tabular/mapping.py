"""Which column of somebody's file means which field of a complaint, and in which form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from shared.domain import FactValue, Immutable
from shared.policy.faults import fault
from shared.tabular.refusals import ColumnIsMissing
from shared.tabular.sheet import SheetRow
from shared.tabular.xlsx_file import DATE_FORM

Filled = Annotated[str, Field(min_length=1, max_length=200)]
Value = TypeVar("Value")
WHOLE = re.compile(r"-?[0-9]{1,15}")
SHOWN_MAX = 40
A_DATE = datetime(2017, 11, 23, tzinfo=UTC)


class FieldName(StrEnum):
    """What a column may mean. `answered_at` is read by the replay, not by the import."""

    EXTERNAL_REF = "external_ref"
    RECEIVED_AT = "received_at"
    TEXT = "text"
    TITLE = "title"
    PROJECT = "project"
    CHANNEL = "channel"
    CATEGORY = "category"
    CUSTOMER_NAME = "customer_name"
    CUSTOMER_PHONE = "customer_phone"
    CUSTOMER_EMAIL = "customer_email"
    CUSTOMER_ROOM = "customer_room"
    ANSWERED_AT = "answered_at"


REQUIRED = (
    FieldName.EXTERNAL_REF,
    FieldName.RECEIVED_AT,
    FieldName.TEXT,
    FieldName.PROJECT,
    FieldName.CHANNEL,
)
TIMES = (FieldName.RECEIVED_AT, FieldName.ANSWERED_AT)


class Origin(Immutable, Generic[Value]):
    """Where a field comes from: a column, its cells translated by `values` where given, or a
    constant."""

    column: Filled | None = None
    constant: Value | None = None
    values: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> Origin[Value]:
        if (self.column is None) == (self.constant is None):
            raise fault("column 与 constant 应填且只填一个", "give either `column` or `constant`")
        return self

    def cell(self, row: SheetRow, places: Mapping[str, int]) -> str:
        """The row's cell, as it stands; nothing where the field is constant."""
        return "" if self.column is None else row.cells[places[self.column]]


def _knows_a_date(form: str) -> str:
    try:
        read = datetime.strptime(A_DATE.strftime(form), form)
    except (ValueError, re.error):
        read = datetime.min
    if read.date() != A_DATE.date():
        raise fault(
            f"不是含年月日的时间格式：{form}",
            f"`{form}` is no time format with year, month and day",
        )
    return form


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise fault(f"没有时区 {name}", f"no time zone is called {name}") from None
    return name


class TimeForm(Immutable):
    """How times are written: strptime formats, tried in order, and the zone of naive ones.

    The dates of a workbook's own date cells are understood besides.
    """

    zone: Annotated[str, AfterValidator(_known_zone)]
    formats: Annotated[
        list[Annotated[Filled, AfterValidator(_knows_a_date)]], Field(min_length=1, max_length=20)
    ]

    def read(self, text: str) -> datetime | None:
        """The instant, in UTC; None where no format fits."""
        for form in (*self.formats, DATE_FORM):
            try:
                instant = datetime.strptime(text, form)
                if instant.tzinfo is None:
                    instant = instant.replace(tzinfo=ZoneInfo(self.zone))
                return instant.astimezone(UTC)
            except (ValueError, OverflowError):
                continue
        return None


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a row was not taken: where it is, and what is wrong, in both languages."""

    line: int
    column: str | None
    field: str
    reason: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row read by a mapping: text fields, times (UTC) and facts, empty cells left out."""

    line: int
    texts: Mapping[FieldName, str]
    times: Mapping[FieldName, datetime]
    facts: Mapping[str, FactValue] = field(default_factory=dict)


class ColumnMapping(Immutable):
    """A mapping file: `source` names the system the file comes from, and is part of identity."""

    source: Filled
    times: TimeForm
    fields: dict[FieldName, Origin[Filled]]
    facts: dict[str, Origin[FactValue]] = Field(default_factory=dict, max_length=50)

    @model_validator(mode="after")
    def _complete(self) -> ColumnMapping:
        missing = "、".join(name for name in REQUIRED if name not in self.fields)
        if missing:
            raise fault(f"fields 缺少 {missing}", f"`fields` lacks {missing}")
        if self.fields[FieldName.EXTERNAL_REF].column is None:
            raise fault(
                "external_ref 必须来自一列，否则各行会被当作同一投诉",
                "`external_ref` must come from a column: a constant makes all rows one complaint",
            )
        return self

    def columns_in(self, header: tuple[str, ...]) -> dict[str, int]:
        """The place of each mapped column, by name. Raises ColumnIsMissing."""
        columns = [origin.column for origin in self.fields.values()]
        columns += [origin.column for origin in self.facts.values()]
        wanted = dict.fromkeys(column for column in columns if column is not None)
        missing = [column for column in wanted if column not in header]
        if missing:
            raise ColumnIsMissing(
                field="file", missing="、".join(missing), present="、".join(filter(None, header))
            )
        return {column: header.index(column) for column in wanted}

    def read(
        self, row: SheetRow, places: Mapping[str, int], width: int
    ) -> Record | list[CellFault]:
        """A row's fields, or everything that is wrong with it."""
        if len(row.cells) != width:
            zh = f"有 {len(row.cells)} 列，表头有 {width} 列"
            en = f"has {len(row.cells)} cells, the header has {width}"
            return [CellFault(row.line, None, "row", zh, en)]
        reading = _Reading(self, row, places)
        for name, origin in self.fields.items():
            reading.read_field(name, origin)
        for fact, stated in self.facts.items():
            reading.read_fact(fact, stated)
        if reading.faults:
            return reading.faults
        return Record(row.line, reading.texts, reading.times, reading.facts)

    def column_of(self, name: str) -> str | None:
        """The column a field (`customer_phone`) or a fact (`facts.name`) comes from, if any."""
        if name.startswith("facts."):
            origin: Origin[Filled] | Origin[FactValue] | None = self.facts.get(name[6:])
        else:
            origin = self.fields.get(FieldName(name)) if name in set(FieldName) else None
        return origin.column if origin else None


class _Reading:
    """One row on its way to a record."""

    def __init__(self, mapping: ColumnMapping, row: SheetRow, places: Mapping[str, int]) -> None:
        self._mapping = mapping
        self._row = row
        self._places = places
        self.texts: dict[FieldName, str] = {}
        self.times: dict[FieldName, datetime] = {}
        self.facts: dict[str, FactValue] = {}
        self.faults: list[CellFault] = []

    def read_field(self, name: FieldName, origin: Origin[Filled]) -> None:
        written = origin.constant or origin.cell(self._row, self._places)
        cell = written.strip() if name is FieldName.TEXT else " ".join(written.split())
        if not cell:
            if name in REQUIRED:
                self._blame(name, "为空", "is empty")
        elif name in TIMES:
            instant = self._mapping.times.read(cell)
            if instant is None:
                shown = cell[:SHOWN_MAX]
                self._blame(
                    name, f"不是可识别的时间：{shown}", f"is not a time we can read: {shown}"
                )
            else:
                self.times[name] = instant
        else:
            self.texts[name] = origin.values.get(cell, cell)

    def read_fact(self, name: str, origin: Origin[FactValue]) -> None:
        """A cell is what `values` says; where there are none, a whole number or else text."""
        cell = " ".join(origin.cell(self._row, self._places).split())
        if origin.constant is not None:
            self.facts[name] = origin.constant
        elif cell in origin.values:
            self.facts[name] = origin.values[cell]
        elif cell and origin.values:
            known = "、".join(origin.values)
            self._blame(
                f"facts.{name}", f"应为 {known} 之一或留空", f"must be one of {known}, or empty"
            )
        elif cell:
            self.facts[name] = int(cell) if WHOLE.fullmatch(cell) else cell

    def _blame(self, name: str, zh: str, en: str) -> None:
        column = self._mapping.column_of(name)
        self.faults.append(CellFault(self._row.line, column, name, zh, en))
