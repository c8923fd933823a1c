"""Sla's use cases: deadlines, the supervision orders that press them, and projects' duties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.sla.calendar_changes import CalendarChanges
from services.sla.commanding import Commanding
from services.sla.duties.projects import Projects
from services.sla.supervision import SupervisionOrders
from services.sla.watches import Watches
from shared.clock import Clock
from shared.event_store.port import Store
from shared.policy import Policies


class Sla:
    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        policies: Policies,
        after_commit: Callable[[], None],
    ) -> None:
        commanding = Commanding(store, clock, policies, after_commit)
        self.watches = Watches(store, commanding)
        self.orders = SupervisionOrders(store, self.watches, commanding)
        self.calendar_changes = CalendarChanges(store)
        self.projects = Projects(store, clock, policies, after_commit)

    async def heed_directory(self, now: datetime) -> int:
        """Bring projects' duties in line with the directory; how many projects changed."""
        return await self.projects.heed_directory(now)
