"""Mapping files: what they may say, how rows are read by them, and how they are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.tabular import (
    CellFault,
    ColumnIsMissing,
    FieldName,
    MappingIsInvalid,
    Record,
    SheetRow,
    read_mapping,
)

HEADER = ("编号", "时间", "内容", "渠道", "手机", "人数", "曝光")
MAPPING = """
source: call-centre
times:
  zone: Asia/Shanghai
  formats: ["%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
fields:
  external_ref: {column: 编号}
  received_at: {column: 时间}
  text: {column: 内容}
  channel: {column: 渠道, values: {电话: phone, 微信: wechat}}
  project: {constant: mhhy}
  customer_phone: {column: 手机}
facts:
  collective_persons: {column: 人数}
  media_exposed: {column: 曝光, values: {是: true, 否: false}}
  lawsuit_filed: {constant: true}
"""
GOOD = ("17", "2019/4/25 9:32:09", "漏水", "电话", "", "", "")


def read(*cells: str, mapping: str = MAPPING) -> Record | list[CellFault]:
    columns = read_mapping(mapping)
    return columns.read(SheetRow(2, cells), columns.columns_in(HEADER), len(HEADER))


def record(**changed: str) -> Record:
    """A good row with some of its cells changed, as it is read."""
    row = dict(zip(HEADER, GOOD, strict=True)) | changed
    read_row = read(*row.values())
    assert isinstance(read_row, Record), read_row
    return read_row


def faults(**changed: str) -> list[tuple[str | None, str]]:
    """Column and field of everything that is wrong with a row."""
    row = dict(zip(HEADER, GOOD, strict=True)) | changed
    read_row = read(*row.values())
    assert isinstance(read_row, list)
    assert all(fault.line == 2 and fault.reason and fault.reason_en for fault in read_row)
    return [(fault.column, fault.field) for fault in read_row]


def test_columns_become_fields_and_empty_cells_are_left_out() -> None:
    assert record().texts == {
        FieldName.EXTERNAL_REF: "17",
        FieldName.TEXT: "漏水",
        FieldName.CHANNEL: "phone",
        FieldName.PROJECT: "mhhy",
    }


def test_a_value_that_is_not_translated_stays() -> None:
    assert record(渠道="email").texts[FieldName.CHANNEL] == "email"


def test_words_keep_their_lines_and_everything_else_is_one_line() -> None:
    read_row = record(编号=" A\n 17\u3000", 内容=" 漏水\n\n很久 ")
    assert read_row.texts[FieldName.EXTERNAL_REF] == "A 17"
    assert read_row.texts[FieldName.TEXT] == "漏水\n\n很久"


@pytest.mark.parametrize(
    "written",
    [
        "2019/4/25 9:32:09",
        "2019/04/25 09:32:09",
        "2019-04-25T01:32:09+0000",
        "2019-04-25 09:32:09",  # As a date cell of a workbook is given.
    ],
)
def test_times_in_several_forms_are_one_instant(written: str) -> None:
    at = record(时间=written).times[FieldName.RECEIVED_AT]
    assert at == datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC)
    assert at.tzinfo is UTC


@pytest.mark.parametrize("written", ["", "25/4/2019", "2019/2/30 0:00:00", "0001/1/1 0:00:00"])
def test_what_is_no_time_is_blamed_on_its_column(written: str) -> None:
    assert faults(时间=written) == [("时间", "received_at")]


def test_facts_are_what_their_values_say_else_numbers_or_text() -> None:
    assert record().facts == {"lawsuit_filed": True}
    assert record(人数="3", 曝光="否").facts == {
        "collective_persons": 3,
        "media_exposed": False,
        "lawsuit_filed": True,
    }
    assert record(人数="约三人").facts["collective_persons"] == "约三人"
    assert faults(曝光="可能") == [("曝光", "facts.media_exposed")]


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert faults(编号=" ", 时间="?", 内容="") == [
        ("编号", "external_ref"),
        ("时间", "received_at"),
        ("内容", "text"),
    ]


def test_a_row_of_another_width_is_not_guessed_at() -> None:
    read_row = read("17", "2019/4/25 9:32:09")
    assert isinstance(read_row, list)
    assert [fault.reason for fault in read_row] == ["有 2 列，表头有 7 列"]


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(ColumnIsMissing) as refused:
        read_mapping(MAPPING).columns_in(("编号", "内容", "", "人数", "曝光", "手机"))
    assert refused.value.sentence_zh == (
        "文件缺少列：时间、渠道；现有的列：编号、内容、人数、曝光、手机"
    )


def test_a_mapping_may_come_with_a_byte_order_mark() -> None:
    assert read_mapping(b"\xef\xbb\xbf" + MAPPING.encode()).source == "call-centre"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "第 1 行 (file)：文件是空的"),
        ("a: [", "YAML 语法错误"),
        ("- 1", "应为“键: 值”的映射"),
        ("a: &x 1\nb: *x", "不允许使用锚点"),
        ("[" * 100_000, "嵌套超过 16 层"),
        ("x" * 300_000, "文件过大"),
        (MAPPING.replace("source: call-centre", "source: 17"), "第 2 行 source：应为文字"),
        (MAPPING.replace("source: call-centre", "source: ''"), "第 2 行 source：不能为空"),
        (MAPPING.replace("Asia/Shanghai", "Mars"), "第 4 行 times.zone：没有时区 Mars"),
        (MAPPING.replace("Asia/Shanghai", "../../etc"), "没有时区 ../../etc"),
        (MAPPING.replace("%Y/%m/%d %H:%M:%S", "%H:%M"), "不是含年月日的时间格式：%H:%M"),
        (MAPPING.replace("%Y/%m/%d %H:%M:%S", "%Q"), "不是含年月日的时间格式：%Q"),
        (MAPPING.replace("  text: {column: 内容}\n", ""), "fields 缺少 text"),
        (MAPPING.replace("customer_phone:", "phone:"), "第 12 行 fields.phone：只能取"),
        (MAPPING.replace("{column: 手机}", "{}"), "column 与 constant 应填且只填一个"),
        (MAPPING.replace("{column: 手机}", "{constant: ''}"), "不能为空"),
        (MAPPING.replace("{column: 编号}", "{constant: x}"), "external_ref 必须来自一列"),
        (MAPPING.replace("{column: 手机}", "{columns: 手机}"), "不认识的字段“columns”"),
        (b"source: \xff", "映射文件须为 UTF-8 编码"),
    ],
)
def test_a_wrong_mapping_is_refused_with_line_and_reason(text: str | bytes, reason: str) -> None:
    with pytest.raises(MappingIsInvalid) as refused:
        read_mapping(text)
    assert reason in refused.value.sentence_zh
    assert refused.value.field == "mapping"
