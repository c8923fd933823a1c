from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from huiyin.stack import Stack
from tests.unit.running.fakes import folder_for_data


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty folder."""
    with folder_for_data() as folder:
        yield folder


@pytest_asyncio.fixture(scope="session")
async def kept_data() -> AsyncIterator[Path]:
    """A data folder whose database was made once, to be copied."""
    with folder_for_data() as folder:
        async with Stack(folder, services=[], jobs=[]):
            pass
        yield folder


@pytest.fixture
def used_data_dir(kept_data: Path) -> Iterator[Path]:
    """A data folder that has been up before."""
    with folder_for_data() as folder:
        subprocess.run(["cp", "-a", f"{kept_data}/.", folder], check=True)
        yield folder
