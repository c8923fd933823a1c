"""What a row is when it was read back, and that this is no more work than needed."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from shared.domain import Immutable
from shared.event_store.codec import as_read_back, column_value, row_from
from shared.event_store.rows import Table


class Mood(StrEnum):
    CALM = "calm"


class Call(Immutable):
    who: str
    mood: Mood | None


class Dated(Immutable):
    at: AwareDatetime


class Everything(Immutable):
    key: UUID
    at: AwareDatetime
    later: AwareDatetime | None
    mood: Mood
    share: float
    words: tuple[str, ...]
    calls: tuple[Call, ...]
    dates: tuple[Dated, ...]
    facts: dict[str, bool | int | str]
    count: int | None


TABLE = Table("everything", Everything, key=("key",))
NINE = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
ROW = Everything(
    key=UUID(int=1),
    at=NINE,
    later=None,
    mood=Mood.CALM,
    share=1,
    words=("a", "b"),
    calls=(Call(who="王女士", mood=Mood.CALM), Call(who="李", mood=None)),
    dates=(Dated(at=NINE),),
    facts={"persons": 3, "at": True, "b": "x"},
    count=None,
)


def by_way_of_json(row: Everything) -> Everything:
    """What the database does to a row, spelt out: jsonb sorts keys by length, then by bytes."""

    def through(value: Any) -> Any:
        match value:
            case datetime():
                return value.astimezone(UTC)
            case dict():
                return dict(sorted(value.items(), key=lambda item: (len(item[0]), item[0])))
        return value

    columns = {name: through(column_value(getattr(row, name))) for name in TABLE.columns}
    return row_from(TABLE, columns)


def test_a_row_is_what_the_database_would_give_back() -> None:
    read = as_read_back(TABLE, ROW)

    assert read == by_way_of_json(ROW)
    assert read.model_dump_json() == by_way_of_json(ROW).model_dump_json()
    assert list(read.facts) == ["b", "at", "persons"]
    assert read.at.tzinfo is UTC
    assert type(read.dates[0].at.tzinfo) is not ZoneInfo


def test_an_enum_that_came_as_a_text_is_one_again() -> None:
    told = ROW.model_copy(update={"mood": "calm"})

    assert as_read_back(TABLE, told).mood is Mood.CALM


def test_what_was_taken_over_is_not_read_again() -> None:
    before = as_read_back(TABLE, ROW)
    after = as_read_back(TABLE, before.model_copy(update={"count": 2}), before)

    assert after.dates is before.dates
    assert after.facts is before.facts
    assert after.count == 2
