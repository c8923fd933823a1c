"""The names one pack declares, against which all its references and conditions are checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from shared.deadlines import HolidayNotice
from shared.policy.events import (
    CASE,
    COMPLAINT,
    NUMBER,
    RECEIVED,
    RECORD,
    TRUTH,
    Readable,
    ValueType,
    common_fields,
)
from shared.policy.faults import did_you_mean, fault

RESPONSIBLE = "department"
LEADER = "leader-in-charge"
CUSTOMER = "customer"
ON_DUTY = "on-duty"
RELATIVE_RECIPIENTS = frozenset({RESPONSIBLE, LEADER, CUSTOMER, ON_DUTY})
GRADE = "grade"
_FULL_WIDTH = frozenset("，、；“”‘’")

# Event fields, by name, whose words are declared by the pack itself.
_PACK_WORDS = {
    "template": "notices",
    "obligation": "obligations",
    "duty": "duties",
    "department": "departments",
    "category": "categories",
    "grade": "grades",
    "step": "steps",
    "promise": "promises",
}


class Scope(StrEnum):
    """What a condition may read at its place in the pack."""

    STATED = "stated"  # facts, without the grade that is being decided on them
    FACTS = "facts"
    COMPLAINT = "complaint"
    RECEIVED = "received"
    EVENT = "event"
    CASE = "case"
    STEPS = "steps"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names declared in one file; `facts` with their types."""

    file: str = ""
    names: Mapping[str, frozenset[str]] = field(default_factory=dict)
    facts: Mapping[str, Readable] = field(default_factory=dict)
    holidays: Mapping[str, tuple[HolidayNotice, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, file: str, tree: Any, holidays: Mapping[str, tuple[HolidayNotice, ...]]
    ) -> Vocabulary:
        """Gather the declared names, leniently: what is malformed is reported by validation."""
        mappings = ("departments", "posts", "categories", "pause_reasons", "steps", "promises")
        names = {section: _keys(_section(tree, section)) for section in mappings}
        names["calendars"] = frozenset(holidays)
        names["notices"] = _listed(_section(tree, "notices"), "key")
        names["obligations"] = _listed(_section(tree, "obligations"), "key")
        names["duties"] = _listed(_section(tree, "duties"), "key")
        names["grades"] = _listed(_section(tree, "grades"), GRADE)
        declared = _section(tree, "facts")
        facts = {
            key: Readable(ValueType(value["type"]), _keys(value.get("words")))
            for key, value in (declared.items() if isinstance(declared, dict) else ())
            if isinstance(value, dict) and value.get("type") in list(ValueType)
        }
        return cls(file, names, facts, holidays)

    def readable(self, scopes: Iterable[Scope], events: tuple[str, ...]) -> dict[str, Readable]:
        """Every value by full name that a condition may read in these scopes."""
        found: dict[str, Readable] = {}
        for scope in scopes:
            prefix = Scope.FACTS if scope is Scope.STATED else scope
            for name, readable in self._fields(scope, events).items():
                # A fact may bear any name; only the grade among them has words of its own.
                own_words = scope is not Scope.STATED and name not in self.facts
                found[f"{prefix}.{name}"] = (
                    self._with_words(name, readable) if own_words else readable
                )
        return found

    def _fields(self, scope: Scope, events: tuple[str, ...]) -> Mapping[str, Readable]:
        match scope:
            case Scope.STATED:
                return self.facts
            case Scope.FACTS:
                return {**self.facts, GRADE: NUMBER}
            case Scope.COMPLAINT:
                return COMPLAINT
            case Scope.RECEIVED:
                return RECEIVED
            case Scope.CASE:
                return CASE
            case Scope.STEPS:
                return dict.fromkeys(sorted(self.names.get(Scope.STEPS, ())), TRUTH)
            case Scope.RECORD:
                return RECORD
            case Scope.EVENT:
                return common_fields(events)

    def _with_words(self, name: str, readable: Readable) -> Readable:
        section = _PACK_WORDS.get(name)
        if section is None or readable.words:
            return readable
        return Readable(readable.type, self.names.get(section, frozenset()))


def _section(tree: Any, name: str) -> Any:
    return tree.get(name) if isinstance(tree, dict) else None


def _keys(section: Any) -> frozenset[str]:
    return frozenset(section) if isinstance(section, dict) else frozenset()


def _listed(section: Any, key: str) -> frozenset[str]:
    items = section if isinstance(section, list) else []
    return frozenset(str(item[key]) for item in items if isinstance(item, dict) and key in item)


def vocabulary_of(info: ValidationInfo) -> Vocabulary:
    assert isinstance(info.context, Vocabulary), "policy models are built by load_pack only"
    return info.context


def unknown_name(
    name: str, known: Iterable[str], chinese: str, english: str
) -> PydanticCustomError:
    """The refusal of a name that is not declared, with the likeliest one that is."""
    hint = did_you_mean(name, known)
    if any(sign in _FULL_WIDTH for sign in name):
        hint = "：逗号、引号要用半角", ": commas and quotes are plain ones"
    return fault(f"未知的{chinese}“{name}”{hint[0]}", f"unknown {english} `{name}`{hint[1]}")
