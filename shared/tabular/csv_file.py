"""CSV as Chinese spreadsheets write it: UTF-8 or GB18030, quoted line breaks, and nothing guessed.

Detecting further encodings gets short files wrong. Quotes are read strictly: an unclosed one would
otherwise swallow the rest of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from shared.tabular.refusals import unreadable

ENCODINGS = {"utf-8-sig": "UTF-8", "gb18030": "GB18030"}
# The module's own limit of 128 KB would refuse a file for one long cell; rows are judged later.
FIELD_SIZE_MAX = 2**31 - 1
NUL = "\x00"


def decode(content: bytes) -> tuple[str, str]:
    """The encoding's name and the text. Raises FileIsUnreadable."""
    for codec, name in ENCODINGS.items():
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if NUL not in text:
            return name, text
        break
    raise unreadable(
        "不是 UTF-8 或 GB18030 编码的 CSV，也不是 XLSX",
        "it is neither a CSV in UTF-8 or GB18030 nor an XLSX",
    )


def read_rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each record with the line it begins on, from 1. Raises FileIsUnreadable."""
    csv.field_size_limit(FIELD_SIZE_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable(
                f"第 {begins} 行起的记录引号有误：没有闭合，或引号后还有内容",
                f"the quotes of the record that begins on line {begins} are wrong ({error})",
            ) from error
        yield begins, tuple(cells)
