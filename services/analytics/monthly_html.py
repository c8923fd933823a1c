"""The monthly report as a page that stands alone: own style, own charts, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.analytics import chart
from services.analytics.chart import Bar, Part
from services.analytics.figures import Count, MonthlyReport, OnTime
from services.analytics.months import Month
from services.analytics.names import REACHED_WORDS, STANDING_NAMES, amount

TEMPLATES = Path(__file__).parent / "templates"
NUMBERS_SHOWN = 100
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'"
)


class MonthlyPage:
    """Renders reports. `console_url` is where a complaint's own page is found; empty: nowhere."""

    def __init__(self, console_url: str, zone: ZoneInfo) -> None:
        environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters |= {
            "percent": percent,
            "moment": lambda instant: moment(instant, zone),
            "amount": amount,
        }
        environment.globals |= {
            "console_url": console_url,
            "shown": NUMBERS_SHOWN,
            "standing_names": STANDING_NAMES,
            "reached_words": REACHED_WORDS,
            "count_chart": count_chart,
            "on_time_chart": on_time_chart,
            "day_chart": day_chart,
        }
        self._template = environment.get_template("monthly.html")

    def render(self, report: MonthlyReport) -> str:
        month = Month.parse(report.month)
        return self._template.render(report=report, month=month)


def percent(share: float | None) -> str:
    """Such as 93.5%; a dash where there is nothing to divide by."""
    return "—" if share is None else f"{share:.1%}"


def moment(instant: datetime | None, zone: ZoneInfo) -> str:
    """Such as 11月22日 09:30, in local time."""
    if instant is None:
        return "—"
    local = instant.astimezone(zone)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def count_chart(title: str, counts: Sequence[Count]) -> Markup:
    return chart.bars(
        title,
        [
            Bar(count.name, (Part(count.count, "bar"),), f"{count.count} 件 {percent(count.share)}")
            for count in counts
        ],
        chart.HALF,
    )


def on_time_chart(lines: tuple[OnTime, ...]) -> Markup:
    return chart.bars(
        "各时限的按时、超时与未到期件数",
        [
            Bar(
                line.name,
                (Part(line.met, "met"), Part(line.missed, "missed"), Part(line.open, "open")),
                percent(line.rate),
            )
            for line in lines
        ],
        chart.WHOLE,
    )


def day_chart(by_day: tuple[int, ...]) -> Markup:
    return chart.columns("每日受理件数", by_day)
