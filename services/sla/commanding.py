"""Obeying a command on several streams at once: decisions, timers and the kept answer together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from services.sla.ledger import Ledger
from shared.causes import asked_by
from shared.clock import Clock
from shared.commands import Reply, RequestKey, in_one_transaction
from shared.event_store.port import Store, Transaction
from shared.policy import Policies
from shared.telemetry.spans import working


@dataclass(frozen=True, slots=True)
class Caller:
    """Who commands, and the Idempotency-Key of the request, where it has one."""

    actor: str
    key: RequestKey | None = None


class Commanding:
    def __init__(
        self,
        store: Store,
        clock: Clock,
        policies: Policies,
        after_commit: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._policies = policies
        self._after_commit = after_commit

    async def obey(
        self,
        name: str,
        complaint_id: UUID,
        act: Callable[[Ledger], Awaitable[Reply]],
        caller: Caller,
    ) -> Reply:
        """Act within one transaction and keep the reply for the caller's key.

        Raises the refusals of `act`, AlreadyAnswered and TooMuchAtOnce.
        """
        with working(name, complaint_id):
            cause = asked_by(caller.actor)

            async def work(unit: Transaction) -> Reply:
                return await act(Ledger(self._policies, unit, now=self._clock.now(), cause=cause))

            reply = await in_one_transaction(self._store, work, cause=cause, key=caller.key)
        self._after_commit()
        return reply
