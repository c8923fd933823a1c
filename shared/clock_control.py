"""Moving the stepped clock of a running system over core NATS, one subject a service.

FastStream carries this control plane: small typed requests with replies are what it is good at
(decision 0003).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from faststream.nats import NatsBroker
from pydantic import AwareDatetime, Strict

from shared.clock import ClockRunsForward, SteppedClock
from shared.domain import Immutable

SUBJECT = "huiyin-control.clock"


class StepTo(Immutable):
    """Move business time to this instant."""

    now: Annotated[AwareDatetime, Strict(False)]  # It arrives as decoded JSON.


class Stepped(Immutable):
    """Where the clock stands after the step, or why it did not move."""

    service: str
    now: AwareDatetime
    refused: str | None = None


def obey_steps(broker: NatsBroker, service: str, clock: SteppedClock) -> None:
    """Subscribe a service's clock to the coordinator's steps. Call before the broker starts."""

    @broker.subscriber(f"{SUBJECT}.{service}")
    async def step(order: StepTo) -> Stepped:
        try:
            clock.step_to(order.now)
        except ClockRunsForward as refusal:
            return Stepped(service=service, now=clock.now(), refused=str(refusal))
        return Stepped(service=service, now=clock.now())


async def step_service(
    broker: NatsBroker, service: str, now: datetime, *, wait_s: float
) -> Stepped:
    """Ask one service to move; raises TimeoutError where it does not answer."""
    reply = await broker.request(
        StepTo(now=now).model_dump_json().encode(), f"{SUBJECT}.{service}", timeout=wait_s
    )
    return Stepped.model_validate_json(reply.body)
