"""The seals of one service, in its own database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg

READ = "SELECT pack, version, digest FROM sealed_packs"
SEAL = """
INSERT INTO sealed_packs (pack, version, digest)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
ON CONFLICT (pack, version) DO NOTHING
"""
KEPT = "SELECT archive FROM policies_in_force"
KEEP = """
INSERT INTO policies_in_force (archive) VALUES ($1)
ON CONFLICT (only_row) DO UPDATE SET archive = excluded.archive, kept_at = now()
"""


class PostgresSeals:
    """What a service has gone by, of which first sight seals, and what it goes by now."""

    def __init__(self, source: asyncpg.Pool[Any] | asyncpg.Connection[Any]) -> None:
        self._source = source

    async def read(self) -> dict[tuple[str, str], str]:
        rows = await self._source.fetch(READ)
        return {(row["pack"], row["version"]): row["digest"] for row in rows}

    async def seal(self, digests: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], str]:
        """Seal what is not sealed yet; everything that is sealed now."""
        columns = [(pack, version, digest) for (pack, version), digest in digests.items()]
        await self._source.execute(SEAL, *map(list, zip(*columns, strict=True)))
        return await self.read()

    async def keep(self, archive: bytes) -> None:
        """Keep the policies in force, instead of those that were before."""
        await self._source.execute(KEEP, archive)

    async def kept(self) -> bytes | None:
        """The policies that were in force last."""
        archive: bytes | None = await self._source.fetchval(KEPT)
        return archive
