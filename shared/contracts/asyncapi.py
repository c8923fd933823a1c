"""The published events as an AsyncAPI 3 document, derived from the contracts and the manifest.

`python -m shared.contracts.asyncapi > docs/asyncapi.json`. Built by hand rather than by
FastStream, whose document knows neither the CloudEvents envelope nor subject parameters nor
examples nor several services in one system (decision 0003).
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from shared.contracts import PUBLISHED, Contract

EXAMPLES = Path(__file__).parent / "examples"
CONTENT_TYPE = "application/cloudevents+json"
DESCRIPTION = """\
What Huiyin's services tell each other and whoever else listens, as CloudEvents 1.0 in structured
JSON mode over NATS JetStream.

Events are published on `huiyin.<service>.<aggregate>.<event>.<id>`, the id being that of the
complaint, or of the project where a project's duties are told. The server stores them under
`huiyin.<partition>.<service>.<aggregate>.<event>`: the partition is computed from the id, which
stays in the header `ce-subject`. To hear every event of one service, subscribe to
`huiyin.*.<service>.>`; the events of one complaint or project lie in one partition, in order.

A message is stored once per `Nats-Msg-Id`, which is its CloudEvents `id`. Delivery is at least
once: let an `id` take effect once. Types and fields are permanent. Ignore fields that you do not
know; another shape is another version, published beside the old one.
"""
KEYS = {
    "complaint_id": "The complaint's id, a UUID.",
    "project_id": "The project's id, a UUID that follows from its code.",
}
ENVELOPE: dict[str, Any] = {
    "title": "CloudEvent",
    "description": "CloudEvents 1.0.2 with the Distributed Tracing extension.",
    "type": "object",
    "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "Unique; the same however often it is published."},
        "source": {"type": "string", "format": "uri-reference", "description": "Who tells it."},
        "type": {"type": "string", "description": "The contract and its version."},
        "subject": {
            "type": "string",
            "format": "uuid",
            "description": "The complaint's or project's id.",
        },
        "time": {"type": "string", "format": "date-time", "description": "Business time."},
        "datacontenttype": {"const": "application/json"},
        "traceparent": {"type": "string", "description": "W3C Trace Context of the command."},
        "data": {"type": "object"},
    },
}
HEADERS: dict[str, Any] = {
    "type": "object",
    "required": ["Nats-Msg-Id"],
    "properties": {
        "Nats-Msg-Id": {"type": "string", "description": "The CloudEvents id."},
        "traceparent": {"type": "string", "description": "W3C Trace Context of the publication."},
    },
}


def document(
    contracts: Sequence[type[Contract]], hears: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The AsyncAPI document. `hears` tells, service by service, whose events it hears."""
    _, schemas = models_json_schema(
        [(contract, "serialization") for contract in contracts],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "回音 Huiyin",
            "version": "1.0.0",
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {contract.type(): _channel(contract) for contract in contracts},
        "operations": _operations(contracts, hears),
        "components": {
            "messages": {contract.type(): _message(contract) for contract in contracts},
            "schemas": {"CloudEvent": ENVELOPE, **schemas["$defs"]},
        },
    }


def example_of(contract: type[Contract]) -> dict[str, Any]:
    """A message as it travels. Its file is permanent: it shows what once was published."""
    example: dict[str, Any] = json.loads(
        (EXAMPLES / f"{contract.type()}.json").read_text(encoding="utf-8")
    )
    return example


def _channel(contract: type[Contract]) -> dict[str, Any]:
    key = contract.KEY
    address = contract.subject_of(f"{{{key}}}")  # type: ignore[arg-type]  # A template.
    return {
        "address": address,
        "summary": _sentences(contract)[0],
        "parameters": {key: {"description": KEYS[key]}},
        "messages": {contract.EVENT: _ref("components", "messages", contract.type())},
    }


def _operations(
    contracts: Sequence[type[Contract]], hears: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for contract in contracts:
        event = f"{contract.EVENT}.v{contract.VERSION}"
        told = {
            "channel": _ref("channels", contract.type()),
            "messages": [_ref("channels", contract.type(), "messages", contract.EVENT)],
        }
        operations[f"{contract.SERVICE}.tells.{event}"] = {"action": "send", **told}
        for hearer, sources in hears.items():
            if contract.SERVICE in sources:
                operations[f"{hearer}.hears.{contract.SERVICE}.{event}"] = {
                    "action": "receive",
                    **told,
                }
    return operations


def _message(contract: type[Contract]) -> dict[str, Any]:
    summary, rest = _sentences(contract)
    return {
        "name": contract.type(),
        "title": f"{contract.EVENT} v{contract.VERSION}",
        "summary": summary,
        **({"description": rest} if rest else {}),
        "contentType": CONTENT_TYPE,
        "headers": HEADERS,
        "payload": {
            "allOf": [
                _ref("components", "schemas", "CloudEvent"),
                {
                    "properties": {
                        "source": {"const": f"/huiyin/{contract.SERVICE}"},
                        "type": {"const": contract.type()},
                        "data": _ref("components", "schemas", contract.__name__),
                    }
                },
            ]
        },
        "examples": [{"payload": example_of(contract)}],
    }


def _sentences(contract: type[Contract]) -> tuple[str, str]:
    """The first paragraph of what a contract says of itself, and the rest."""
    first, _, rest = inspect.cleandoc(contract.__doc__ or "").partition("\n\n")
    return " ".join(first.split()), rest


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(path)}


if __name__ == "__main__":
    from shared.bus.manifest import read_manifest

    print(json.dumps(document(PUBLISHED, read_manifest().hears), ensure_ascii=False, indent=2))
