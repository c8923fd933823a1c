"""Any JSON at all, at any of intake's addresses, is accepted or refused: never a fault of ours."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.intake.domain.complaint import COMPLAINT
from shared.event_store.memory import MemoryStore

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=30)
    | st.datetimes().map(lambda t: f"{t.isoformat()}+08:00"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = ("lawsuit_filed", "collective_persons", "grade", "unsolved_week", "raining")
NEARLY = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["phone", "web", "fax"]) | ANYTHING,
        "project": st.sampled_from(["mhhy", "messages", "nowhere"]) | ANYTHING,
        "text": st.text(st.characters(exclude_categories=()), max_size=60) | ANYTHING,
    },
    optional={
        "title": st.text(max_size=30) | ANYTHING,
        "category": st.sampled_from(["other", "general"]) | ANYTHING,
        "received_at": st.datetimes().map(lambda t: f"{t.isoformat()}Z") | ANYTHING,
        "answer_wanted_by": st.datetimes().map(lambda t: f"{t.isoformat()}Z") | ANYTHING,
        "customer": st.dictionaries(st.sampled_from(["name", "phone", "x"]), ANYTHING) | ANYTHING,
        "facts": st.dictionaries(st.sampled_from(NAMES) | st.text(), ANYTHING, max_size=4)
        | ANYTHING,
        "source": ANYTHING,
        "external_ref": ANYTHING,
        "bogus": ANYTHING,
    },
)
TRIES = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@TRIES
@given(body=NEARLY | ANYTHING)
async def test_any_complaint(http: httpx.AsyncClient, store: MemoryStore, body: Any) -> None:
    content = json.dumps(body)
    reply = await http.post(
        "/complaints", content=content, headers={"Content-Type": "application/json"}
    )
    if reply.status_code in (200, 201):
        stream = await store.find(reply.json()["number"])
        assert stream is not None
        assert await store.load(COMPLAINT, stream) is not None
    else:
        assert reply.status_code in (400, 422), reply.text
        assert reply.json()["type"].startswith("/problems/")


@TRIES
@given(path=st.sampled_from(["repeat", "urge", "withdraw"]), body=ANYTHING)
async def test_anything_said_later(http: httpx.AsyncClient, path: str, body: Any) -> None:
    reply = await http.post(
        f"/complaints/TS20260309-000001/{path}",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    assert reply.status_code in (404, 422), reply.text


@TRIES
@given(content=st.binary(max_size=300))
@pytest.mark.parametrize("path", ["/complaints", "/imports"])
async def test_any_bytes(http: httpx.AsyncClient, path: str, content: bytes) -> None:
    for content_type in ("application/json", "multipart/form-data; boundary=x", "text/csv"):
        reply = await http.post(path, content=content, headers={"Content-Type": content_type})
        assert reply.status_code in (400, 415, 422), reply.text
