"""Nothing is under way, and nothing was left for a person."""

from __future__ import annotations

from huiyin.drill.checks.verdict import Verdict
from huiyin.drill.evidence import Evidence


def check_rest(evidence: Evidence) -> Verdict:
    verdict = Verdict("静止 at rest")
    for service, found in evidence.services.items():
        verdict.counted["services"] += 1
        if found.outbox:
            verdict.lost(f"{service}: {found.outbox} messages are still in the outbox")
        if found.parked:
            verdict.lost(f"{service}: {found.parked} messages failed and are parked")
    return verdict
