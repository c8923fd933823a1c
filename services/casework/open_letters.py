"""Open letters 公开信: several owners with one problem are answered at once, filed with each."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID

from pydantic import Field

from services.casework.domain.open_letter import FiledLetter, answer_with, letter_number
from services.casework.domain.refusals import CaseIsUnknown, OpenLetterIsRefused
from services.casework.streams import SIDE
from shared.causes import asked_by
from shared.commands import Reply, RequestKey, in_one_transaction
from shared.domain import Immutable, Refusal
from shared.event_store.port import Cause, Store, Transaction
from shared.policy import Policies

NAMED_MAX = 20
"""So many cases that refuse a letter are named in the sentence; the others are counted."""


class OpenLetter(Immutable):
    """What is written to whom; `step` is what it counts as under the regulation, if anything."""

    numbers: tuple[str, ...]
    text: str
    step: str | None = None


class OpenLetterView(Immutable):
    """A letter that was filed, with the complaints that it answers."""

    letter: str = Field(description="The letter's number", examples=["GK-3F2A91C7"])
    numbers: tuple[str, ...] = Field(examples=[["TS20261122-000123", "TS20261122-000124"]])
    filed_at: datetime


async def file_open_letter(
    store: Store,
    policies: Policies,
    letter: OpenLetter,
    *,
    actor: str,
    key: RequestKey | None,
    now: datetime,
) -> Reply:
    """File a letter with every case that it names, or with none. Raises OpenLetterIsRefused.

    The cases are looked up before the transaction begins: whoever waits for a second connection
    while holding one would keep the pool from everybody.
    """
    numbers = tuple(dict.fromkeys(letter.numbers))
    filed = FiledLetter(
        number=letter_number(numbers, letter.text, now),
        households=len(numbers),
        text=letter.text,
        step=letter.step,
    )
    cause = asked_by(actor)
    streams = {number: await store.find(number) for number in sorted(numbers)}

    async def work(unit: Transaction) -> Reply:
        refused: dict[str, Refusal] = {}
        for number, stream in streams.items():  # In order: two letters to the same cases wait once.
            try:
                await _file(unit, stream, policies, number, filed, cause=cause, now=now)
            except Refusal as refusal:
                refused[number] = refusal
        if refused:
            raise _together(refused)
        return Reply(201, OpenLetterView(letter=filed.number, numbers=numbers, filed_at=now))

    return await in_one_transaction(store, work, cause=cause, key=key)


async def _file(
    unit: Transaction,
    stream: UUID | None,
    policies: Policies,
    number: str,
    letter: FiledLetter,
    *,
    cause: Cause,
    now: datetime,
) -> None:
    if stream is None:
        raise CaseIsUnknown(number=number)
    decide = partial(answer_with, letter=letter, policies=policies, by=cause.actor, now=now)
    await SIDE.react(unit, stream, decide, now=now, cause=cause)


def _together(refused: dict[str, Refusal]) -> OpenLetterIsRefused:
    """One refusal that says of each case why; whoever sends the letter mends them all at once."""
    named = list(refused.items())[:NAMED_MAX]
    more = len(refused) - len(named)
    zh = "；".join(f"{number}：{one.sentence_zh}" for number, one in named)
    en = "; ".join(f"{number}: {one.sentence_en}" for number, one in named)
    return OpenLetterIsRefused(
        field="numbers",
        count=len(refused),
        reasons_zh=f"{zh}；等" if more else zh,
        reasons_en=f"{en}; and {more} more" if more else en,
    ).with_parts({f"numbers.{number}": one for number, one in refused.items()})
