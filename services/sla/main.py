"""Sla's composition root."""

from __future__ import annotations

from fastapi import FastAPI

from services.sla import api
from services.sla.application import Sla
from services.sla.domain.duties.project_watch import PROJECT_WATCH
from services.sla.domain.handover import HANDOVER
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from services.sla.duties import api as projects
from services.sla.duties.following import Following
from services.sla.firing import Firing
from services.sla.firing_loop import FiringLoop
from services.sla.reactions import Reactions
from services.sla.timers import next_instant
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app

KINDS = (
    WATCH,
    SUPERVISION_ORDER,
    PROJECT_WATCH,
    HANDOVER,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "sla",
        title="回音 时限督办 Huiyin sla",
        kinds=KINDS,
        compose=compose,
        routers=[api.router, projects.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    policies = runtime.policies()
    store, clock = runtime.store, runtime.clock
    firing = Firing(store, policies, clock, after_commit=runtime.bell.ring)

    async def has_heard() -> bool:
        backlog = await runtime.backlog()
        return bool(runtime.inlets) and backlog["unheard"] == 0

    def after_commit() -> None:
        runtime.bell.ring()
        loop.wake()

    def heed_directory() -> None:
        following.ask()
        loop.wake()

    sla = Sla(store=store, clock=clock, policies=policies, after_commit=after_commit)
    following = Following(sla.heed_directory, policies, clock)
    loop = FiringLoop(
        firing,
        store,
        clock,
        runtime.database_url,
        has_heard=has_heard,
        heed_directory=following.follow,
    )
    policies.when_taken(heed_directory)

    async def is_idle() -> bool:
        instant = await next_instant(store)
        return instant is None or instant > clock.now()

    return Composition(
        sla,
        handlers=Reactions(policies, clock).handlers,
        jobs=[loop.run],
        next_due=lambda: next_instant(store),
        idle=is_idle,
        after_hearing=loop.wake,
    )
