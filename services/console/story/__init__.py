"""Every event as a Chinese sentence: what happened, who did it, what else there is to read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.console.read_model.rows import TimelineEntry
from services.console.story import casework, intake, notify, sla, triage
from services.console.story.told import Told
from services.console.story.wording import Wording
from shared.contracts import ComplaintContract, Contract, Message

TELLERS: Mapping[str, Callable[[Any, Wording], Told | None]] = {
    "intake": intake.tell,
    "triage": triage.tell,
    "casework": casework.tell,
    "sla": sla.tell,
    "notify": notify.tell,
}


def tell(contract: Contract, wording: Wording) -> Told:
    """The sentence of an event. One that no sentence was written for is named, not hidden."""
    teller = TELLERS.get(contract.SERVICE)
    told = teller(contract, wording) if teller else None
    return told or Told(f"{contract.SERVICE}：{contract.EVENT}")


def entry_of(message: Message, wording: Wording) -> TimelineEntry:
    """The timeline's row for a message."""
    contract = message.contract
    assert isinstance(contract, ComplaintContract)
    told = tell(contract, wording)
    return TimelineEntry(
        complaint_id=contract.complaint_id,
        message_id=message.id,
        sequence=message.sequence,
        service=contract.SERVICE,
        event=contract.EVENT,
        occurred_at=contract.occurred_at,
        who=told.who,
        sentence=told.sentence,
        tone=told.tone,
        details=told.details,
        trace_id=trace_of(message.traceparent),
    )


def trace_of(traceparent: str | None) -> str | None:
    """The trace id within a W3C traceparent, `00-<trace>-<span>-<flags>`."""
    parts = traceparent.split("-") if traceparent else []
    return parts[1] if len(parts) >= 4 and len(parts[1]) == 32 else None
