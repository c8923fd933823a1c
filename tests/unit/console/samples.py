"""Any contract with something in every field."""

from __future__ import annotations

from enum import Enum
from typing import Any, get_args, get_origin
from uuid import UUID

from pydantic import AwareDatetime, BaseModel

from shared.contracts import Contract
from shared.ids import derived_id
from tests.unit.console.stories import NINE


def sample(kind: type[Contract]) -> Contract:
    """A contract of that kind, for what must work for all of them."""
    return kind.model_validate({n: _any(f.annotation) for n, f in kind.model_fields.items()})


def _any(annotation: Any) -> Any:
    arguments, origin = get_args(annotation), get_origin(annotation) or annotation
    if arguments and origin not in (tuple, dict):
        return None if type(None) in arguments else _any(arguments[0])
    if origin is AwareDatetime:
        return NINE
    if issubclass(origin, Enum):
        return next(iter(origin))
    if issubclass(origin, BaseModel):
        return {n: _any(f.annotation) for n, f in origin.model_fields.items()}
    return next(value for kind, value in VALUES if issubclass(origin, kind))


VALUES: tuple[tuple[type, Any], ...] = (
    (UUID, derived_id("sample")),
    (bool, True),
    (int, 2),
    (float, 0.0),
    (str, "文字"),
    (tuple, ()),
    (dict, {}),
)
