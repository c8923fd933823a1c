"""Sla's use cases: deadlines, and the supervision orders that press them."""

from __future__ import annotations

from collections.abc import Callable

from services.sla.commanding import Commanding
from services.sla.supervision import SupervisionOrders
from services.sla.watches import Watches
from shared.clock import Clock
from shared.event_store.port import Store
from shared.policy import PolicyLibrary


class Sla:
    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        policies: PolicyLibrary,
        after_commit: Callable[[], None],
    ) -> None:
        commanding = Commanding(store, clock, policies, after_commit)
        self.watches = Watches(store, commanding)
        self.orders = SupervisionOrders(store, self.watches, commanding)
