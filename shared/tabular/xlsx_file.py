"""The first sheet of an XLSX workbook, read only once its true size is known.

The parser allocates the whole rectangle up to the last cell and believes the archive's sizes, so
that a file of a few kilobytes could take the process down. What it is given is therefore unpacked
here, within limits, and checked for where its cells lie.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from shared.tabular.refusals import FileIsUnreadable, unreadable

UNPACKED_MAX = 512 * 1024 * 1024
CELLS_MAX = 5_000_000
PARTS = (".xml", ".rels")
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DATE_FORM = "%Y-%m-%d %H:%M:%S"
"""How a date cell is given as text."""

# Cells that hold something; a cell that is only formatted is closed at once and counts for nothing.
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^<>]*[^<>/])?>")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d{1,9})[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)


def read_rows(content: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each row of the sheet with its number, from 1. Raises FileIsUnreadable."""
    try:
        workbook = CalamineWorkbook.from_filelike(_unpacked(content))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except _DAMAGED as error:
        raise _invalid() from error
    except BaseException as error:
        # The parser is Rust: where it panics, what is raised is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _invalid() from error
    for line, cells in enumerate(rows, start=1):
        yield line, tuple(_as_text(cell) for cell in cells)


def _invalid() -> FileIsUnreadable:
    return unreadable("不是有效的 XLSX 文件", "it is not a valid XLSX file")


def _unpacked(content: bytes) -> io.BytesIO:
    """The workbook's parts, stored without compression: the parser meets nothing unmeasured."""
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {
            part.filename: part
            for part in archive.infolist()
            if part.filename.lower().endswith(PARTS)
        }
        if sum(part.file_size for part in parts.values()) > UNPACKED_MAX:
            most = UNPACKED_MAX // 2**20
            raise unreadable(f"解压后超过 {most} MB", f"it unpacks to more than {most} MB")
        if any(part.compress_type not in METHODS for part in parts.values()):
            raise _invalid()
        with zipfile.ZipFile(plain, "w") as copy:
            for name, part in parts.items():
                data = archive.read(part)
                _check_extent(data)
                copy.writestr(name, data)
    plain.seek(0)
    return plain


def _check_extent(part: bytes) -> None:
    """Refuse a sheet whose filled cells span more than CELLS_MAX places."""
    height = width = 0
    placed = True
    for cell in _CELL.finditer(part):
        place = _PLACE.search(cell[1] or b"")
        if place is None:
            placed = False
            continue
        height = max(height, int(place[2]))
        width = max(width, _column(place[1]))
    if not placed:  # Then a cell lies in whatever row encloses it, beside the one before.
        height = max(height, *(int(row[1]) for row in _ROW.finditer(part)), 1)
        width = max(width, 1)
    if height * width > CELLS_MAX:
        raise unreadable(
            f"表格跨度过大（{height} 行 × {width} 列），最多 {CELLS_MAX} 格，请删去远处的单元格",
            f"its cells span {height} rows by {width} columns; at most {CELLS_MAX} cells: "
            "delete those that lie far off",
        )


def _column(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _as_text(cell: Any) -> str:
    """A cell as a person reads it: ids come as floats, midnights as dates, times a hair early."""
    match cell:
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return (cell + timedelta(milliseconds=500)).strftime(DATE_FORM)
        case date():
            return datetime(cell.year, cell.month, cell.day).strftime(DATE_FORM)
        case _:
            return str(cell)
