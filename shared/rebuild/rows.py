"""Rows of a read model that is being made: in memory while their complaint is in hand, then copied.

A complaint is in hand with all its rows or with none. Those in hand are not in the tables, so that
putting a complaint down is plain COPY, the fastest way in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from shared.event_store.codec import as_read_back, row_from
from shared.event_store.rows import Row, Table
from shared.postgres.database import Connection
from shared.rebuild.kept import ReadModel
from shared.rebuild.shadow import SCHEMA

IN_HAND_MAX = 100_000
JOURNAL_MAX = 20_000


class FoldReadsByKey(TypeError):
    """A fold that searches or deletes could not be made anew complaint by complaint."""


class ShadowRows:
    """What a fold sees as `Transaction.rows`."""

    def __init__(self, connection: Connection, model: ReadModel) -> None:
        self._connection = connection
        self._model = model
        self._journals = {table.name for table in model.journal}
        self._key_of = {table.name: _key(table) for table in model.every_table}
        self._rows: dict[str, dict[tuple[Any, ...], Any]] = {t.name: {} for t in model.every_table}
        self._places: dict[UUID, list[tuple[str, tuple[Any, ...]]]] = {}
        self._count = 0
        self._put_down = False

    async def get(self, table: Table[Row], *key: Any) -> Row | None:
        found: Row | None = self._rows[table.name].get(key)
        return found

    async def put(self, table: Table[Row], *rows: Row) -> None:
        for row in rows:
            self._keep(table, row)

    async def delete(self, table: Table[Any], **equal: Any) -> None:
        raise FoldReadsByKey(table.name)

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        raise FoldReadsByKey(table.name)

    async def find(self, table: Table[Row], **sought: Any) -> tuple[Row, ...]:
        raise FoldReadsByKey(table.name)

    def _keep(self, table: Table[Any], row: Any) -> None:
        standing, key = self._rows[table.name], self._key_of[table.name](row)
        if table.name in self._journals:
            standing[key] = row
            return
        before = standing.get(key)
        if before is None:
            self._places[row.complaint_id].append((table.name, key))
            self._count += 1
        standing[key] = as_read_back(table, row, before)

    async def bring(self, complaints: Iterable[UUID]) -> None:
        """Take complaints in hand, with what the tables have of them."""
        missing = [complaint for complaint in complaints if complaint not in self._places]
        self._places.update((complaint, []) for complaint in missing)
        if missing and self._put_down:
            for table in self._model.tables:
                await self._take_up(table, missing)

    async def _take_up(self, table: Table[Any], complaints: Sequence[UUID]) -> None:
        found = await self._connection.fetch(
            f"DELETE FROM {SCHEMA}.{table.name}"  # noqa: S608  Our names.
            " WHERE complaint_id = ANY($1::uuid[])"
            f" RETURNING {', '.join(table.columns)}",
            complaints,
        )
        for record in found:
            row = row_from(table, record)
            key = table.key_of(row)
            self._rows[table.name][key] = row
            self._places[row.complaint_id].append((table.name, key))
        self._count += len(found)

    async def put_down_some(self) -> None:
        """Where too much is in hand, write what has not been asked for longest."""
        for table in self._model.journal:
            if len(self._rows[table.name]) >= JOURNAL_MAX:
                await self._copy_journal(table)
        if self._count > IN_HAND_MAX:
            await self._put_down_to(IN_HAND_MAX // 2)

    async def put_down_all(self) -> None:
        for table in self._model.journal:
            await self._copy_journal(table)
        await self._put_down_to(0)

    def touch(self, complaints: Iterable[UUID]) -> None:
        """Say that these were asked for just now."""
        for complaint in complaints:
            self._places[complaint] = self._places.pop(complaint)

    async def _put_down_to(self, limit: int) -> None:
        leaving: dict[str, list[Any]] = {table.name: [] for table in self._model.tables}
        while self._places and (self._count > limit or limit == 0):
            complaint = next(iter(self._places))
            places = self._places.pop(complaint)
            for name, key in places:
                leaving[name].append(self._rows[name].pop(key))
            self._count -= len(places)
        if not self._put_down and any(leaving.values()):
            self._put_down = True
            await self._index_complaints()
        for table in self._model.tables:
            await self._copy(table, leaving[table.name])

    async def _index_complaints(self) -> None:
        """What is taken up again is looked for by complaint. `Shadow.finish` knows nothing of these
        indexes; they are dropped by `drop_own_indexes`."""
        for table in self._model.tables:
            await self._connection.execute(
                f"CREATE INDEX {_own_index(table)} ON {SCHEMA}.{table.name} (complaint_id)"
            )

    async def drop_own_indexes(self) -> None:
        for table in self._model.tables:
            await self._connection.execute(f"DROP INDEX IF EXISTS {SCHEMA}.{_own_index(table)}")

    async def _copy_journal(self, table: Table[Any]) -> None:
        rows = self._rows[table.name]
        await self._copy(table, list(rows.values()))
        rows.clear()

    async def _copy(self, table: Table[Any], rows: Sequence[Any]) -> None:
        if rows:
            # The session's codec writes nested data as JSON, and an enum is its own value.
            await self._connection.copy_records_to_table(
                table.name,
                schema_name=SCHEMA,
                columns=table.columns,
                records=map(attrgetter(*table.columns), rows),
            )


def _key(table: Table[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """`Table.key_of`, as fast as it can be."""
    if len(table.key) > 1:
        return attrgetter(*table.key)
    only = attrgetter(*table.key)
    return lambda row: (only(row),)


def _own_index(table: Table[Any]) -> str:
    return f"{table.name}_while_rebuilding"
