"""Analytics' composition root."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import FastAPI

from services.analytics import api
from services.analytics.monthly_html import MonthlyPage
from services.analytics.projections import Projections
from services.analytics.reports import Reports
from services.analytics.settings import AnalyticsSettings
from shared.runtime import Composition, Runtime
from shared.settings import Settings
from shared.web.app import service_app


def create_app(settings: Settings | None = None) -> FastAPI:
    return service_app(
        "analytics",
        title="回音 分析 Huiyin analytics",
        kinds=[],
        compose=compose,
        routers=[api.router],
        settings=settings,
    )


def compose(runtime: Runtime) -> Composition:
    zone = ZoneInfo(runtime.settings.zone)
    page = MonthlyPage(AnalyticsSettings().console_url, zone)
    reports = Reports(runtime.store, zone, page, runtime.policies())
    return Composition(reports, handlers=Projections(zone).handlers())
