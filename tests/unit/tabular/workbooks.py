"""Workbooks for tests, written as spreadsheet programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"


def xlsx(*rows: Sequence[Any], far_off: tuple[int, int] | None = None) -> bytes:
    """A workbook of one sheet; `far_off` puts a word at that row and column, from 0."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, dated)
                else:
                    sheet.write(row, column, cell)
        if far_off is not None:
            sheet.write(*far_off, "x")
    return content.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same archive with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (kept | dict(parts)).items():
            archive.writestr(name, part)
    return changed.getvalue()
