"""Rows as the objects they are, found by indexes that the questions themselves call for.

Nothing is copied, locked or undone: only for a process that is alone with its rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.event_store.rows import Row, Table

Key = tuple[Any, ...]


class _AfterAll:
    """Comes after every value: the end of a range that includes its bound."""

    def __lt__(self, other: object) -> bool:
        return False

    def __gt__(self, other: object) -> bool:
        return True


_END = _AfterAll()
_NOTHING = True, None


def _place(column: str, row: Any) -> tuple[bool, Any]:
    """Where a row stands by a column: what is not there comes after everything."""
    value = getattr(row, column)
    return value is None, value


class _Index:
    """The keys of all rows that agree in some columns, in the order of one more column."""

    def __init__(self, table: Table[Any], equal: tuple[str, ...], by: str | None) -> None:
        self._group_of = _reader(table, equal)
        self._value_of: Callable[[Any], Any] = partial(_place, by) if by else lambda _: None
        self._groups: dict[Key, list[tuple[Any, Key]]] = {}

    def add(self, key: Key, row: Any) -> None:
        insort(self._groups.setdefault(self._group_of(row), []), (self._value_of(row), key))

    def remove(self, key: Key, row: Any) -> None:
        group = self._group_of(row)
        entries = self._groups[group]
        del entries[bisect_left(entries, (self._value_of(row), key))]
        if not entries:
            del self._groups[group]

    def same(self, one: Any, other: Any) -> bool:
        """Whether the two stand at the same place."""
        at = self._value_of(one) == self._value_of(other)
        return at and self._group_of(one) == self._group_of(other)

    def first(self) -> Key | None:
        """The first key of those without a group."""
        entries = self._groups.get(())
        return entries[0][1] if entries else None

    def between(self, group: Key, least: Any, most: Any, limit: int | None) -> Iterable[Key]:
        """The keys of a group from `least` to `most`, where they are given, the first of them."""
        entries = self._groups.get(group, [])
        first, last = 0, len(entries)
        if least is not None:
            first = bisect_left(entries, ((False, least),))
            last = bisect_left(entries, (_NOTHING,))
        if most is not None:
            last = bisect_right(entries, ((False, most), _END))
        if limit is not None:
            last = min(last, first + limit)
        return [key for _, key in entries[first:last]]


class _PlainTable:
    def __init__(self, table: Table[Any]) -> None:
        self.key_of = _reader(table, table.key)
        self._table = table
        self.rows: dict[Key, Any] = {}
        self._key_columns = table.key
        self._indexes: dict[tuple[tuple[str, ...], str | None], _Index] = {}

    def put(self, row: Any) -> None:
        key = self.key_of(row)
        before = self.rows.get(key)
        self.rows[key] = row
        for index in self._indexes.values():
            if before is not None:
                if index.same(before, row):
                    continue
                index.remove(key, before)
            index.add(key, row)

    def delete(self, key: Key) -> None:
        row = self.rows.pop(key)
        for index in self._indexes.values():
            index.remove(key, row)

    def find(
        self,
        at_least: tuple[str, Any] | None,
        at_most: tuple[str, Any] | None,
        order_by: Sequence[str],
        limit: int | None,
        equal: dict[str, Any],
    ) -> list[Any]:
        columns = tuple(sorted(equal))
        bound = at_least or at_most
        by = bound[0] if bound else order_by[0].removeprefix("-") if order_by else None
        least = at_least[1] if at_least and at_least[0] == by else None
        most = at_most[1] if at_most and at_most[0] == by else None
        beside = at_most if at_most and at_most[0] != by else None
        in_order = beside is None and (tuple(order_by) == (by,) or (by is None and not order_by))
        group = _plain(tuple([equal[column] for column in columns]))
        asked = limit if in_order else None
        keys = self._index(columns, by).between(group, least, most, asked)
        found = [self.rows[key] for key in keys]
        if beside is not None:
            end = False, beside[1]
            found = [row for row in found if _place(beside[0], row) <= end]
        if in_order or len(found) < 2:
            return found[:limit]
        return self.sorted(found, order_by)[:limit]

    def first(self, by: str) -> Any:
        key = self._index((), by).first()
        return None if key is None else self.rows[key]

    def sorted(self, found: list[Any], order_by: Sequence[str]) -> list[Any]:
        for column in reversed((*order_by, *self._key_columns)):
            found.sort(key=partial(_place, column.removeprefix("-")), reverse=column[0] == "-")
        return found

    def _index(self, equal: tuple[str, ...], by: str | None) -> _Index:
        index = self._indexes.get((equal, by))
        if index is None:
            index = self._indexes[equal, by] = _Index(self._table, equal, by)
            for key, row in self.rows.items():
                index.add(key, row)
        return index


class PlainRows:
    """The rows of one service. What is put into a table of `unread` is dropped: nobody asks."""

    def __init__(self, unread: frozenset[str] = frozenset()) -> None:
        self._unread = unread
        self._tables: dict[str, _PlainTable] = {}

    async def get(self, table: Table[Row], *key: Any) -> Row | None:
        found: Row | None = self._of(table).rows.get(_plain(key))
        return found

    async def put(self, table: Table[Row], *rows: Row) -> None:
        if table.name not in self._unread:
            kept = self._of(table)
            for row in rows:
                kept.put(row)

    async def delete(self, table: Table[Any], **equal: Any) -> None:
        kept = self._of(table)
        for row in kept.find(None, None, (), None, equal):
            kept.delete(kept.key_of(row))

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        kept = self._of(table)
        for row in rows:
            if (key := kept.key_of(row)) in kept.rows:
                kept.delete(key)

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
        kept = self._of(table)
        if among is None and after is None:
            return tuple(kept.find(at_least, at_most, order_by, limit, equal))
        each = [equal | {among[0]: value} for value in set(among[1])] if among else [equal]
        found = [row for one in each for row in kept.find(at_least, at_most, (), None, one)]
        if after is not None:
            place_of = _reader(table, (*order_by, *table.key))
            behind = place_of(after)
            found = [row for row in found if place_of(row) > behind]
        return tuple(kept.sorted(found, order_by)[:limit])

    def first(self, table: Table[Row], by: str) -> Row | None:
        """The row with the least value in a column."""
        found: Row | None = self._of(table).first(by)
        return found

    def every(self, table: Table[Row]) -> Iterable[Row]:
        """All rows, in the order in which they first came."""
        return self._of(table).rows.values()

    def forget(self, table: Table[Any], *key: Any) -> None:
        """Drop a row that nobody will ask for again."""
        kept, plain = self._of(table), _plain(key)
        if plain in kept.rows:
            kept.delete(plain)

    def _of(self, table: Table[Any]) -> _PlainTable:
        try:
            return self._tables[table.name]
        except KeyError:
            kept = self._tables[table.name] = _PlainTable(table)
            return kept


def _plain(key: Key) -> Key:
    """A UUID is kept as its number: its own hash and order are functions of Python's."""
    if len(key) == 1:
        only = key[0]
        return (only.int,) if type(only) is UUID else key
    return tuple([one.int if type(one) is UUID else one for one in key])


def _reader(table: Table[Any], columns: Sequence[str]) -> Callable[[Any], Key]:
    """Reads some columns of a row, as a tuple however many there are."""
    read = [f"{c}.int" if table.row.model_fields[c].annotation is UUID else c for c in columns]
    if not read:
        return lambda _: ()
    if len(read) == 1:
        only = attrgetter(read[0])
        return lambda row: (only(row),)
    return attrgetter(*read)
