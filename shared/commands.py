"""Load, decide, record: how every command and every reaction changes an aggregate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from shared.contracts import Contract, Message, message_id
from shared.domain import Aggregate, AggregateType, DomainEvent, Refusal, RefusalKind, State, stamp
from shared.event_store.port import (
    Answer,
    AnswerExists,
    Cause,
    Recorder,
    Store,
    StreamConflict,
    Transaction,
    Write,
)
from shared.telemetry.spans import current_traceparent

CONFLICT_ATTEMPTS = 8

Decide = Callable[[Any], Sequence[DomainEvent]]


class AlreadyAnswered(Exception):
    """This Idempotency-Key has an answer; it is given again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.key)
        self.answer = answer


class StateHasChanged(Refusal):
    """The version the caller has seen is not the present one (`If-Match`)."""

    kind = RefusalKind.CONFLICT
    zh = "内容已被他人更新（当前版本 {present}，您看到的是 {seen}），请刷新后重试"
    en = "It has changed since you read it (now version {present}, you saw {seen}): read it again"


class IdempotencyKeyWasUsed(Refusal):
    """An Idempotency-Key came again with another method, path or body."""

    kind = RefusalKind.INVALID
    zh = "该 Idempotency-Key 已用于另一请求，请换一个新的"
    en = "This Idempotency-Key was used for another request: use a new one"


class TooMuchAtOnce(Refusal):
    """Others kept changing the same aggregate faster than this command could decide."""

    zh = "同一投诉正被多人同时处理，请稍后重试"
    en = "Others are changing the same complaint right now: try again"


@dataclass(frozen=True, slots=True)
class RequestKey:
    """An Idempotency-Key and the fingerprint of the request it came with."""

    key: str
    fingerprint: bytes


async def raise_prior_answer(store: Store, key: RequestKey | None) -> None:
    """Raise AlreadyAnswered where the request has its answer, IdempotencyKeyWasUsed where the key
    belongs to another request; return where it is new. A refusal asks again: what refuses a
    request that was sent twice at once may be what its twin has done."""
    prior = await store.answer(key.key) if key else None
    if prior is None or key is None:
        return
    if prior.fingerprint != key.fingerprint:
        raise IdempotencyKeyWasUsed(field="Idempotency-Key")
    raise AlreadyAnswered(prior)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers: an HTTP-independent status name is not worth its while here, so
    `status` is the number and `body` the typed content."""

    status: int
    body: BaseModel
    headers: tuple[tuple[str, str], ...] = ()

    def kept_for(self, key: RequestKey) -> Answer:
        content = self.body.model_dump_json().encode()
        return Answer(key.key, key.fingerprint, self.status, content, self.headers)


class Outcome(NamedTuple, Generic[State]):
    """An aggregate after a decision, and what was decided."""

    state: State
    events: tuple[DomainEvent, ...]


@dataclass(frozen=True, slots=True)
class CommandSide(Generic[State]):
    """One kind of aggregate with what it tells the others.

    `translate` turns a recorded event, with the state after it, into the contracts to publish;
    `names` tells what a stream is known by from an event on.
    """

    kind: AggregateType[State]
    translate: Callable[[State, Any], Sequence[Contract]]
    names: Callable[[Any], Sequence[str]] = lambda _: ()

    async def react(
        self,
        unit: Recorder,
        stream: UUID,
        decide: Decide,
        *,
        now: datetime,
        cause: Cause,
    ) -> Outcome[State] | None:
        """Decide within a unit of work, on somebody's event. None where nothing came of it and
        nothing was there. Raises StreamConflict."""
        seen = await unit.load(self.kind, stream)
        decided = decide(seen)
        if not decided:
            return Outcome(seen, ()) if seen is not None else None
        state, write = self._written(seen, stream, decided, now=now, cause=cause)
        await unit.write(write)
        return Outcome(state, write.events)

    async def obey(
        self,
        store: Store,
        stream: UUID,
        decide: Decide,
        *,
        now: datetime,
        cause: Cause,
        key: RequestKey | None = None,
        reply: Callable[[State], Reply] | None = None,
        seen_version: int | None = None,
        new: bool = False,
    ) -> Outcome[State]:
        """Decide on a command, and keep the reply for its Idempotency-Key in the same write.

        `new` says that the stream's id has just been made up, so that there is nothing to load.
        Raises the refusals of `decide`, StateHasChanged, TooMuchAtOnce and AlreadyAnswered.
        """
        for _ in range(CONFLICT_ATTEMPTS):
            try:
                seen = None if new else await store.load(self.kind, stream)
                _ensure_seen(seen_version, seen)
                decided = decide(seen)
            except Refusal:
                await raise_prior_answer(store, key)
                raise
            state, write = seen, Write((), (), cause)
            if decided:
                state, write = self._written(seen, stream, decided, now=now, cause=cause)
            assert state is not None, "a command refuses what does not exist"
            answer = reply(state).kept_for(key) if key and reply else None
            if not write.events and answer is None:
                return Outcome(state, ())
            try:
                await store.write(replace(write, answer=answer) if answer else write)
            except StreamConflict:
                new = False
                continue
            except AnswerExists:
                await raise_prior_answer(store, key)
                continue
            return Outcome(state, write.events)
        raise TooMuchAtOnce

    def _written(
        self,
        state: State | None,
        stream: UUID,
        decided: Sequence[DomainEvent],
        *,
        now: datetime,
        cause: Cause,
    ) -> tuple[State, Write]:
        before = state.version if state else 0
        events = stamp(decided, stream=stream, after_version=before, now=now)
        traceparent = current_traceparent()
        messages: list[Message] = []
        names: list[str] = []
        course = self.kind.course(state, decided, events)
        for event, state in zip(events, course, strict=True):
            if known := self.names(event):
                names += known
            for part, contract in enumerate(self.translate(state, event)):
                place = message_id(stream, event.originator_version, part)
                messages.append(Message(place, contract, traceparent))
        assert state is not None
        state = self.kind.placed(state, events[-1])
        every = self.kind.snapshot_every
        after = before + len(events)
        snapshot: Aggregate | None = state if every and after // every > before // every else None
        return state, Write(
            events, tuple(messages), cause, snapshot=snapshot, names=tuple(names), after=state
        )


def _ensure_seen(version: int | None, state: Aggregate | None) -> None:
    present = state.version if state else 0
    if version is not None and version != present:
        raise StateHasChanged(present=present, seen=version)


async def in_one_transaction(
    store: Store,
    work: Callable[[Transaction], Awaitable[Reply]],
    *,
    cause: Cause,
    key: RequestKey | None = None,
) -> Reply:
    """Do what touches several streams, or rows beside one, all or nothing, and keep the reply for
    its Idempotency-Key with it. For one stream alone `CommandSide.obey` does with one statement.

    `work` reads and decides within the transaction it is given, and nothing outside it: where it
    collides with another it is done again from the beginning. Raises its refusals, TooMuchAtOnce
    and AlreadyAnswered; none of them leaves anything behind.
    """
    for _ in range(CONFLICT_ATTEMPTS):
        try:
            async with store.transaction() as unit:
                reply = await work(unit)
                if key is not None:
                    await unit.write(Write((), (), cause, answer=reply.kept_for(key)))
            return reply
        except Refusal:
            await raise_prior_answer(store, key)
            raise
        except StreamConflict:
            continue
        except AnswerExists:
            await raise_prior_answer(store, key)
    raise TooMuchAtOnce
