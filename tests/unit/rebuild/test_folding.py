"""A fold takes effect as a subscriber does: once, in order, and not what was parked."""

from __future__ import annotations

from typing import cast

import pytest

from services.analytics.complaint_facts import COMPLAINTS
from shared.bus.port import Delivery
from shared.contracts import PUBLISHED, Message
from shared.event_store.encoding import entry_of
from shared.event_store.port import Transaction
from shared.postgres.database import Connection
from shared.rebuild.folding import Fold
from shared.rebuild.kept import ReadModel
from shared.rebuild.refusals import MessageCannotBeFolded
from shared.rebuild.rows import FoldReadsByKey, ShadowRows
from shared.subscriber import Handler
from tests.support.told import Complaint

NO_DATABASE = cast(Connection, None)
NOTHING: frozenset[int] = frozenset()


def delivered(*messages: Message, first: int = 1) -> list[Delivery]:
    entries = map(entry_of, messages)
    return [
        Delivery(entry.subject, entry.body, place, None)
        for place, entry in enumerate(entries, start=first)
    ]


class Heard:
    """A fold that writes down what it hears."""

    def __init__(self) -> None:
        self.events: list[str] = []

    async def hear(self, message: Message, _: Transaction) -> None:
        self.events.append(message.contract.EVENT)


def folding(handler: Handler) -> Fold:
    model = ReadModel(dict.fromkeys(PUBLISHED, handler), (COMPLAINTS,))
    return Fold("analytics", model, ShadowRows(NO_DATABASE, model))


async def test_a_message_told_again_takes_no_effect() -> None:
    told = Complaint()
    received, classified = told.received(), told.classified()
    heard = Heard()
    fold = folding(heard.hear)

    await fold.apply(delivered(received, classified), NOTHING)
    await fold.apply(delivered(received, classified, told.closed(), first=3), NOTHING)

    assert heard.events == ["complaint-received", "classified", "case-closed"]


async def test_what_was_parked_takes_effect_when_it_has_in_the_live_one() -> None:
    told = Complaint()
    heard = Heard()
    fold = folding(heard.hear)

    first = delivered(told.received(), told.classified(), told.assigned())
    await fold.apply(first, frozenset({2, 3}))
    await fold.catch_up_on(frozenset({3}))
    await fold.apply(delivered(told.closed(), first=4), frozenset({3, 4}))
    await fold.catch_up_on(NOTHING)

    assert heard.events == [
        "complaint-received",
        "classified",
        "responsibility-assigned",
        "case-closed",
    ]


async def test_what_was_parked_for_being_unreadable_is_passed_over() -> None:
    heard = Heard()
    fold = folding(heard.hear)
    unreadable = Delivery("huiyin.0.intake.complaint.x", b"not json", 1, None)

    await fold.apply([unreadable, *delivered(Complaint().received(), first=2)], frozenset({1}))

    assert heard.events == ["complaint-received"]


async def test_a_message_that_fails_is_named_with_the_place_in_the_code() -> None:
    async def stumble(message: Message, _: Transaction) -> None:
        raise LookupError("王女士")

    received = Complaint().received()
    fold = folding(stumble)

    with pytest.raises(MessageCannotBeFolded) as refusal:
        await fold.apply(delivered(received), NOTHING)

    said = str(refusal.value)
    assert received.id in said
    assert "LookupError in tests.unit.rebuild.test_folding:stumble" in said
    assert "王女士" not in said


async def test_a_fold_may_not_search() -> None:
    async def search(_: Message, unit: Transaction) -> None:
        await unit.rows.find(COMPLAINTS)

    with pytest.raises(MessageCannotBeFolded) as refusal:
        await folding(search).apply(delivered(Complaint().received()), NOTHING)

    assert isinstance(refusal.value.__cause__, FoldReadsByKey)
