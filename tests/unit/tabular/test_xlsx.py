"""Workbooks as they come, and those that are made to do harm."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import datetime

import pytest

from shared.tabular import FileIsUnreadable, read_sheet, xlsx_file
from tests.unit.tabular.workbooks import SHEET, with_parts, xlsx

HEADER = ("编号", "时间", "内容")


def refused(content: bytes) -> str:
    """Why a workbook is refused."""
    with pytest.raises(FileIsUnreadable) as refusal:
        read_sheet(content)
    assert refusal.value.field == "file"
    return refusal.value.sentence_zh


def test_cells_are_what_a_person_reads() -> None:
    sheet = read_sheet(
        xlsx(
            HEADER,
            (2549, datetime(2019, 4, 25, 9, 32, 9), "漏水"),
            (13800000000, datetime(2019, 4, 25), True),
            (2.5, "2019/4/25 9:32:09", None),
        )
    )
    assert sheet.encoding == "XLSX"
    assert [row.cells for row in sheet.rows] == [
        ("2549", "2019-04-25 09:32:09", "漏水"),
        ("13800000000", "2019-04-25 00:00:00", "TRUE"),
        ("2.5", "2019/4/25 9:32:09", ""),
    ]


def test_a_time_that_is_not_exact_in_binary_does_not_lose_a_second() -> None:
    moments = [datetime(2019, 4, 25, n // 60, n % 60, n % 59) for n in range(1440)]
    sheet = read_sheet(xlsx(HEADER, *((1, moment, "x") for moment in moments)))
    assert [row.cells[1] for row in sheet.rows] == [str(moment) for moment in moments]


def test_a_row_is_found_by_its_number_in_the_sheet() -> None:
    sheet = read_sheet(xlsx((), HEADER, (), (1, "", "漏水"), (), (2, "", "裂缝")))
    assert [row.line for row in sheet.rows] == [4, 6]


def test_an_empty_sheet_and_a_bare_header() -> None:
    assert "文件没有内容" in refused(xlsx())
    assert "只有表头，没有数据" in refused(xlsx(HEADER))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 and nothing more",
        xlsx(HEADER)[:600],
        with_parts(xlsx(HEADER), {SHEET: b"<worksheet><sheetData><row><c>"}),
        with_parts(xlsx(HEADER), {"xl/workbook.xml": b"\x00\xff"}),
    ],
    ids=["not a zip", "cut off", "broken sheet", "broken workbook"],
)
def test_what_is_not_a_workbook(content: bytes) -> None:
    assert refused(content)


def test_one_cell_far_off_does_not_fill_the_memory() -> None:
    assert "1048576 行 × 16384 列" in refused(xlsx(HEADER, far_off=(1_048_575, 16_383)))


def test_nor_does_a_row_far_off_whose_cells_do_not_say_where_they_lie() -> None:
    rows = b'<row r="999999999"><c><v>1</v></c></row>'
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    assert "999999999 行" in refused(with_parts(xlsx(HEADER), {SHEET: sheet}))


def test_cells_that_are_only_formatted_do_not_count() -> None:
    content = xlsx(HEADER, (1, "", "漏水"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = archive.read(SHEET)
    formatted = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    sheet = read_sheet(with_parts(content, {SHEET: part.replace(b"</sheetData>", formatted)}))
    assert [row.cells[0] for row in sheet.rows] == ["1"]


def test_what_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "UNPACKED_MAX", 2**20)
    bomb = with_parts(xlsx(HEADER), {"xl/sharedStrings.xml": b" " * (2**20 + 1)})
    assert len(bomb) < 20_000
    assert "解压后超过 1 MB" in refused(bomb)


def test_pictures_and_macros_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file, "UNPACKED_MAX", 2**20)
    parts = {"xl/media/image1.png": b" " * 2**21, "xl/vbaProject.bin": b" " * 2**21}
    sheet = read_sheet(with_parts(xlsx(HEADER, (1, "", "漏水")), parts))
    assert [row.cells[2] for row in sheet.rows] == ["漏水"]


@pytest.mark.parametrize("seed", range(5))
def test_a_damaged_workbook_is_read_or_refused(seed: int) -> None:
    dice = random.Random(seed)
    content = xlsx(HEADER, (1, datetime(2019, 4, 25), "漏水"), (2, "x", True))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(60):
        name = dice.choice(list(parts))
        part = bytearray(parts[name])
        for _ in range(dice.randint(1, 4)):
            part[dice.randrange(len(part))] = dice.choice([dice.randrange(256), *b'<>"/=0A99'])
        try:
            read_sheet(with_parts(content, {name: bytes(part)}))
        except FileIsUnreadable as refusal:
            assert refusal.sentence_zh
