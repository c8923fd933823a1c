"""What the OpenAPI document promises is what happens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from shared.web.problems import MEDIA_TYPE

POSTS = (
    "/complaints",
    "/complaints/{number}/repeat",
    "/complaints/{number}/urge",
    "/complaints/{number}/withdraw",
    "/imports",
)


def example_of(document: dict[str, Any], model: str) -> dict[str, Any]:
    """A body made of the document's own examples."""
    fields = document["components"]["schemas"][model]["properties"]
    body = {name: field["examples"][0] for name, field in fields.items() if "examples" in field}
    if "customer" in fields:
        body["customer"] = example_of(document, "CustomerBody")
    return body


async def test_the_examples_are_accepted(http: httpx.AsyncClient, app: FastAPI) -> None:
    document = app.openapi()
    complaint = example_of(document, "ComplaintBody") | {"received_at": "2026-03-09T09:30:00+08:00"}
    reply = await http.post("/complaints", json=complaint)
    assert reply.status_code == 201, reply.text
    number = reply.json()["number"]
    for path, model in (
        ("repeat", "SaidBody"),
        ("urge", "SaidBody"),
        ("withdraw", "WithdrawBody"),
    ):
        said = example_of(document, model) | {"said_at": "2026-03-09T10:00:00+08:00"}
        reply = await http.post(f"/complaints/{number}/{path}", json=said)
        assert reply.status_code == 200, reply.text


@pytest.mark.parametrize("path", POSTS)
def test_every_refusal_is_a_problem(app: FastAPI, path: str) -> None:
    document = app.openapi()
    responses = document["paths"][path]["post"]["responses"]
    reference = responses["4XX"]["content"][MEDIA_TYPE]["schema"]["$ref"]
    assert reference == "#/components/schemas/Problem"
    assert "errors" in document["components"]["schemas"]["Problem"]["properties"]
    assert "422" not in responses


@pytest.mark.parametrize("path", POSTS)
def test_every_command_says_what_it_does(app: FastAPI, path: str) -> None:
    command = app.openapi()["paths"][path]["post"]
    assert command["summary"]
    assert command["description"]
    names = {parameter["name"] for parameter in command["parameters"]}
    assert "X-Actor" in names
    if path != "/imports":
        assert "idempotency-key" in {name.lower() for name in names}


def test_every_reference_leads_somewhere(app: FastAPI) -> None:
    document = app.openapi()

    def references(part: Any) -> set[str]:
        if isinstance(part, dict):
            inner = (references(value) for value in part.values())
            here = {part["$ref"]} if isinstance(part.get("$ref"), str) else set[str]()
            return here.union(*inner)
        if isinstance(part, list):
            return set[str]().union(*(references(item) for item in part))
        return set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
