"""Triage's composition root."""

from __future__ import annotations

from fastapi import FastAPI

from services.triage import api
from services.triage.application import Triage
from services.triage.domain.assessment import ASSESSMENT
from services.triage.reactions import Reactions
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app

KINDS = (ASSESSMENT,)


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "triage",
        title="回音 定级分派 Huiyin triage",
        kinds=KINDS,
        compose=compose,
        routers=[api.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    policies = runtime.policies()
    reactions = Reactions(clock=runtime.clock, policies=policies)
    triage = Triage(
        store=runtime.store,
        clock=runtime.clock,
        policies=policies,
        reactions=reactions,
        after_commit=runtime.bell.ring,
    )
    return Composition(triage, handlers=reactions.handlers)
