"""What a condition may read, derived from the published contracts and typed for the engine.

A pack names events as they are published (`complaint-received`); the fields a condition may read
are the contract's own, so that a pack can never ask for what nobody tells.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from pydantic import AwareDatetime

from shared.contracts import ABOUT_PROJECTS, PUBLISHED, Contract
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.contracts.sla import DeadlineMissedV1


class ValueType(StrEnum):
    """The types of the condition language that a pack uses. Money is whole fen, never a float;
    days are whole calendar days."""

    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    DAYS = "days"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Readable:
    """A value that a condition may read; `words` is its closed vocabulary, where it has one."""

    type: ValueType
    words: frozenset[str] = frozenset()


TRUTH = Readable(ValueType.BOOL)
NUMBER = Readable(ValueType.INT)
TEXT = Readable(ValueType.STRING)

COMPLAINT: Mapping[str, Readable] = {
    "channel": Readable(ValueType.STRING, frozenset(Channel)),
    "category": TEXT,
    "project": TEXT,
    "has_contact": TRUTH,
}
RECEIVED: Mapping[str, Readable] = {"in_working_hours": TRUTH, "working_day": TRUTH}
CASE: Mapping[str, Readable] = {
    "plan_approved": TRUTH,
    "carried_out": TRUTH,
    "revisited": TRUTH,
    "satisfied": TRUTH,
    "unreachable": TRUTH,
    "side": Readable(ValueType.STRING, frozenset(Side)),
    "out_of_scope": TRUTH,
}
RECORD: Mapping[str, Readable] = {
    "closed": TRUTH,
    "withdrawn": TRUTH,
    "out_of_scope": TRUTH,
    "on_time": TRUTH,
    "revisited": TRUTH,
    "satisfaction": Readable(ValueType.STRING, frozenset(Satisfaction) | {""}),
    "category": TEXT,
    "grade": NUMBER,
}
"""A complaint as indicators count it; `on_time` is that it missed no deadline (及时)."""


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `None`, and whether it had one."""
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        if len(kinds) == 1:
            return kinds[0], True
    return annotation, False


def _readable(annotation: Any) -> Readable | None:
    """How a contract's field looks to a condition; None where a condition cannot read it."""
    kind, optional = _without_none(annotation)
    if not isinstance(kind, type):
        return None
    if issubclass(kind, StrEnum):
        return Readable(ValueType.STRING, frozenset(kind))
    if kind is str:
        return TEXT
    # An unknown number or truth has no honest default, so a condition must not read it.
    if optional:
        return None
    return {bool: TRUTH, int: NUMBER}.get(kind)


def _fields(contract: type[Contract]) -> dict[str, Readable]:
    found = ((name, _readable(f.annotation)) for name, f in contract.model_fields.items())
    return {name: readable for name, readable in found if readable is not None}


def _instants(contract: type[Contract]) -> frozenset[str]:
    fields = contract.model_fields.items()
    kinds = ((name, _without_none(field.annotation)[0]) for name, field in fields)
    return frozenset(name for name, kind in kinds if kind in (datetime, AwareDatetime))


def _lists(contract: type[Contract]) -> frozenset[str]:
    fields = contract.model_fields.items()
    return frozenset(name for name, field in fields if field.annotation == tuple[str, ...])


EVENTS: Mapping[str, Mapping[str, Readable]] = {c.EVENT: _fields(c) for c in PUBLISHED}
"""Every published event by name, with the fields a condition may read."""

OF_PROJECTS: frozenset[str] = frozenset(c.EVENT for c in ABOUT_PROJECTS)
"""The events that are about a project and no complaint."""

CLOCKED: frozenset[str] = frozenset(
    c.EVENT for c in PUBLISHED if c.SERVICE != DeadlineMissedV1.SERVICE or c is DeadlineMissedV1
)
"""The events that clocks can follow: what the others tell, and a miss. What else sla tells comes of
its own decisions, and a clock that waited for it would wait for ever."""

INSTANTS: Mapping[str, frozenset[str]] = {c.EVENT: _instants(c) for c in PUBLISHED}
"""The fields of every published event that name an instant, such as `promised_for`."""

LISTS: Mapping[str, frozenset[str]] = {c.EVENT: _lists(c) for c in PUBLISHED}
"""The fields of every published event that name several recipients, such as `tell`."""


def common_fields(events: tuple[str, ...]) -> dict[str, Readable]:
    """The fields that every one of these events has, with one type."""
    first, *others = (EVENTS[event] for event in events)
    return {
        name: readable
        for name, readable in first.items()
        if all(name in other and other[name].type is readable.type for other in others)
    }


def event_data(contract: Contract) -> Mapping[str, object]:
    """An event's own fields by name, as `Context.event` and `met_by` take them; to be read only."""
    return contract.__dict__
