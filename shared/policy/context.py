"""What is known at the moment a rule is asked, as conditions read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from shared.deadlines import WorkingCalendar
from shared.domain import FactValue

_EVENT = "event."
_NOTHING: Mapping[str, FactValue] = MappingProxyType({})

Facts = Mapping[str, FactValue]
"""Facts by name; what is not in it was not stated."""


class ComplaintContext(NamedTuple):
    """What is known of the complaint itself; `category` is empty until it was classified."""

    channel: str
    project: str
    category: str = ""
    has_contact: bool = False


class ReceivedContext(NamedTuple):
    """How the moment of receipt lies in the pack's working calendar; most conditions never ask."""

    received_at: datetime
    calendar: WorkingCalendar

    @property
    def in_working_hours(self) -> bool:
        return self.calendar.is_open(self.received_at)

    @property
    def working_day(self) -> bool:
        return self.calendar.is_working_day(self.calendar.local_date(self.received_at))


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What closing conditions (结案条件) ask of a case.

    `plan_approved` means that the plan on the table has the agreement its grade asks for (one that
    nobody must agree to has it); `revisited` that the customer was reached; `unreachable` that no
    way to reach them was left; `side` is on whose side the cause was found to lie, or empty;
    `steps` are those that were taken. Whatever is not yet so is false.
    """

    plan_approved: bool = False
    carried_out: bool = False
    revisited: bool = False
    satisfied: bool = False
    unreachable: bool = False
    side: str = ""
    out_of_scope: bool = False
    steps: frozenset[str] = frozenset()

    def values(self) -> dict[str, object]:
        return {
            "case.plan_approved": self.plan_approved,
            "case.carried_out": self.carried_out,
            "case.revisited": self.revisited,
            "case.satisfied": self.satisfied,
            "case.unreachable": self.unreachable,
            "case.side": self.side,
            "case.out_of_scope": self.out_of_scope,
            **{f"steps.{step}": True for step in self.steps},
        }


class Context(NamedTuple):
    """The circumstances a rule's condition may read.

    `facts` are those known so far (the pack fills in the rest), with `grade` once there is one;
    `event` holds the fields of the event at hand (`event_data`). A condition that reads a part
    which is not given fails rather than guess.
    """

    facts: Facts = _NOTHING
    complaint: ComplaintContext | None = None
    received: ReceivedContext | None = None
    event: Mapping[str, object] = _NOTHING

    def values(self) -> dict[str, object]:
        """Every value by its full name, such as `complaint.channel`."""
        found: dict[str, object] = {f"facts.{name}": value for name, value in self.facts.items()}
        found |= event_values(self.event)
        if (complaint := self.complaint) is not None:
            found["complaint.channel"] = complaint.channel
            found["complaint.project"] = complaint.project
            found["complaint.category"] = complaint.category
            found["complaint.has_contact"] = complaint.has_contact
        if (received := self.received) is not None:
            found["received.in_working_hours"] = received.in_working_hours
            found["received.working_day"] = received.working_day
        return found


class EventValues(dict[str, object]):
    """The fields of one event alone, as conditions read them; looked up as those of
    `Circumstances` are."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[str, object]) -> None:
        self._data = data

    def __missing__(self, name: str) -> object:
        value = self[name] = told_in(self._data, name.removeprefix(_EVENT), name)
        return value


def told_in(data: Mapping[str, object], field_name: str, name: str) -> object:
    """A field of an event; a text that is not there reads as the empty text. Raises KeyError."""
    try:
        value = data[field_name]
    except KeyError:
        raise KeyError(name) from None
    return "" if value is None else value


def event_values(data: Mapping[str, object]) -> dict[str, object]:
    """An event's fields by full name; a text that is not there reads as the empty text."""
    return {f"{_EVENT}{name}": "" if value is None else value for name, value in data.items()}
