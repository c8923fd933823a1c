"""The rows of a CSV or XLSX file as text, each with the line a person finds it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shared.tabular import csv_file, xlsx_file
from shared.tabular.refusals import unreadable

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX = "XLSX"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One record; `line` is the line of the file (CSV) or row of the sheet (XLSX) it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's table. `encoding` is UTF-8, GB18030 or XLSX."""

    encoding: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(content: bytes) -> Sheet:
    """Read a whole file, told CSV from XLSX by its first bytes; of a workbook, the first sheet.

    The first line that is not empty is the header. Raises FileIsUnreadable.
    """
    if not content.strip():
        raise unreadable("文件是空的", "it is empty")
    if content.startswith(OLE_MAGIC):
        raise unreadable(
            "这是旧版 XLS 或加密的工作簿，请另存为不加密的 XLSX 或 CSV",
            "it is an old XLS or an encrypted workbook: save it as XLSX or CSV without a password",
        )
    if content.startswith(ZIP_MAGIC):
        return _with_header(XLSX, xlsx_file.read_rows(content))
    encoding, text = csv_file.decode(content)
    return _with_header(encoding, csv_file.read_rows(text))


def _with_header(encoding: str, rows: Iterator[tuple[int, tuple[str, ...]]]) -> Sheet:
    filled = [SheetRow(line, cells) for line, cells in rows if any(map(str.strip, cells))]
    if not filled:
        raise unreadable("文件没有内容", "it has no content")
    header = tuple(cell.strip() for cell in filled[0].cells)
    repeated = sorted({name for name in header if name and header.count(name) > 1})
    if repeated:
        raise unreadable(
            f"表头有重复的列：{'、'.join(repeated)}",
            f"columns appear twice in the header: {', '.join(repeated)}",
        )
    if len(filled) == 1:
        raise unreadable("只有表头，没有数据", "it has a header and no rows")
    return Sheet(encoding, header, tuple(filled[1:]))
