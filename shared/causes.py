"""Why something is recorded: who asked, or what was told, in the trace that is current."""

from __future__ import annotations

from shared.contracts import Message
from shared.event_store.port import Cause
from shared.telemetry.spans import current_traceparent

POLICY = "policy"
"""Who acts where nobody does: the regulation."""


def asked_by(actor: str) -> Cause:
    return Cause(actor, current_traceparent())


def told_by(message: Message) -> Cause:
    """The regulation answers to what another service told."""
    return Cause(POLICY, current_traceparent() or message.traceparent, message.id)
