"""Every read model is what its rebuild from the streams would be, byte for byte."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from huiyin.drill.checks.verdict import Kind, Verdict
from huiyin.processes import asset
from shared.policy import PolicyLibrary
from shared.rebuild import verify_all

TITLE = "读模型 read models"


async def check_read_models(database_url: str, nats_url: str, zone: ZoneInfo) -> Verdict:
    """What `huiyin verify` compares, row by row. `zone` is the services'."""
    verdict = Verdict(TITLE)
    report = await verify_all(
        database_url,
        nats_url,
        PolicyLibrary.read(asset("policies")),
        zone=zone,
    )
    for comparison in report.comparisons:
        verdict.counted["compared"] += 1
        verdict.counted["rows equal"] += comparison.equal
    for found in report.disagreements:
        kind = Kind.LOST if found.missing else Kind.WRONG
        verdict.fault(
            kind,
            f"{found.service} {found.what}: {found.missing} missing, {found.extra} extra,"
            f" {found.different} different: {', '.join(map(str, found.examples))}",
        )
    return verdict
