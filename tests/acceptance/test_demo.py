"""`make demo`: every state is there to be looked at, and a second time adds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from huiyin.demo.cases import CASES
from huiyin.demo.command import fill
from huiyin.refusals import AlreadyRunning
from huiyin.stack import Stack
from tests.unit.running.fakes import folder_for_data

pytestmark = pytest.mark.acceptance
LISTS = (
    "status=in-hand",
    "status=carried-out",
    "status=withdrawn",
    "grade=1",
    "grade=2",
    "grade=3",
    "overdue=1",
    "supervised=1",
)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with folder_for_data() as folder:
        yield folder


async def test_every_state_can_be_seen_and_nothing_is_added_twice(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await fill(data_dir, count=0, seed=1) == len(CASES)

    async with Stack(data_dir) as stack, httpx.AsyncClient() as http:
        for wanted in LISTS:
            page = await http.get(f"{stack.urls['console']}/?{wanted}")
            assert "/complaints/TS" in page.text, wanted
        with pytest.raises(AlreadyRunning):
            await fill(data_dir, count=0, seed=1)

    assert await fill(data_dir, count=0, seed=1) == 0
    assert f"已有 {len(CASES)} 件虚构投诉" in capsys.readouterr().out
