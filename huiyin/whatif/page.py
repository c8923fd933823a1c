"""The pages that what-ifs are read on: one file each, to be opened anywhere, mailed, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from huiyin.whatif.differing import SHOWN_MAX, Comparison
from huiyin.whatif.outcome import OwedThing
from huiyin.whatif.telling import RECORD_MAY_DIFFER

TEMPLATES = Path(__file__).parent / "templates"

OUTCOMES = {"open": "未到期", "met": "按时", "missed": "超时", "cancelled": "取消"}


def whatif_page(
    comparison: Comparison,
    *,
    titles: tuple[str, str],
    untold: tuple[Sequence[str], Sequence[str]],
    recorded: bool,
    zone: ZoneInfo,
    console_url: str | None,
) -> str:
    """The report on a what-if; every difference opens to its complaint. `untold` are the limits of
    both regulations that the history cannot judge. `recorded` says that the first side is what
    really happened."""
    return (
        _environment(zone)
        .get_template("whatif.html")
        .render(
            comparison=comparison,
            shown=comparison.differing[:SHOWN_MAX],
            titles=titles,
            untold=untold,
            recorded=recorded,
            doubts=RECORD_MAY_DIFFER,
            console_url=console_url,
        )
    )


def _environment(zone: ZoneInfo) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def local(instant: datetime | None) -> str:
        return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else "—"

    def due(instant: datetime | None) -> str:
        """What ends with a day ends at 24:00 of it, as the regulation and the notices say."""
        clock = instant.astimezone(zone) if instant else None
        if clock is None or (clock.hour, clock.minute, clock.second) != (0, 0, 0):
            return local(instant)
        return f"{clock - timedelta(days=1):%Y-%m-%d} 24:00"

    environment.filters |= {
        "local": local,
        "due": due,
        "outcome": lambda key: OUTCOMES[key],
        "percent": lambda part, whole: f"{100 * part / whole:.1f} %" if whole else "—",
        "named": _named,
    }
    return environment


def _named(things: Sequence[OwedThing]) -> Sequence[str]:
    return [thing.name for thing in things]


def day_page(
    columns: Sequence[str], rows: Sequence[Mapping[str, object]], *, zone: ZoneInfo, notes: str
) -> str:
    """The same complaints under several regulations, side by side."""
    return (
        _environment(zone).get_template("day.html").render(columns=columns, rows=rows, notes=notes)
    )
