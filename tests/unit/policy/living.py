"""A folder of policies, and services that go by it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

from shared.policy.live import LivePolicies
from shared.policy.seal import Digests
from tests.unit.policy.regulations import SMALL

TODAY = date(2026, 11, 23)
DIRECTORY = """\
group: 明湖集团
departments:
  engineering:
    name: 工程部
    email: engineering@minghu.example
    leader: {name: 周立群, email: zhou@minghu.example}
posts:
  manager: {name: 经理, email: manager@minghu.example}
regions: {east: {name: 华东}}
cities: {hangzhou: {name: 杭州, region: east}}
projects:
  lake: {name: 明湖花园, city: hangzhou, policies: [{pack: small, from: 2020-01-01}]}
"""


class Drawer:
    """Seals that outlive a process."""

    def __init__(self) -> None:
        self.sealed: dict[tuple[str, str], str] = {}
        self.kept: bytes | None = None

    async def read(self) -> Digests:
        return dict(self.sealed)

    async def seal(self, digests: Digests) -> Digests:
        self.sealed = {**digests, **self.sealed}
        return dict(self.sealed)

    async def keep(self, archive: bytes) -> None:
        self.kept = archive


def written(folder: Path) -> Path:
    write(folder / "small.yaml", SMALL)
    write(folder / "directory.yaml", DIRECTORY)
    return folder


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    write(path, text.replace(old, new))


async def opened(folder: Path, drawer: Drawer | None = None) -> LivePolicies:
    drawer = drawer or Drawer()
    policies = LivePolicies(folder, drawer, today=lambda: TODAY, kept=drawer.kept)
    await policies.open()
    return policies


def reasons(policies: LivePolicies) -> list[tuple[str, int, str]]:
    return (
        [(f.file, f.line, f.english) for f in policies.refused.faults] if policies.refused else []
    )


@asynccontextmanager
async def watching(policies: LivePolicies) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(policies.watch())
    try:
        yield task
    finally:
        task.cancel()
