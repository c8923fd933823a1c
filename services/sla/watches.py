"""What people ask of a complaint's deadlines, one method a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from services.sla.commanding import Caller, Commanding
from services.sla.domain import adjusting
from services.sla.domain.adjusting import Extend
from services.sla.domain.refusals import ComplaintIsNotWatched
from services.sla.domain.watch import WATCH, Watch
from services.sla.ledger import Ledger, watch_name
from services.sla.views import WatchView, view_of_watch
from shared.commands import Reply
from shared.domain import DomainEvent
from shared.event_store.port import Store
from shared.policy import Pack


class Watches:
    def __init__(self, store: Store, commanding: Commanding) -> None:
        self._store = store
        self._commanding = commanding

    async def view(self, number: str) -> WatchView:
        return view_of_watch(await self.find(number))

    async def find(self, number: str) -> Watch:
        """The watch on a complaint, by its number."""
        stream = await self._store.find(watch_name(number))
        watch = await self._store.load(WATCH, stream) if stream else None
        if watch is None:
            raise ComplaintIsNotWatched(number=number)
        return watch

    async def extend(self, number: str, command: Extend, caller: Caller) -> Reply:
        """More time for one obligation, asked for before expiry."""
        return await self._change(
            "extend obligation",
            number,
            lambda watch, pack, now: adjusting.extend(
                watch, command, pack, by=caller.actor, now=now
            ),
            caller,
        )

    async def pause(self, number: str, reason: str, caller: Caller) -> Reply:
        """Stop the clocks that this reason stops."""
        return await self._change(
            "pause obligations",
            number,
            lambda watch, pack, now: adjusting.pause(watch, reason, pack, by=caller.actor, now=now),
            caller,
        )

    async def resume(self, number: str, reason: str, caller: Caller) -> Reply:
        """Let the clocks run on that stood still for this reason."""
        return await self._change(
            "resume obligations",
            number,
            lambda watch, pack, now: adjusting.resume(
                watch, reason, pack, by=caller.actor, now=now
            ),
            caller,
        )

    async def _change(
        self,
        name: str,
        number: str,
        decide: Callable[[Watch, Pack, datetime], Sequence[DomainEvent]],
        caller: Caller,
    ) -> Reply:
        watch = await self.find(number)

        async def act(ledger: Ledger) -> Reply:
            changed = await ledger.watch(
                watch.id, lambda found, pack: decide(found, pack, ledger.now)
            )
            assert changed is not None, "it was found"
            return Reply(200, view_of_watch(changed))

        return await self._commanding.obey(name, watch.complaint_id, act, caller)
