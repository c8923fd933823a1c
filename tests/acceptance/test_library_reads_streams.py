"""The eventsourcing library's own repository reads every stream of a finished run."""

from __future__ import annotations

import importlib

import pytest

from huiyin.stack import Stack
from shared.postgres.database import service_url
from tests.acceptance.journey import Journey
from tests.support.library import read_every_stream

pytestmark = pytest.mark.acceptance
WITH_STREAMS = ("intake", "triage", "casework", "sla", "notify")


@pytest.mark.parametrize("service", WITH_STREAMS)
def test_the_library_reads_the_streams_of(service: str, journey: Journey, stack: Stack) -> None:
    kinds = importlib.import_module(f"services.{service}.main").KINDS
    streams = read_every_stream(service_url(stack.database_url, service), kinds)
    assert streams
    assert all(state.version > 0 for state in streams.values())
