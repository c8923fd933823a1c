"""What lies in the data folder already, before a demonstration is added to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from huiyin.refusals import CannotRun
from shared.ids import derived_id
from shared.postgres.database import connect, service_url

SOURCE = "huiyin-demo"
MOST = 10_000
TRIAL_MAX = 20
"""Fewer complaints than this are somebody trying things out; more are somebody's work."""

COUNT = """
SELECT count(*) FILTER (WHERE complaint_id = ANY($1::uuid[])) AS made_up, count(*) AS together
  FROM complaint_facts
"""


@dataclass(frozen=True, slots=True)
class Present:
    """How many complaints there are, of ours and of others."""

    made_up: int
    others: int


def reference(place: int) -> str:
    """The number that a made-up complaint has in its source: the same one is the same complaint."""
    return f"demo-{place:04d}"


async def present(database_url: str) -> Present:
    """Count what analytics knows."""
    ours = [derived_id("complaint", SOURCE, reference(place)) for place in range(MOST)]
    connection = await connect(service_url(database_url, "analytics"))
    try:
        row = await connection.fetchrow(COUNT, ours)
    finally:
        await connection.close()
    assert row is not None
    return Present(row["made_up"], row["together"] - row["made_up"])


class DataIsInUse(CannotRun):
    """A demonstration cannot be taken out again, so it is not put among real complaints."""

    def __init__(self, folder: Path, count: int) -> None:
        super().__init__(
            f"数据目录 {folder} 里已有 {count} 件投诉，演示数据放进去就分不开了："
            f"请另用一个目录，如 HUIYIN_DATA=/tmp/huiyin-demo make demo。"
            f" / There are {count} complaints in {folder} and a demonstration could not be taken"
            f" out again: use another folder, such as HUIYIN_DATA=/tmp/huiyin-demo make demo."
        )


class DemoNeedsItsOwnServers(CannotRun):
    """A demonstration is played on the embedded servers and the policies that come with Huiyin."""

    def __init__(self, variable: str) -> None:
        super().__init__(
            f"演示只用自带的数据库、消息、邮件和制度：请先 unset {variable}。"
            f" / A demonstration runs on the servers and policies that come with Huiyin:"
            f" unset {variable} first."
        )
