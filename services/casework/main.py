"""Casework's composition root."""

from __future__ import annotations

from fastapi import FastAPI

from services.casework import api
from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.reactions import Reactions
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app

KINDS = (CASE,)


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "casework",
        title="回音 办理 Huiyin casework",
        kinds=KINDS,
        compose=compose,
        routers=[api.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    casework = Casework(
        store=runtime.store,
        clock=runtime.clock,
        policies=runtime.policies(),
        after_commit=runtime.bell.ring,
    )
    return Composition(casework, handlers=Reactions(clock=runtime.clock).handlers)
