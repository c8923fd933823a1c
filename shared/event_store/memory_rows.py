"""Row access over dictionaries, answering as the PostgreSQL adapter does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from functools import cmp_to_key, partial
from typing import Any

from shared.event_store.codec import as_read_back, column_value
from shared.event_store.overlay import Overlay
from shared.event_store.rows import Row, Table

CommittedRows = dict[str, dict[tuple[Any, ...], Any]]


class MemoryRows:
    """Rows read and written in one transaction. `lock` waits for whoever is writing a row, as an
    upsert or a delete in PostgreSQL does."""

    def __init__(
        self, committed: CommittedRows, lock: Callable[[str, Hashable], Awaitable[None]]
    ) -> None:
        self._committed = committed
        self._lock = lock
        self._tables: dict[str, Overlay[tuple[Any, ...], Any]] = {}

    async def get(self, table: Table[Row], *key: Any) -> Row | None:
        found: Row | None = self._rows_of(table).get(_key(key))
        return found

    async def put(self, table: Table[Row], *rows: Row) -> None:
        for row in rows:
            key = _key(table.key_of(row))
            await self._lock(table.name, key)
            self._rows_of(table).put(key, as_read_back(table, row))

    async def delete(self, table: Table[Any], **equal: Any) -> None:
        rows = self._rows_of(table)
        for row in await self.find(table, **equal):
            key = _key(table.key_of(row))
            await self._lock(table.name, key)
            rows.delete(key)

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        for row in rows:
            self._rows_of(table).delete(_key(table.key_of(row)))

    async def find(
        self,
        table: Table[Row],
        *,
        at_least: tuple[str, Any] | None = None,
        at_most: tuple[str, Any] | None = None,
        order_by: Sequence[str] = (),
        limit: int | None = None,
        among: tuple[str, Sequence[Any]] | None = None,
        after: Row | None = None,
        **equal: Any,
    ) -> tuple[Row, ...]:
        order = (*order_by, *table.key)
        fits = _condition(at_least, at_most, among, equal)
        found: list[Row] = [row for row in self._rows_of(table).values() if fits(row)]
        if after is not None:
            found = [row for row in found if _behind(row, after, order)]
        for column in reversed(order):
            by = partial(_sort_key, column=column.removeprefix("-"))
            found.sort(key=by, reverse=column.startswith("-"))
        return tuple(found[:limit])

    def commit(self) -> None:
        for overlay in self._tables.values():
            overlay.commit()

    def _rows_of(self, table: Table[Any]) -> Overlay[tuple[Any, ...], Any]:
        if table.name not in self._tables:
            self._tables[table.name] = Overlay(self._committed.setdefault(table.name, {}))
        return self._tables[table.name]


def _key(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(column_value, values))


def _value(row: Any, column: str) -> Any:
    return column_value(getattr(row, column))


def _sort_key(row: Any, *, column: str) -> Any:
    return cmp_to_key(_compare)(_value(row, column))


def _compare(one: Any, other: Any) -> int:
    """As SQL sorts: nothing comes after everything."""
    if one is None or other is None:
        return (one is None) - (other is None)
    return int(one > other) - int(one < other)


def _behind(row: Any, other: Any, order: Sequence[str]) -> bool:
    signs = (_compare(_value(row, column), _value(other, column)) for column in order)
    return next((sign for sign in signs if sign), 0) > 0


def _condition(
    at_least: tuple[str, Any] | None,
    at_most: tuple[str, Any] | None,
    among: tuple[str, Sequence[Any]] | None,
    equal: dict[str, Any],
) -> Callable[[Any], bool]:
    wanted = [(column, column_value(value)) for column, value in equal.items()]
    allowed = {column_value(value) for value in among[1]} if among else set()

    def fits(row: Any) -> bool:
        if any(_value(row, column) != value for column, value in wanted):
            return False
        if among is not None and _value(row, among[0]) not in allowed:
            return False
        for bound, sign in ((at_least, 1), (at_most, -1)):
            if bound is not None:
                value = _value(row, bound[0])
                if value is None or _compare(value, column_value(bound[1])) * sign < 0:
                    return False
        return True

    return fits
