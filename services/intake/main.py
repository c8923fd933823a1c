"""Intake's composition root."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.intake import api
from services.intake.application import Intake
from services.intake.domain.complaint import COMPLAINT
from services.intake.numbers import SequenceNumbers
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app

KINDS = (COMPLAINT,)


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "intake",
        title="回音 受理 Huiyin intake",
        kinds=KINDS,
        compose=compose,
        routers=[api.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    policies = runtime.policies()
    return Composition(
        Intake(
            store=runtime.store,
            clock=runtime.clock,
            ids=runtime.ids,
            policies=policies,
            numbers=SequenceNumbers(runtime.pool),
            zone=ZoneInfo(runtime.settings.zone),
            after_commit=runtime.bell.ring,
            seal=policies.seal,
        )
    )
