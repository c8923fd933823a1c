"""Intake as an application, over the store in memory and a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from itertools import count
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from services.intake.application import Intake
from services.intake.domain.complaint import COMPLAINT
from services.intake.main import create_app
from shared.clock import SteppedClock
from shared.event_store.memory import MemoryStore
from shared.ids import RandomIds
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from tests.support.service import composed, over_http
from tests.unit.intake.builders import NOON


class Counted:
    """Numbers without a database."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    async def next(self) -> int:
        return next(self._numbers)


@pytest.fixture(scope="session")
def policies() -> PolicyLibrary:
    return PolicyLibrary.read(POLICIES)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore([COMPLAINT])


@pytest.fixture
def intake(store: MemoryStore, policies: PolicyLibrary) -> Intake:
    return Intake(
        store=store,
        clock=SteppedClock(NOON),
        ids=RandomIds(),
        policies=policies,
        numbers=Counted(),
        zone=ZoneInfo("Asia/Shanghai"),
        after_commit=lambda: None,
    )


@pytest.fixture
def app(store: MemoryStore, intake: Intake) -> FastAPI:
    return composed(create_app(), intake, store)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with over_http(app) as client:
        yield client
