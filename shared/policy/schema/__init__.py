"""The JSON Schema of policy packs, for editors: completion, help in Chinese, mistakes underlined.

It follows the models that packs are checked with, shorthands included. It says what a file may look
like; whether its names, conditions and rules hold together only `huiyin policy check` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.deadlines import Unit
from shared.policy.events import CLOCKED, EVENTS
from shared.policy.explaining.words import EVENTS as EVENT_NAMES
from shared.policy.extending import EXTENDS, WITHOUT
from shared.policy.pack import Pack
from shared.policy.schema.words import description_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FILE = "policy-pack.schema.json"

_TEXT = {"type": "string"}
_SPAN = {
    "type": "string",
    "pattern": rf"^\s*\d+(\.\d+|/\d+)?\s*({'|'.join(Unit)})\s*$",
}
_SPANS = {
    *((model, "within") for model in ("ObligationRule", "MilestoneRule", "Counted")),
    ("During", "lasts"),
    ("DutyRule", "lead"),
    ("Every", "span"),
    ("Rung", "after"),
}
_MATCHES = ("EventMatch", "Told")
_OWN = ("pack", "version", "effective_from", "title")


def pack_schema() -> dict[str, Any]:
    """The schema of one pack file."""
    raw = Pack.model_json_schema(by_alias=True)
    models = {name: _model(name, model) for name, model in raw["$defs"].items()}
    for name in _MATCHES:
        models[name] = {"anyOf": [_events(name), models[name]]}
    pack = _model("Pack", {key: value for key, value in raw.items() if key != "$defs"})
    pack["properties"][WITHOUT] = {
        "description": description_of("Pack", WITHOUT),
        "type": "object",
        "additionalProperties": {"type": "array", "items": _TEXT},
    }
    in_full = [name for name in pack.pop("required") if name not in _OWN]
    return {
        "$schema": DIALECT,
        "title": "回音制度文件",
        **pack,
        "required": list(_OWN),
        "if": {"not": {"required": [EXTENDS]}},
        "then": {"required": in_full},
        "$defs": models,
    }


def _model(name: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    if "properties" not in raw:
        plain: dict[str, Any] = _plain(raw)
        return plain
    properties = {field: _field(name, field, schema) for field, schema in raw["properties"].items()}
    found: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    if "required" in raw:
        found["required"] = raw["required"]
    return found


def _field(model: str, field: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    if (model, field) in _SPANS:
        schema: dict[str, Any] = dict(_SPAN)
    elif field == "event":
        schema = _events(model)
    elif field in ("on", "starts"):
        one = _events(model)
        schema = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    else:
        schema = _plain(raw)
    if (model, field) == ("Limits", "of"):
        schema["additionalProperties"] = dict(_SPAN)
    said = description_of(model, field)
    return {"description": said, **schema} if said else schema


def _events(model: str) -> dict[str, Any]:
    """The events that may be named; clocks cannot wait for what they tell themselves."""
    clocked = model in ("EventMatch", "ObligationRule")
    events = sorted(CLOCKED if clocked else EVENTS)
    return {"enum": events, "enumDescriptions": [EVENT_NAMES.get(name, name) for name in events]}


def _plain(raw: Any) -> Any:
    """The models' own schema without what says nothing to an author."""
    if isinstance(raw, list):
        return [_plain(item) for item in raw]
    if not isinstance(raw, Mapping):
        return raw
    if raw == {}:
        return dict(_TEXT)  # Conditions and spans are texts that their own parsers read.
    schema = {
        key: _plain(value) if key not in ("enum", "required") else value
        for key, value in raw.items()
        if key not in ("title", "description", "default")
    }
    choices = [choice for choice in schema.pop("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        schema |= choices[0]
    elif choices:
        schema["anyOf"] = choices
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    if schema.get("additionalProperties") is True:
        del schema["additionalProperties"]
    return schema or dict(_TEXT)
