"""Sheets that look alike, over XlsxWriter; nothing in here knows what a complaint is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

# What people typed stays text: never a formula, never a link.
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
OLDEST_DAY = datetime(1900, 1, 1)  # Spreadsheets have no dates before it.
COLOURS = {"bar": "#2F6F6A", "met": "#3F8F63", "missed": "#C4473A", "open": "#B9C2C0"}
NARROWEST, WIDEST, TIME_WIDTH = 8, 48, 17
LONGEST_CELL = 32_000  # Excel refuses a file with a cell of more than 32,767 characters.
A4 = 9


class Form(StrEnum):
    """How a column is written."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    TIME = "time"


Column = tuple[str, Form, Callable[[Any], object]]
"""A heading, how its values are written, and how a value is read from an item."""


class Workbook:
    """A workbook being written. `created` dates it: the same content gives the same bytes."""

    def __init__(self, title: str, *, created: datetime, zone: ZoneInfo) -> None:
        self._out = BytesIO()
        self._zone = zone
        self.book = xlsxwriter.Workbook(self._out, OPTIONS)
        self.book.set_properties(
            {"title": title, "author": "回音", "created": max(created, OLDEST_DAY)}
        )
        self.title = self.book.add_format({"bold": True, "font_size": 16})
        head = {"bold": True, "bg_color": COLOURS["bar"], "font_color": "white"}
        self._head = self.book.add_format(head)
        number_formats: dict[Form, dict[str, object]] = {
            Form.TEXT: {"text_wrap": True},
            Form.COUNT: {"num_format": "0"},
            Form.SHARE: {"num_format": "0.0%"},
            Form.MONEY: {"num_format": "#,##0.00"},
            Form.TIME: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
        }
        self._looks = {
            form: self.book.add_format({"valign": "top", **look})
            for form, look in number_formats.items()
        }

    def bytes(self) -> bytes:
        """The finished file; nothing can be written afterwards."""
        self.book.close()
        return self._out.getvalue()

    def table(self, name: str, columns: Sequence[Column], items: Sequence[object]) -> Any:
        """A sheet with one line an item, its head frozen, its columns filterable."""
        sheet = self.book.add_worksheet(name)
        for place, (heading, form, read) in enumerate(columns):
            values = [read(item) for item in items]
            sheet.write_string(0, place, heading, self._head)
            for line, value in enumerate(values, start=1):
                self.cell(sheet, line, place, value, form)
            sheet.set_column(place, place, _width([heading, *values], form))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(items), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: object, form: Form) -> None:
        """One value; nothing is an empty cell."""
        look = self._looks[form]
        if value is None:
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, datetime):
            local = value.astimezone(self._zone).replace(tzinfo=None)
            if local < OLDEST_DAY:
                sheet.write_string(row, column, local.isoformat(" ", "minutes"), look)
            else:
                sheet.write_datetime(row, column, local, look)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, look)
        else:
            sheet.write_string(row, column, str(value)[:LONGEST_CELL], look)

    def bar_chart(
        self,
        sheet: Any,
        title: str,
        *,
        kind: str,
        lines: tuple[int, int],
        names: int,
        series: Sequence[tuple[int, str, str]],
        at: str,
    ) -> None:
        """A chart over the rows `lines` (first and last, from 0) with the names in one column.

        `kind` is `bar` or `column`; each of `series` is a column, its name and its colour.
        """
        first, last = lines
        if last < first:
            return
        stacked = {"subtype": "stacked"} if len(series) > 1 else {}
        chart = self.book.add_chart({"type": kind, **stacked})
        for column, name, colour in series:
            chart.add_series(
                {
                    "name": name,
                    "categories": [sheet.get_name(), first, names, last, names],
                    "values": [sheet.get_name(), first, column, last, column],
                    "fill": {"color": COLOURS[colour]},
                    "gap": 60,
                }
            )
        chart.set_title({"name": title, "name_font": {"size": 13}})
        if len(series) == 1:
            chart.set_legend({"none": True})
        if kind == "bar":
            chart.set_y_axis({"reverse": True})  # The first row at the top, as in the table.
        chart.set_size({"width": 640, "height": max(260, 60 + 26 * (last - first + 1))})
        sheet.insert_chart(at, chart)


def _width(values: Iterable[object], form: Form) -> int:
    """The width of a column, in characters; a Chinese character is two wide."""
    if form is Form.TIME:
        return TIME_WIDTH
    widest = max(_width_of(str(value)) for value in values)
    return min(WIDEST, max(NARROWEST, widest + 2))


def _width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
