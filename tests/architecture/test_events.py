"""Recorded events: named for good, explained, listed by one kind, and kept as golden files."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest

import services
from shared.domain import AggregateType, DomainEvent

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


def every_module() -> list[Any]:
    """Every module of every service but those that start one."""
    return [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(services.__path__, "services.")
        if not found.name.endswith("__main__")
    ]


def every_kind() -> dict[str, AggregateType[Any]]:
    """Every kind of aggregate, by the service that owns it and its name."""
    return {
        f"{module.__name__.split('.')[1]}/{value.name}": value
        for module in every_module()
        for value in vars(module).values()
        if isinstance(value, AggregateType)
    }


def every_event() -> list[type[DomainEvent]]:
    """Every event that can be recorded; bases that only carry fields are none."""
    every_module()
    found: list[type[DomainEvent]] = []
    waiting = [DomainEvent]
    while waiting:
        for event in waiting.pop().__subclasses__():
            waiting.append(event)
            if event.__module__.startswith("services.") and not event.__subclasses__():
                found.append(event)
    return sorted(found, key=lambda event: (event.__module__, event.__name__))


def faults_of(event: type[DomainEvent], golden: Path) -> list[str]:
    """What is wrong with how an event is declared and kept."""
    faults = []
    topic = event.__dict__.get("TOPIC")
    if topic is None:
        return [f"{event.__name__} has no TOPIC of its own"]
    service = topic.split(".")[0]
    if event.__module__.split(".")[1] != service:
        faults.append(f"{topic} does not begin with its service")
    first = inspect.cleandoc(event.__dict__.get("__doc__") or "").partition("\n\n")[0]
    if not first.endswith(".") or not first[:1].isupper():
        faults.append(f"{event.__name__} does not say in a sentence what happened")
    for version in range(1, event.class_version + 1):
        if not (golden / service / f"{topic}.v{version}.json").exists():
            faults.append(f"{topic} v{version} has no golden file")
        if version > 1 and not hasattr(event, f"upcast_v{version - 1}_v{version}"):
            faults.append(f"{topic} has no upcaster to v{version}")
    return faults


@pytest.mark.parametrize("event", every_event(), ids=lambda event: event.__name__)
def test_an_event_is_declared_and_kept(event: type[DomainEvent]) -> None:
    assert faults_of(event, GOLDEN) == []


def test_topics_are_unique() -> None:
    topics = Counter(event.TOPIC for event in every_event() if hasattr(event, "TOPIC"))

    assert [topic for topic, count in topics.items() if count > 1] == []


def test_every_event_is_listed_by_one_kind() -> None:
    """Else it could be recorded and never be read again."""
    listed = Counter(event for kind in every_kind().values() for event in kind.events)

    assert {event.__name__ for event in every_event()} == {event.__name__ for event in listed}
    assert [event.__name__ for event, count in listed.items() if count > 1] == []


def test_every_golden_file_is_of_an_event() -> None:
    known = {
        f"{event.TOPIC}.v{version}"
        for event in every_event()
        for version in range(1, event.class_version + 1)
    }

    assert {file.stem for file in GOLDEN.glob("*/*.json")} <= known


def test_faults_are_found(tmp_path: Path) -> None:
    class Nameless(DomainEvent):
        """Something happened."""

    class Speechless(DomainEvent):
        TOPIC: ClassVar[str] = "tests.speechless"

    class Changed(DomainEvent):
        """Something changed."""

        TOPIC: ClassVar[str] = "sla.changed"
        class_version: ClassVar[int] = 2

    (tmp_path / "sla").mkdir()
    (tmp_path / "sla" / "sla.changed.v1.json").touch()

    assert faults_of(Nameless, tmp_path) == ["Nameless has no TOPIC of its own"]
    assert len(faults_of(Speechless, tmp_path)) == 3
    assert faults_of(Changed, tmp_path) == [
        "sla.changed does not begin with its service",
        "sla.changed v2 has no golden file",
        "sla.changed has no upcaster to v2",
    ]
