"""A decision on a watch while it is being made: its events so far, and the state after them."""

from __future__ import annotations

from datetime import datetime

from services.sla.domain.events import WatchEvent, WatchOpened
from services.sla.domain.watch import Watch, evolve
from shared.domain import Decided
from shared.policy import ComplaintContext, Context, Facts, Pack


class Draft:
    """Collects events and folds each at once, so that the next step decides on what came before.

    `now` is the business time of the decision, at which whatever passed earlier is late.
    """

    def __init__(self, watch: Watch, pack: Pack, now: datetime) -> None:
        self.watch = watch
        self.pack = pack
        self.now = now
        self.events: Decided[Watch] = Decided()

    @classmethod
    def opening(cls, opened: WatchOpened, pack: Pack, now: datetime) -> Draft:
        """A decision that begins with the watch itself."""
        draft = cls(evolve(None, opened), pack, now)
        draft.events.add(opened, draft.watch)
        return draft

    def add(self, event: WatchEvent) -> None:
        self.watch = evolve(self.watch, event)
        self.events.add(event, self.watch)

    def late_s(self, at: datetime) -> float:
        """How late an instant is noticed, in seconds; never negative."""
        return max(0.0, (self.now - at).total_seconds())

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
            received=self.pack.received_context(watch.received_at),
            event=data,
        )
