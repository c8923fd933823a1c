"""Row access over one PostgreSQL connection, written behind: one round trip a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from shared.event_store.codec import array_type, as_read_back, column_value, row_from
from shared.event_store.rows import Row, Table
from shared.postgres.database import Connection


class PostgresRows:
    """Rows read and written in one transaction.

    Rows read by key are remembered and rows put are held back until the transaction flushes or
    searches, so that a batch of messages on one row costs one read and one write.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[str, tuple[Any, ...]], Any] = {}
        self._unwritten: dict[str, tuple[Table[Any], dict[tuple[Any, ...], Any]]] = {}

    async def get(self, table: Table[Row], *key: Any) -> Row | None:
        place = (table.name, key)
        waiting = self._unwritten.get(table.name)
        if place not in self._seen and waiting is not None and key in waiting[1]:
            self._seen[place] = as_read_back(table, waiting[1][key])
        if place not in self._seen:
            condition, values = _equal(dict(zip(table.key, key, strict=True)))
            record = await self._connection.fetchrow(
                f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {condition}", *values
            )
            self._seen[place] = row_from(table, record) if record else None
        found: Row | None = self._seen[place]
        return found

    async def put(self, table: Table[Row], *rows: Row) -> None:
        _, waiting = self._unwritten.setdefault(table.name, (table, {}))
        for row in rows:
            key = table.key_of(row)
            waiting[key] = row
            self._seen.pop((table.name, key), None)

    async def delete(self, table: Table[Any], **equal: Any) -> None:
        await self.flush()
        self._seen.clear()
        condition, values = _equal(equal)
        await self._connection.execute(f"DELETE FROM {table.name} WHERE {condition}", *values)

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        if not rows:
            return
        await self.flush()
        self._seen.clear()
        arrays = ", ".join(
            f"${place}::{array_type(table, column)}" for place, column in enumerate(table.key, 1)
        )
        keys = ", ".join(f"gone_{column}" for column in table.key)
        await self._connection.execute(
            f"DELETE FROM {table.name} USING unnest({arrays}) AS gone ({keys})"
            f" WHERE ({', '.join(table.key)}) = ({keys})",
            *([column_value(getattr(row, column)) for row in rows] for column in table.key),
        )

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
        await self.flush()
        order = (*order_by, *table.key)
        condition, values = _condition(
            order, at_least=at_least, at_most=at_most, among=among, after=after, equal=equal
        )
        ordering = ", ".join(
            f"{column[1:]} DESC" if column.startswith("-") else column for column in order
        )
        statement = (
            f"SELECT {', '.join(table.columns)} FROM {table.name}"
            f" WHERE {condition} ORDER BY {ordering}"
        )
        if limit is not None:
            values.append(limit)
            statement += f" LIMIT ${len(values)}"
        records = await self._connection.fetch(statement, *values)
        return tuple(row_from(table, record) for record in records)

    async def flush(self) -> None:
        unwritten, self._unwritten = self._unwritten, {}
        for table, rows in unwritten.values():
            await self._connection.executemany(
                _upsert(table),
                [
                    [column_value(getattr(row, column)) for column in table.columns]
                    for row in rows.values()
                ],
            )


def _equal(equal: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The condition and its values. In SQL nothing equals NULL, so None is asked for by name."""
    values = [column_value(value) for value in equal.values() if value is not None]
    places = count(1)
    conditions = [
        f"{column} IS NULL" if value is None else f"{column} = ${next(places)}"
        for column, value in equal.items()
    ]
    return " AND ".join(conditions) or "true", values


def _upsert(table: Table[Any]) -> str:
    places = ", ".join(f"${place}" for place in range(1, len(table.columns) + 1))
    changed = [column for column in table.columns if column not in table.key]
    action = (
        "DO UPDATE SET " + ", ".join(f"{column} = excluded.{column}" for column in changed)
        if changed
        else "DO NOTHING"
    )
    return (
        f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({places})"
        f" ON CONFLICT ({', '.join(table.key)}) {action}"
    )


def _condition(
    order: Sequence[str],
    *,
    at_least: tuple[str, Any] | None,
    at_most: tuple[str, Any] | None,
    among: tuple[str, Sequence[Any]] | None,
    after: Any,
    equal: Mapping[str, Any],
) -> tuple[str, list[Any]]:
    """Column names come from our own code, values always travel as parameters."""
    condition, values = _equal(equal)
    conditions = [condition]
    for bound, operator in ((at_least, ">="), (at_most, "<=")):
        if bound is not None:
            values.append(column_value(bound[1]))
            conditions.append(f"{bound[0]} {operator} ${len(values)}")
    if among is not None:
        values.append([column_value(value) for value in among[1]])
        conditions.append(f"{among[0]} = ANY(${len(values)})")
    if after is not None:
        behind = range(len(values) + 1, len(values) + 1 + len(order))
        places = ", ".join(f"${place}" for place in behind)
        conditions.append(f"({', '.join(order)}) > ({places})")
        values += (column_value(getattr(after, column)) for column in order)
    return " AND ".join(conditions), values
