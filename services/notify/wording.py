"""How this company speaks to people: instants, dues and names, for a Chinese reader. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.policy import Directory, Policies

NOT_KNOWN = "—"
MINUTE_S = 60
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Wording:
    """How this company speaks: its directory, time zone, and where people open a complaint."""

    policies: Policies
    zone: ZoneInfo
    console_url: str

    @property
    def directory(self) -> Directory:
        return self.policies.directory

    def named(self, key: str | None, project: str) -> str | None:
        """What a department or post is called in a project; the key where nobody knows."""
        found = self.directory.address_of(key, project) if key else None
        return found.name if found else key

    def instant(self, instant: datetime) -> str:
        """Such as 2026年11月22日 09:30, in local time."""
        return _said(instant.astimezone(self.zone))

    def due(self, instant: datetime | None) -> str | None:
        """A due time; the end of a day is called its 24:00, not the next day's beginning."""
        if instant is None:
            return None
        local = instant.astimezone(self.zone)
        if (local.hour, local.minute) != (0, 0):
            return _said(local)
        day = local.date() - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日 24:00"


def _said(local: datetime) -> str:
    day = f"{local.year}年{local.month}月{local.day}日"
    return f"{day} {local.hour:02}:{local.minute:02}"


def lateness(late_s: float) -> str | None:
    """How late the system noticed, in words; None below a minute."""
    if late_s < MINUTE_S:
        return None
    hours, minutes = divmod(int(late_s) // MINUTE_S, HOUR_S // MINUTE_S)
    return f"{hours} 小时 {minutes} 分钟" if hours else f"{minutes} 分钟"
