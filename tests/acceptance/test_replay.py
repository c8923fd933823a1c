"""Real input: a file of past messages, played under "answer within N working days".

`make replay` plays the whole file; here the first part of it keeps the tests short.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from huiyin.history import Player, read_history
from huiyin.replay import policies_within, private_stack
from huiyin.stepping import Steps
from shared.postgres.database import service_url
from shared.settings import POLICIES
from shared.tabular import read_mapping
from tests.support.shared_data import require

pytestmark = pytest.mark.acceptance
MAPPING = POLICIES / "mappings" / "messages.yaml"
DAYS = 7
ROWS = 60
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _first_rows(file: Path, count: int) -> bytes:
    with file.open(encoding="utf-8", newline="") as source:
        rows = [row for row, _ in zip(csv.reader(source), range(count + 1), strict=False)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


async def test_due_times_and_what_is_on_time_are_those_of_the_answer_key(tmp_path: Path) -> None:
    messages = require("messages/messages_with_reply.csv")
    expected = require("messages/expected_working_days.csv")
    with expected.open(encoding="utf-8", newline="") as source:
        key = {row["id"]: row for row in csv.DictReader(source)}
    history = read_history(_first_rows(messages, ROWS), read_mapping(MAPPING.read_text()))

    stack = private_stack(policies_within(tmp_path / "policies", DAYS), history)
    async with stack, Steps(stack.urls, stack.nats_url) as steps:
        player = Player(history, MAPPING.read_bytes(), SHANGHAI, DAYS, stack.urls, steps)
        await player.play()
        report = await player.report()
        due = await _due_times(service_url(stack.database_url, "analytics"), player.numbers)

    wanted = {ref: datetime.fromisoformat(key[ref][f"due_{DAYS}wd"]) for ref in history.rows}
    assert due == wanted
    on_time = sum(
        datetime.fromisoformat(key[ref]["replied"]) <= due_at for ref, due_at in wanted.items()
    )
    assert (report["overall"]["on_time"], report["overall"]["total"]) == (on_time, ROWS)


async def _due_times(database: str, numbers: dict[str, str]) -> dict[str, datetime]:
    refs = {number: ref for ref, number in numbers.items()}
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch("SELECT number, due_at FROM obligation_facts")
    finally:
        await connection.close()
    return {refs[row["number"]]: row["due_at"] for row in rows}
