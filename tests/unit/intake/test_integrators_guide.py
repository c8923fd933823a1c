"""docs/integrators.md is run as it stands: every shell example, in order, against intake."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from collections.abc import AsyncIterator

import pytest
import uvicorn
from fastapi import FastAPI

from services.intake.domain import refusals
from shared import tabular
from shared.domain import Refusal
from tests.support.shared_data import REPOSITORY

GUIDE = REPOSITORY / "docs" / "integrators.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENOUGH_S = 30
STRICTLY = 'set -euo pipefail; curl() { command curl "$@"; echo; }'
ROWS_ONLY = ("line-is-taken", "nothing-was-said")
"""Never the answer to a request: the first is about a row of a file, the second about a text that
the edge lets nobody send."""


def blocks(language: str) -> list[str]:
    return [text for named, text in BLOCK.findall(GUIDE.read_text("utf-8")) if named == language]


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Intake on a port of its own, without a lifespan: what it needs is in place."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="error")
    )
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(ENOUGH_S):
        while not server.started:
            await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def run(script: str, intake: str) -> list[str]:
    """What the script's commands answered, one a line."""
    shell = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        script,
        env={**os.environ, "INTAKE": intake, "no_proxy": "127.0.0.1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(ENOUGH_S):
        out, errors = await shell.communicate()
    assert shell.returncode == 0, errors.decode()
    return [line for line in out.decode().splitlines() if line]


@pytest.mark.skipif(shutil.which("curl") is None, reason="the guide's examples need curl")
async def test_every_example_answers_what_the_guide_says(address: str) -> None:
    script = "\n".join([STRICTLY, *blocks("sh")])
    view, urged, repeated, withdrawn, imported, refused = map(
        json.loads, await run(script, address)
    )
    assert view["received_at"] == "2026-03-09T09:30:00+08:00"
    assert (urged["times"], repeated["times"], withdrawn["withdrawn"]) == (1, 2, True)
    shown = [json.loads(text) for text in blocks("json")]
    report, problem = shown[1], shown[2]
    assert refused == problem
    told = ("encoding", "rows", "accepted", "duplicates", "rejected_rows", "rejected")
    assert {name: imported[name] for name in told} == {name: report[name] for name in told}


def test_every_problem_that_intake_knows_is_listed() -> None:
    text = GUIDE.read_text("utf-8")
    for module in (refusals, tabular):
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal:
                code = re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()
                if code in ROWS_ONLY:
                    continue
                assert f"`{code}`" in text, code
