"""Comparing live rows with rows made anew, as the text PostgreSQL gives them: byte by byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.postgres.database import Connection
from shared.rebuild.report import Comparison, Source

EXAMPLES = 3

DIFFERING = """
CREATE TEMP TABLE differing ON COMMIT DROP AS
SELECT {key}, live.text IS NULL AS missing, made.text IS NULL AS extra
  FROM (SELECT {key}, ROW({columns})::text AS text FROM {live}) AS live
  FULL JOIN (SELECT {key}, ROW({columns})::text AS text FROM {made}) AS made USING ({key})
 WHERE live.text IS DISTINCT FROM made.text
"""
COUNTS = """
SELECT (SELECT count(*) FROM {made}) AS expected,
       count(*) FILTER (WHERE missing) AS missing,
       count(*) FILTER (WHERE extra) AS extra,
       count(*) FILTER (WHERE NOT missing AND NOT extra) AS different
  FROM differing
"""
NAMES = """
SELECT concat_ws(' / ', {key}) AS name, missing, extra,
       (SELECT string_agg(live.key, ', ' ORDER BY live.key)
          FROM jsonb_each(to_jsonb(l)) AS live
          JOIN jsonb_each(to_jsonb(m)) AS made USING (key)
         WHERE key = ANY($1) AND live.value IS DISTINCT FROM made.value) AS columns
  FROM (SELECT * FROM differing ORDER BY {key} LIMIT {limit}) AS differing
  LEFT JOIN {live} AS l USING ({key})
  LEFT JOIN {made} AS m USING ({key})
 ORDER BY {key}
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A live table beside the same made anew; compared by these columns."""

    live: str
    made: str
    key: tuple[str, ...]
    columns: tuple[str, ...]


async def compare(
    connection: Connection, service: str, what: str, source: Source, pair: Pair
) -> Comparison:
    """To be called within a transaction, whose snapshot is what is compared."""
    await connection.execute(_sql(DIFFERING, pair))
    counts = await connection.fetchrow(_sql(COUNTS, pair))
    assert counts is not None
    examples = await _examples(connection, pair)
    await connection.execute("DROP TABLE differing")
    equal = counts["expected"] - counts["missing"] - counts["different"]
    return Comparison(service, what, source, equal=equal, examples=examples, **dict(counts))


async def _examples(connection: Connection, pair: Pair) -> tuple[str, ...]:
    found = await connection.fetch(_sql(NAMES, pair), list(pair.columns))
    return tuple(
        f"{row['name']}: "
        + ("missing" if row["missing"] else "extra" if row["extra"] else row["columns"] or "?")
        for row in found
    )


def _sql(template: str, pair: Pair) -> str:
    return template.format(
        key=_listed(pair.key),
        columns=_listed(pair.columns),
        live=pair.live,
        made=pair.made,
        limit=EXAMPLES,
    )


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(columns)
