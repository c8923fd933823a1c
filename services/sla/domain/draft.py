"""A decision on a watch while it is being made: its events so far, and the state after them."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from services.sla.domain.events import WatchEvent
from services.sla.domain.watch import Watch, evolve
from shared.domain import DomainEvent
from shared.policy import ComplaintContext, Context, Facts, Pack, ReceivedContext


class Draft:
    """Collects events and folds each at once, so that the next step decides on what came before.

    `now` is the business time of the decision, at which whatever passed earlier is late.
    """

    def __init__(self, watch: Watch, pack: Pack, now: datetime) -> None:
        self.watch = watch
        self.pack = pack
        self.now = now
        self.events: list[DomainEvent] = []

    def add(self, event: WatchEvent) -> None:
        self.events.append(event)
        self.watch = evolve(self.watch, event)

    def late_s(self, at: datetime) -> float:
        """How late an instant is noticed, in seconds; never negative."""
        return max(0.0, (self.now - at).total_seconds())

    @cached_property
    def _received(self) -> ReceivedContext:
        return self.pack.received_context(self.watch.received_at)

    def context(self, data: Facts) -> Context:
        """What the pack's conditions may read now, with the fields of a trigger."""
        watch = self.watch
        return Context(
            facts=watch.known_facts,
            complaint=ComplaintContext(
                channel=watch.channel,
                project=watch.project,
                category=watch.category or "",
                has_contact=watch.has_contact,
            ),
            received=self._received,
            event=data,
        )
