"""CSV files as they come: encodings, quotes, line breaks, and the lines people find rows on."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.tabular import FileIsUnreadable, read_sheet

HEADER = "编号,内容\n"


@pytest.mark.parametrize(
    ("codec", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
)
def test_the_encodings_of_chinese_spreadsheets(codec: str, named: str) -> None:
    sheet = read_sheet(f"{HEADER}1,客厅漏水𠮷\n".encode(codec))
    assert sheet.encoding == named
    assert sheet.header == ("编号", "内容")
    assert sheet.rows[0].cells == ("1", "客厅漏水𠮷")


def test_a_row_is_found_on_the_line_where_it_begins() -> None:
    sheet = read_sheet(f'{HEADER}1,"漏水\n第二行\r\n第三行"\n\n , \n2,裂缝\r\n3,空鼓'.encode())
    assert [(row.line, row.cells[0]) for row in sheet.rows] == [(2, "1"), (7, "2"), (8, "3")]
    assert sheet.rows[0].cells[1] == "漏水\n第二行\r\n第三行"


def test_a_cell_may_be_longer_than_a_complaint() -> None:
    sheet = read_sheet(f"{HEADER}1,{'漏' * 200_000}\n2,裂缝\n".encode())
    assert [len(row.cells[1]) for row in sheet.rows] == [200_000, 2]


def test_rows_of_another_width_are_kept_for_the_mapping_to_judge() -> None:
    sheet = read_sheet(f"{HEADER}1\n2,裂缝,更多\n".encode())
    assert [len(row.cells) for row in sheet.rows] == [1, 3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\n", "文件是空的"),
        (b",,\n , \n", "文件没有内容"),
        (HEADER.encode(), "只有表头，没有数据"),
        (f'{HEADER}1,"漏水\n2,裂缝\n'.encode(), "第 2 行起的记录引号有误"),
        (f'{HEADER}1,漏水\n2,"裂"缝\n'.encode(), "第 3 行起的记录引号有误"),
        ("编号,内容,编号\n1,2,3\n".encode(), "表头有重复的列：编号"),
        (f"{HEADER}1,漏水\n".encode("utf-16"), "不是 UTF-8 或 GB18030 编码的 CSV"),
        (HEADER.encode() + b"1,\xff\n", "不是 UTF-8 或 GB18030 编码的 CSV"),
        (f"{HEADER}1,漏\x00水\n".encode(), "不是 UTF-8 或 GB18030 编码的 CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是 UTF-8 或 GB18030 编码的 CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "旧版 XLS 或加密的工作簿"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_whole(content: bytes, reason: str) -> None:
    with pytest.raises(FileIsUnreadable) as refused:
        read_sheet(content)
    assert reason in refused.value.sentence_zh
    assert refused.value.field == "file"


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6), st.sampled_from(["utf-8", "gb18030"]))
def test_what_a_spreadsheet_writes_is_what_is_read(rows: list[tuple[str, str]], codec: str) -> None:
    filled = [row for row in rows if any(map(str.strip, row))]
    text = io.StringIO()
    csv.writer(text).writerows([("编号", "内容"), ("1", "漏水"), *rows])
    sheet = read_sheet(text.getvalue().encode(codec))
    assert [row.cells for row in sheet.rows] == [("1", "漏水"), *filled]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_sheet(content)
    except FileIsUnreadable as refusal:
        assert refusal.sentence_zh
