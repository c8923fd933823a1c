"""What a service keeps that follows from something else, and how it follows.

Each service declares it in `services/<service>/kept.py`. Like its migrations that file is found by
its place, so that whoever rebuilds needs to know no service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Generic
from zoneinfo import ZoneInfo

from shared.commands import CommandSide
from shared.domain import Immutable, State
from shared.event_store.rows import Table
from shared.policy import PolicyLibrary
from shared.subscriber import Handlers

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class ReadModel:
    """Tables that are a fold of the messages heard, and of nothing else.

    Every row belongs to one complaint (`complaint_id`) and is folded from that complaint's messages
    alone, read by key. `journal` holds tables whose rows are put once and never read by the fold.
    """

    handlers: Handlers
    tables: tuple[Table[Any], ...]
    journal: tuple[Table[Any], ...] = ()

    @property
    def every_table(self) -> tuple[Table[Any], ...]:
        return (*self.tables, *self.journal)


@dataclass(frozen=True, slots=True)
class DerivedRows(Generic[State]):
    """Rows that a service writes beside its events and that follow from an aggregate's state.

    `columns` are those that do; the others are left out of the comparison.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    rows_of: Callable[[State], Iterable[Immutable]]


@dataclass(frozen=True, slots=True)
class History(Generic[State]):
    """One kind of aggregate: its streams, what they tell, the rows beside them."""

    side: CommandSide[State]
    derived: tuple[DerivedRows[State], ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything of one service that can be made anew or checked."""

    read_model: ReadModel | None = None
    histories: tuple[History[Any], ...] = field(default=())


def services_that_keep(root: Path = ROOT) -> tuple[str, ...]:
    return tuple(sorted(file.parent.name for file in root.glob("services/*/kept.py")))


def kept_by(service: str, policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    """What a service keeps, under these regulations; `zone` is the company's (HUIYIN_ZONE)."""
    kept = import_module(f"services.{service}.kept").kept(policies, zone)
    assert isinstance(kept, Kept)
    return kept
