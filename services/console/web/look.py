"""How a page is put together: Jinja2 with autoescape, own style sheet, nothing from outside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.console import phrases
from services.console.trace.waterfall import duration
from services.console.trace.words import in_words
from services.console.web.headers import HEADERS
from shared.contracts.names import CHANNEL_NAMES, SATISFACTION_NAMES, SIDE_NAMES

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
WORDS = {
    "channels": CHANNEL_NAMES,
    "statuses": phrases.STATUSES,
    "step_names": phrases.STEPS,
    "plan_states": phrases.PLAN_STATES,
    "sides": SIDE_NAMES,
    "satisfactions": SATISFACTION_NAMES,
    "service_names": phrases.SERVICES,
}


@dataclass(frozen=True, slots=True)
class When:
    """The words of times as seen from now."""

    now: datetime
    zone: ZoneInfo

    def full(self, instant: datetime) -> str:
        return phrases.moment(instant, self.zone)

    def short(self, instant: datetime) -> str:
        return phrases.short_moment(instant, self.zone, self.now)

    def clock(self, instant: datetime) -> str:
        return f"{instant.astimezone(self.zone):%H:%M}"

    def countdown(self, due: datetime) -> str:
        return phrases.countdown(due, self.now)

    def is_past(self, instant: datetime) -> bool:
        return instant <= self.now


class Look:
    """The pages' templates, ready to be filled."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(WORDS, asset=_asset)
        self._environment.filters.update(duration=duration, in_words=in_words)

    def page(
        self, template: str, *, when: When | None = None, status: int = 200, **content: Any
    ) -> HTMLResponse:
        text = self._environment.get_template(template).render(when=when, **content)
        return HTMLResponse(text, status, headers={**HEADERS, "Cache-Control": "no-store"})


def _asset(name: str) -> str:
    """The address of a file of ours, which changes when its content does."""
    return f"/static/{name}?{_VERSIONS[name]}"


_VERSIONS = {
    file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in STATIC.iterdir()
}
