"""Policies change while the system runs: what is valid comes into force, what is not does not."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from huiyin.migrate import migrate
from huiyin.refusals import PoliciesAreUnfit
from huiyin.stack import Stack
from huiyin.stepping import Steps
from shared.settings import POLICIES
from tests.acceptance.conftest import MONDAY
from tests.acceptance.journey import Walker
from tests.support.waiting import until

pytestmark = pytest.mark.acceptance
GO_BY_POLICIES = ("intake", "triage", "casework", "sla", "notify", "console")
NEW_PROJECT = """\
  xinyuan:
    name: 明湖新苑
    city: hangzhou
    policies: [{pack: zsy, from: 2026-01-01}]
    departments:
      engineering:
        name: 新苑工程部
        email: engineering.xinyuan@minghu.example
        leader: {holder: zhou-liqun}
"""


class Company:
    """Its folder of policies, and the system that goes by it."""

    def __init__(self, folder: Path, stack: Stack, steps: Steps) -> None:
        self.folder = folder
        self.stack = stack
        self.walker = Walker(stack, steps)

    def write(self, file: str, *changes: tuple[str, str]) -> int:
        """Change a file in one go; the line on which the first new text begins."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        line = text[: text.index(changes[0][0])].count("\n") + 1
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        return line

    async def in_force(self, service: str) -> dict[str, Any]:
        reply = (await self.walker.get(service, "/ops/policies")).json()
        found: dict[str, Any] = reply["policies"]
        return found

    async def until_taken(self, before: str) -> None:
        for service in GO_BY_POLICIES:

            async def taken(service: str = service) -> bool:
                return bool((await self.in_force(service))["digest"] != before)

            await until(taken)

    async def until_told_of(self, file: str) -> dict[str, dict[str, Any]]:
        """The first fault that each service tells of, once it is about that file."""
        told: dict[str, dict[str, Any]] = {}
        for service in GO_BY_POLICIES:

            async def refused(service: str = service) -> bool:
                state = (await self.in_force(service))["refused"]
                told[service] = state["faults"][0] if state else {}
                return bool(told[service].get("file") == file)

            await until(refused)
        return told

    async def complain(self, project: str) -> str:
        body = {"channel": "phone", "project": project, "text": "卫生间漏水，请尽快来修。"}
        said = await self.walker.post("intake", "/complaints", body)
        number: str = said["number"]
        return number

    async def told(self, number: str) -> str:
        """Everything that was mailed about a complaint."""
        await self.walker.pass_time(MONDAY)
        mails = self._mails()
        return "\n".join(mail for mail in mails if number in mail)

    def _mails(self) -> Iterator[str]:
        for file in sorted(self.stack.mail_dir.rglob("*.eml")):
            yield file.read_text(encoding="utf-8")


@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[Company]:
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    start = {"HUIYIN_CLOCK_START": MONDAY.isoformat()}
    async with (
        Stack(clock="stepped", policies=folder, env=start) as stack,
        Steps(stack.urls, stack.nats_url) as steps,
    ):
        await steps.settle()
        yield Company(folder, stack, steps)


async def test_policies_change_while_it_runs(company: Company) -> None:
    before = await company.complain("mhhy")
    assert "engineering@minghu.example" in await company.told(before)
    first = await company.in_force("notify")

    # A department moves and a project is added: the next complaint is of the new order.
    company.write(
        "directory.yaml",
        ("engineering@minghu.example", "gongcheng@minghu.example"),
        ("projects:\n", "projects:\n" + NEW_PROJECT),
    )
    pids = company.stack.pids
    for service in GO_BY_POLICIES:
        os.kill(pids[service] or 0, signal.SIGHUP)
    await company.until_taken(first["digest"])
    assert company.stack.pids == pids, "a hangup asks for a look, not for an end"
    assert "gongcheng@minghu.example" in await company.told(await company.complain("mhhy"))
    assert "engineering.xinyuan@minghu.example" in await company.told(
        await company.complain("xinyuan")
    )

    # A slip of the pen: everybody goes on, and says where it is.
    good = (await company.in_force("notify"))["digest"]
    line = company.write("directory.yaml", ("city: suzhou", "city: suzhuo"))
    for service, fault in (await company.until_told_of("directory.yaml")).items():
        assert (fault["file"], fault["line"]) == ("directory.yaml", line), service
        assert fault["reason"].startswith("未知的城市")
        assert (await company.in_force(service))["digest"] == good

    # Who dies now comes back as it was.
    for service in ("intake", "notify"):
        await company.stack.kill(service)
        await company.stack.until_ready(service)
        assert (await company.in_force(service))["digest"] == good
        assert (await company.in_force(service))["refused"] is not None
    assert "gongcheng@minghu.example" in await company.told(await company.complain("mhhy"))

    # A regulation that has governed a complaint may not say something else.
    company.write("directory.yaml", ("city: suzhuo", "city: suzhou"))
    company.write("zsy.yaml", ("within: 24 h", "within: 240 h"))
    for fault in (await company.until_told_of("zsy.yaml")).values():
        assert "另存为" in fault["reason"]
    with pytest.raises(PoliciesAreUnfit, match=r"zsy\.yaml:\d+"):
        await migrate(company.stack.database_url, company.stack.nats_url, company.folder)
