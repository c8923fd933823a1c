"""Fixtures of the analytics tests."""

from __future__ import annotations

import pytest

from tests.support.told import Complaint
from tests.unit.analytics.bench import Analytics


@pytest.fixture
def analytics() -> Analytics:
    return Analytics()


@pytest.fixture
def complaint() -> Complaint:
    return Complaint()
