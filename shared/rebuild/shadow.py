"""Shadow tables: empty twins of live ones, filled unseen, then put in their place.

They lie in a schema of their own, so that tables, indexes and constraints bear their final names
from the beginning. Moving a table to another schema takes its indexes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from shared.postgres.database import Connection
from shared.rebuild.refusals import SomethingHangsOn, TableIsBusy

SCHEMA = "rebuild"
LIVE = "public"
LOCK_PATIENCE = "2s"
LOCK_ATTEMPTS = 4

CONSTRAINTS = """
SELECT conname AS name, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint
 WHERE conrelid = $1::regclass AND contype IN ('p', 'u', 'x')
 ORDER BY conname
"""
INDEXES = """
SELECT pg_get_indexdef(indexrelid) AS definition
  FROM pg_index
 WHERE indrelid = $1::regclass
   AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conrelid = $1::regclass)
 ORDER BY indexrelid
"""
GRANTS = """
SELECT privilege_type AS privilege, is_grantable, column_name,
       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee
  FROM (SELECT (aclexplode(relacl)).*, NULL AS column_name
          FROM pg_class WHERE oid = $1::regclass
        UNION ALL
        SELECT (aclexplode(attacl)).*, quote_ident(attname)
          FROM pg_attribute WHERE attrelid = $1::regclass) AS granted
"""
OPTIONS = "SELECT array_to_string(reloptions, ', ') FROM pg_class WHERE oid = $1::regclass"
HANGING_ON = """
SELECT DISTINCT pg_describe_object(classid, objid, 0) AS thing
  FROM pg_depend
 WHERE refclassid = 'pg_class'::regclass AND refobjid = $1::regclass AND deptype = 'n'
   AND classid = 'pg_rewrite'::regclass
UNION
SELECT 'constraint ' || conname FROM pg_constraint
 WHERE contype = 'f' AND $1::regclass IN (confrelid, conrelid)
UNION
SELECT 'trigger ' || tgname FROM pg_trigger WHERE tgrelid = $1::regclass AND NOT tgisinternal
"""


class Shadow:
    """The twins of some live tables."""

    def __init__(self, connection: Connection, tables: Iterable[str]) -> None:
        self._connection = connection
        self.tables = tuple(tables)

    async def create(self, *, lasting: bool) -> None:
        """Make the twins, empty and without indexes; only a lasting one may become live."""
        await self.drop()
        kind = "" if lasting else "UNLOGGED"
        await self._connection.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in self.tables:
            options = await self._connection.fetchval(OPTIONS, f"{LIVE}.{table}")
            await self._connection.execute(
                f"CREATE {kind} TABLE {SCHEMA}.{table}"
                f" (LIKE {LIVE}.{table} INCLUDING ALL EXCLUDING INDEXES)"
                + (f" WITH ({options})" if options else "")
            )

    async def drop(self) -> None:
        await self._connection.execute("SET client_min_messages = warning")
        await self._connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")

    async def refuse_what_hangs_on(self) -> None:
        """Raises SomethingHangsOn."""
        for table in self.tables:
            found = await self._connection.fetch(HANGING_ON, f"{LIVE}.{table}")
            if found:
                raise SomethingHangsOn(table, [row["thing"] for row in found])

    async def finish(self) -> None:
        """Give the twins, once they are filled, everything else that the live tables have."""
        for table in self.tables:
            live, twin = f"{LIVE}.{table}", f"{SCHEMA}.{table}"
            for statement in (
                *await self._constraints(live, twin),
                *await self._indexes(live, twin),
                *await self._grants(live, twin),
                f"ANALYZE {twin}",
            ):
                await self._connection.execute(statement)

    async def swap(self, tables: Sequence[str]) -> None:
        """Within a transaction, put twins into the places of the live tables; readers see the old
        rows until it commits. Raises TableIsBusy."""
        for table in tables:
            await self._lock(table)
        for table in tables:
            await self._connection.execute(f"DROP TABLE {LIVE}.{table}")
            await self._connection.execute(f"ALTER TABLE {SCHEMA}.{table} SET SCHEMA {LIVE}")

    async def _lock(self, table: str) -> None:
        """A lock that waits makes every reader behind it wait, so it waits for moments only."""
        await self._connection.execute(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'")
        for _ in range(LOCK_ATTEMPTS):
            try:
                async with self._connection.transaction():
                    await self._connection.execute(
                        f"LOCK TABLE {LIVE}.{table} IN ACCESS EXCLUSIVE MODE"
                    )
                return
            except asyncpg.LockNotAvailableError:
                continue
        raise TableIsBusy(table)

    async def _constraints(self, live: str, twin: str) -> list[str]:
        found = await self._connection.fetch(CONSTRAINTS, live)
        return [f"ALTER TABLE {twin} ADD CONSTRAINT {_of(row)}" for row in found]

    async def _indexes(self, live: str, twin: str) -> list[str]:
        found = await self._connection.fetch(INDEXES, live)
        place = re.compile(rf" ON {re.escape(live)} ")
        return [place.sub(f" ON {twin} ", row["definition"], count=1) for row in found]

    async def _grants(self, live: str, twin: str) -> list[str]:
        found = await self._connection.fetch(GRANTS, live)
        return [
            f"GRANT {row['privilege']}{_columns(row)} ON {twin} TO {row['grantee']}"
            + (" WITH GRANT OPTION" if row["is_grantable"] else "")
            for row in found
        ]


def _of(row: Any) -> str:
    return f'"{row["name"]}" {row["definition"]}'


def _columns(row: Any) -> str:
    return f" ({row['column_name']})" if row["column_name"] else ""


async def count_rows(connection: Connection, table: str) -> int:
    statement = f"SELECT count(*) FROM {table}"  # noqa: S608  A name of our own.
    counted: int = await connection.fetchval(statement)
    return counted
