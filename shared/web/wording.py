"""Why an input field is not acceptable, in words a person reads; pydantic's codes on the left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

STEP_MAX = 64
SOURCES = ("body", "query", "path", "header", "cookie")
_A_TIME = (
    "应为带时区的时间，如 2026-03-09T09:30:00+08:00",
    "must be an RFC 3339 time such as 2026-03-09T09:30:00+08:00",
)
_A_WHOLE_NUMBER = ("应为整数", "must be a whole number")
_A_NUMBER = ("应为数字", "must be a number")
_A_YES_OR_NO = ("应为 true 或 false", "must be true or false")
_AN_OBJECT = ("应为一个对象", "must be an object")
_A_LIST = ("应为一个列表", "must be a list")
_AN_ID = ("编号格式不正确", "is not a valid id")
_A_DATE = ("应为日期，如 2026-03-09", "must be a date such as 2026-03-09")
_ONE_OF = ("应为以下之一：{choices_zh}", "must be one of {choices_en}")
_NOT_READABLE = ("含有无法识别的字符", "holds characters that are not valid Unicode")

WORDINGS: Mapping[str, tuple[str, str]] = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("不认识的字段", "is not a known field"),
    "invalid_key": ("字段名应为有效的文字", "has a field name that is not valid text"),
    "blank": ("不能只有空白", "must not be blank"),
    "single_line": ("应为一行文字，不能含换行或控制字符", "must be one line of text"),
    "string_type": ("应为文字", "must be text"),
    "string_too_short": ("至少 {min_length} 个字", "needs at least {min_length} character(s)"),
    "string_too_long": ("最多 {max_length} 个字", "may have at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不正确", "does not have the right form"),
    "string_nul": ("含有空字符（NUL）", "holds a NUL character"),
    "string_unicode": _NOT_READABLE,
    "int_type": _A_WHOLE_NUMBER,
    "int_parsing": _A_WHOLE_NUMBER,
    "int_from_float": _A_WHOLE_NUMBER,
    "int_parsing_size": ("数字过大", "is too large a number"),
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "finite_number": _A_NUMBER,
    "bool_type": _A_YES_OR_NO,
    "bool_parsing": _A_YES_OR_NO,
    "fact_type": (
        "应为 true、false、整数（不超过 {most}）或不超过 {max_length} 字的文字",
        "must be true, false, a whole number up to {most}, or text up to {max_length} characters",
    ),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
    "datetime_type": _A_TIME,
    "datetime_parsing": _A_TIME,
    "datetime_from_date_parsing": _A_TIME,
    "datetime_object_invalid": _A_TIME,
    "timezone_aware": ("时间须带时区，如 +08:00", "needs an offset such as +08:00"),
    "year_range": ("年份须在 {first} 至 {last} 之间", "must lie in the years {first} to {last}"),
    "uuid_type": _AN_ID,
    "uuid_parsing": _AN_ID,
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "greater_than": ("须大于 {gt}", "must be more than {gt}"),
    "less_than": ("须小于 {lt}", "must be less than {lt}"),
    "too_short": ("至少 {min_length} 项", "needs at least {min_length} item(s)"),
    "too_long": ("最多 {max_length} 项", "may have at most {max_length} items"),
    "model_attributes_type": _AN_OBJECT,
    "dict_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "list_type": _A_LIST,
    "tuple_type": _A_LIST,
}


def reason_of(fault: Mapping[str, Any]) -> tuple[str, str]:
    """A validation fault in Chinese and English: those of whoever raised it (context `chinese` and
    `english`), else ours. Never repeats the input."""
    values = dict(fault.get("ctx", {}))
    if "chinese" in values and "english" in values:
        return values["chinese"], values["english"]
    wording = WORDINGS.get(fault["type"])
    if wording is None:
        return f"无效（{fault['type']}）", f"is not valid ({fault['type']})"
    if "expected" in values:
        choices = re.findall(r"'([^']*)'", str(values["expected"]))
        values |= {"choices_zh": "、".join(choices), "choices_en": ", ".join(choices)}
    zh, en = wording
    return zh.format_map(values), en.format_map(values)


def place_of(location: Sequence[int | str]) -> str:
    """Which field a fault is about, as its sender would write it: `customer.phone`."""
    steps = list(location[1:] if location and location[0] in SOURCES else location)
    return ".".join(str(step)[:STEP_MAX] for step in steps if step != "[key]") or "body"
