"""Small processes in place of the real services, and what tests ask about processes."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huiyin.processes import Process

FAKE_SERVICE = Path(__file__).with_name("fake_service.py")
CHECKOUT = Path(__file__).resolve().parents[3]


@contextmanager
def folder_for_data() -> Iterator[Path]:
    """Not pytest's tmp_path: as root, it is closed to the account the database runs under."""
    folder = Path(tempfile.mkdtemp(prefix="huiyin-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fake(name: str, *arguments: str) -> Process:
    return Process(
        name=name,
        argv=("python", str(FAKE_SERVICE), *arguments),
        port=1,
        health="http://{host}:{port}/readyz",
    )


def ask(url: str) -> dict[str, Any]:
    """What a fake service says of itself: its pid and its environment."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def is_alive(pid: int) -> bool:
    """A zombie is dead: whoever should have buried it does not concern us."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def until(condition: Callable[[], bool], *, within_s: float = 20.0) -> None:
    """Wait for the condition; the test fails when it does not come true in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + within_s
    while not condition():
        assert loop.time() < end, "the condition never came true"
        await asyncio.sleep(0.01)
