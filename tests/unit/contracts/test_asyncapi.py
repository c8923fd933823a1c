"""The AsyncAPI document: up to date, coherent, and its examples true."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from shared.bus.manifest import read_manifest
from shared.contracts import CONTRACTS, PUBLISHED, Contract, Message
from shared.contracts.asyncapi import document, example_of
from tests.support.shared_data import require

COMMITTED = Path(__file__).resolve().parents[3] / "docs" / "asyncapi.json"
every_contract = pytest.mark.parametrize("contract", PUBLISHED, ids=lambda c: c.type())


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document(PUBLISHED, read_manifest().hears)


def test_the_committed_document_is_up_to_date(described: dict[str, Any]) -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))

    assert committed == described, "run: python -m shared.contracts.asyncapi > docs/asyncapi.json"


def test_it_is_an_asyncapi_3_document(described: dict[str, Any]) -> None:
    read = ApplicationSchema.model_validate(described)

    assert str(read.asyncapi) == "3.0.0"
    assert set(read.channels) == {contract.type() for contract in PUBLISHED}


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    references = list(_references(described))

    assert references
    for reference in references:
        place: Any = described
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, f"{reference} leads nowhere"
            place = place[step]


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_who_hears_an_event_is_said(described: dict[str, Any]) -> None:
    operations = described["operations"]

    assert operations["triage.tells.graded.v1"]["action"] == "send"
    assert operations["sla.hears.triage.graded.v1"]["action"] == "receive"
    assert "intake.hears.triage.graded.v1" not in operations


@every_contract
def test_an_example_fits_its_schema(contract: type[Contract], described: dict[str, Any]) -> None:
    payload = described["components"]["messages"][contract.type()]["payload"]
    validator = jsonschema.Draft202012Validator({**payload, "components": described["components"]})

    validator.validate(example_of(contract))


@every_contract
def test_a_schema_refuses_another_contracts_message(
    contract: type[Contract], described: dict[str, Any]
) -> None:
    payload = described["components"]["messages"][contract.type()]["payload"]
    validator = jsonschema.Draft202012Validator({**payload, "components": described["components"]})
    other = next(one for one in PUBLISHED if one is not contract)

    assert not validator.is_valid(example_of(other))


@every_contract
def test_an_example_is_what_we_read_and_publish(contract: type[Contract]) -> None:
    """It was published once: today's release must read it, and tell the same."""
    example = example_of(contract)

    message = Message.from_json(json.dumps(example).encode(), CONTRACTS)

    assert type(message.contract) is contract
    assert json.loads(message.to_json()) == example


@every_contract
def test_an_example_is_a_cloudevent(contract: type[Contract]) -> None:
    schema = json.loads(require("channels/cloudevents.schema.json").read_text(encoding="utf-8"))

    jsonschema.Draft7Validator(schema).validate(example_of(contract))


@every_contract
def test_a_contract_says_what_it_means(contract: type[Contract]) -> None:
    own = contract.__dict__.get("__doc__") or ""

    assert own.strip().endswith((".", ")."))


@every_contract
def test_a_field_that_a_newer_release_adds_is_passed_over(contract: type[Contract]) -> None:
    example = example_of(contract)
    example["data"]["a_field_of_tomorrow"] = 1

    message = Message.from_json(json.dumps(example).encode(), CONTRACTS)

    assert "a_field_of_tomorrow" not in message.contract.model_dump()
