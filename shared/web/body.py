"""What requests are made of: strict types, clear limits, times with an offset."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated

from fastapi import Header, Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

TEXT_MAX = 20_000
SHORT_MAX = 200
YEAR_MIN, YEAR_MAX = 1900, 2199
# JSON numbers beyond this are not exact everywhere (RFC 8259, section 6).
WHOLE_MAX = 2**53 - 1
NUL = "\x00"
NUMBER = r"^[A-Za-z0-9-]{1,40}$"
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
"""NUL, and halves of a character, which are no text."""

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}")


class Body(BaseModel):
    """A request body: no coercion, no unknown fields, and no input in the words of its errors."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


def _timestamp(value: object) -> object:
    """Left to itself the parser takes `20190425` for seconds since 1970."""
    if not isinstance(value, str) or not TIMESTAMP.match(value):
        raise PydanticCustomError("datetime_type", "must be an RFC 3339 time")
    return value


def _of_our_time(instant: datetime) -> datetime:
    """Arithmetic on the first and last years of the calendar overflows."""
    if not YEAR_MIN <= instant.year <= YEAR_MAX:
        limits = {"first": YEAR_MIN, "last": YEAR_MAX}
        raise PydanticCustomError("year_range", "years {first} to {last} only", limits)
    return instant


def _storable(value: object) -> object:
    """PostgreSQL cannot store NUL in text; refusing it at the edge keeps that from being a 500."""
    if isinstance(value, str):
        if NUL in value:
            raise PydanticCustomError("string_nul", "holds a NUL character")
        if value and not value.strip():
            raise PydanticCustomError("blank", "is blank")
    return value


def _one_line(value: str) -> str:
    """What ends up in a subject line or a log key must not break it."""
    if CONTROL.search(value):
        raise PydanticCustomError("single_line", "must be one line")
    return value


def _fact(value: object) -> object:
    """One fault for a wrong type instead of one for each type it might have been."""
    whole = isinstance(value, int) and abs(value) <= WHOLE_MAX
    short = isinstance(value, str) and len(value) <= SHORT_MAX and not UNSTORABLE.search(value)
    if not whole and not short:
        limits = {"most": WHOLE_MAX, "max_length": SHORT_MAX}
        raise PydanticCustomError("fact_type", "true, false, a whole number or text", limits)
    return value


def _as_utf8(value: object) -> object:
    """Headers arrive as Latin-1; a Chinese name in one was sent as UTF-8."""
    if isinstance(value, str):
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            pass
    return value


Time = Annotated[
    AwareDatetime, Strict(False), AfterValidator(_of_our_time), BeforeValidator(_timestamp)
]
"""An RFC 3339 time with its offset; a bare number is not a time."""

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=TEXT_MAX), BeforeValidator(_storable)
]
"""Words of any number of lines."""

Short = Annotated[
    str, StringConstraints(min_length=1, max_length=SHORT_MAX), BeforeValidator(_storable)
]
Line = Annotated[Short, AfterValidator(_one_line)]
"""A name, a title, a reference: one line without control characters."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Fact = Annotated[bool | int | str, BeforeValidator(_fact)]
"""What a fact 事实 may be; which of these one is, its policy pack says."""

FactName = Annotated[str, StringConstraints(min_length=1, max_length=64)]

Choice = Field(strict=False)
"""Marks an enum field, which JSON can only give as text: `Annotated[Channel, Choice]`."""

Number = Annotated[
    str,
    Path(
        pattern=NUMBER,
        description="The complaint's number 投诉编号",
        examples=["TS20261122-000123"],
    ),
]
"""A complaint's number in a path. Anything that cannot be one never reaches the database."""

Actor = Annotated[
    str,
    Header(
        alias="X-Actor",
        min_length=1,
        max_length=100,
        description="Who acts, in UTF-8. Taken at its word until people sign in.",
    ),
    BeforeValidator(_as_utf8),
    AfterValidator(_one_line),
]

ANONYMOUS = "anonymous"
