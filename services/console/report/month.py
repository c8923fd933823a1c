"""A month of the calendar, as it stands in an address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from services.console.refusals import MonthIsUnreadable

WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
FIRST_YEAR = 2000
LAST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises MonthIsUnreadable."""
        written = WRITTEN.fullmatch(text)
        if written is None or not FIRST_YEAR <= int(written[1]) < LAST_YEAR:
            raise MonthIsUnreadable(month=text)
        return cls(int(written[1]), int(written[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def shifted(self, months: int) -> Month:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @property
    def words(self) -> str:
        return f"{self.year}年{self.month}月"
