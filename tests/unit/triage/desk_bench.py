"""Triage under a regulation with scope, routing, periods and disputes, in its own organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.triage.application import Triage
from services.triage.domain.assessment import ASSESSMENT
from services.triage.reactions import Reactions
from shared.clock import SteppedClock
from shared.contracts import Message
from shared.contracts.intake import PolicyStamp
from shared.event_store.memory import MemoryStore
from shared.policy import Policies
from tests.support.desk import desk_library
from tests.support.told import Complaint
from tests.unit.policy.regulations import at
from tests.unit.triage.conftest import Bench

DESK = PolicyStamp(pack="desk", version="1")
NOW = at("2026-12-01 10:00")


def desk_bench(policies: Policies | None = None) -> Bench:
    store = MemoryStore([ASSESSMENT])
    clock = SteppedClock(NOW)
    governing = policies or desk_library()
    reactions = Reactions(clock=clock, policies=governing)
    triage = Triage(
        store=store,
        clock=clock,
        policies=governing,
        reactions=reactions,
        after_commit=lambda: None,
    )
    return Bench(store, triage, reactions)


def received(
    one: Complaint, day: datetime = NOW, category: str = "leak", **changes: Any
) -> Message:
    said: dict[str, Any] = {"policy": DESK, "received_at": day, "category": category}
    return one.received(**(said | changes))
