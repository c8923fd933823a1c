"""Reading the stream from its first message, one partition at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import nats.errors
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from shared.bus.manifest import Manifest, ManifestIsUnfit
from shared.bus.port import BusIsAway, Delivery
from shared.rebuild.bulk_inlet import BulkInlet
from shared.rebuild.refusals import HistoryIsCut

FETCH = 1000
WAIT_S = 10.0
ATTEMPTS = 60
PAUSE_S = 0.5


async def last_sequence(client: Client, manifest: Manifest) -> int:
    """Where the stream ends. Raises HistoryIsCut where it no longer holds all from the first."""
    try:
        state = (await client.jetstream().stream_info(manifest.stream.name)).state
    except NotFoundError:
        raise ManifestIsUnfit(
            f"消息流 {manifest.stream.name} 不存在：请运行 huiyin migrate。"
            f" / The stream {manifest.stream.name} is missing: run `huiyin migrate`."
        ) from None
    except (nats.errors.Error, OSError) as failure:
        raise BusIsAway(type(failure).__name__) from failure
    if state.messages != state.last_seq:
        raise HistoryIsCut(state.first_seq, state.messages, state.last_seq)
    return state.last_seq


class PartitionReader:
    """One partition from the beginning, in order; reads on where it has been read to."""

    def __init__(self, client: Client, manifest: Manifest, service: str, partition: int) -> None:
        self.partition = partition
        subjects = manifest.subjects_for(service, partition)
        self._inlet = BulkInlet(client, manifest.stream.name, subjects)
        self._ahead: deque[Delivery] = deque()
        self._reached = 0

    async def up_to(self, position: int) -> AsyncIterator[Sequence[Delivery]]:
        """What comes next, up to and with this broker sequence, in batches; ends early where the
        stream does."""
        if self._reached >= position:
            return
        await self._begin()
        while self._reached < position:
            if not self._ahead:
                self._ahead.extend(await self._fetch())
            if not self._ahead:
                break
            batch = self._take(position)
            if not batch:
                self._reached = position  # What is next lies behind it.
                break
            if not self._ahead and batch[-1].sequence < position:
                with suppress(BusIsAway):  # Then the next fetch says so.
                    await self._inlet.ask(FETCH)
            yield batch
            self._reached = batch[-1].sequence
        await self._inlet.leave()

    async def pending(self) -> int:
        """How many messages lie ahead, to the end of the stream."""
        await self._begin()
        return await self._inlet.backlog()

    def _take(self, position: int) -> list[Delivery]:
        taken: list[Delivery] = []
        while self._ahead and self._ahead[0].sequence <= position:
            taken.append(self._ahead.popleft())
        return taken

    @property
    def reached(self) -> int:
        return self._reached

    @property
    def _fetched(self) -> int:
        return self._ahead[-1].sequence if self._ahead else self._reached

    async def _begin(self) -> None:
        """The broker forgets a reader that pauses, so every reading begins anew."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                await self._inlet.start_after(self._fetched)
                return
            except BusIsAway:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(PAUSE_S)

    async def _fetch(self) -> Sequence[Delivery]:
        """The next batch; empty only where nothing more is there."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                found = await self._inlet.fetch(FETCH, WAIT_S)
                if found or await self._inlet.backlog() == 0:
                    return found
            except BusIsAway:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(PAUSE_S)
                await self._begin()
        raise BusIsAway("the broker holds messages back")
