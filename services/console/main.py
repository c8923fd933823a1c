"""The console's composition root."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from services.console.complaint import pages as complaint
from services.console.desk import pages as desk
from services.console.desk.application import Desk
from services.console.desk.tallies import PostgresTallies
from services.console.neighbours import Neighbours, open_client
from services.console.projects import pages as projects
from services.console.reactions import PageKeeping
from services.console.report import pages as report
from services.console.settings import ServiceUrls
from services.console.trace import pages as trace
from services.console.web.faults import speak_pages
from services.console.web.headers import SafetyHeaders
from services.console.web.look import STATIC, Look
from services.console.workbench import Workbench
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app


def create_app(settings: Settings | None = None) -> FastAPI:
    app = service_app(
        "console",
        title="回音 工作台 Huiyin console",
        kinds=[],
        compose=compose,
        routers=[desk.router, complaint.router, trace.router, report.router, projects.router],
        settings=settings,
    )
    return with_pages(app)


def with_pages(app: FastAPI) -> FastAPI:
    """Give an application what its pages need: style sheet, safety headers, pages for problems."""
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(SafetyHeaders)
    speak_pages(app, Look())
    return app


def compose(runtime: Runtime) -> Composition:
    zone = ZoneInfo(runtime.settings.zone)
    policies = runtime.policies()
    keeping = PageKeeping(policies, zone)
    neighbours = Neighbours(ServiceUrls().model_dump(), open_client())
    workbench = Workbench(
        desk=Desk(store=runtime.store, tallies=PostgresTallies(runtime.pool), zone=zone),
        neighbours=neighbours,
        keeping=keeping,
        policies=policies,
        clock=runtime.clock,
        zone=zone,
        look=Look(),
    )
    return Composition(workbench, handlers=keeping.handlers(), jobs=[neighbours.keep_open])
