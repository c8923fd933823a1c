"""The month that a report is about: a calendar month of the company's own time zone. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain import Refusal, RefusalKind

_WRITTEN = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")


class MonthIsInvalid(Refusal):
    """What was given is not a month."""

    kind = RefusalKind.INVALID
    zh = "“{month}”不是月份，应写作 2026-11，自 0001-01 至 9999-12"
    en = "`{month}` is not a month: write it as 2026-11, from 0001-01 to 9999-12"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str, *, field: str = "month") -> Self:
        """Read `2026-11`. Raises MonthIsInvalid."""
        found = _WRITTEN.fullmatch(text)
        if found is None or found["year"] == "0000":
            raise MonthIsInvalid(field=field, month=text[:40])
        return cls(int(found["year"]), int(found["month"]))

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> Self:
        local = instant.astimezone(zone)
        return cls(local.year, local.month)

    @property
    def days(self) -> int:
        return monthrange(self.year, self.month)[1]

    @property
    def before(self) -> Month | None:
        """The month before; None before the first there is."""
        if self.month > 1:
            return Month(self.year, self.month - 1)
        return Month(self.year - 1, 12) if self.year > 1 else None

    @property
    def after(self) -> Month | None:
        if self.month < 12:
            return Month(self.year, self.month + 1)
        return Month(self.year + 1, 1) if self.year < 9999 else None

    @property
    def in_chinese(self) -> str:
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
