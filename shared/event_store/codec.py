"""How a row's fields travel to PostgreSQL columns and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from pydantic import BaseModel, TypeAdapter

from shared.event_store.rows import Row, Table

_PLAIN = TypeAdapter(Any)


def column_value(value: Any) -> Any:
    """A field as asyncpg takes it: nested data as JSON, an enum as its value."""
    match value:
        case Enum():
            return value.value
        case BaseModel():
            return value.model_dump(mode="json")
        case tuple() | list() | dict() | frozenset():
            return _PLAIN.dump_python(value, mode="json")
        case _:
            return value


def row_from(table: Table[Row], record: Mapping[str, Any]) -> Row:
    return table.row.model_validate(dict(record), strict=False)


def as_read_back(table: Table[Row], row: Row) -> Row:
    """The row as the database would give it back.

    Whoever reads its own write within a transaction must not see other bytes than whoever reads
    later: times come back in UTC, and keys of JSON objects in jsonb's order.
    """
    return row_from(
        table, {column: _read_back(column_value(getattr(row, column))) for column in table.columns}
    )


def _read_back(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC)
        case dict():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            return {key: _read_back(value[key]) for key in keys}
        case list():
            return [_read_back(item) for item in value]
        case _:
            return value
