"""What the people of a demonstration do: each act one request to one of the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Act:
    """One request in a complaint's life; `path` has `{number}` where its number goes.

    `may_be_refused` marks what depends on how the complaint stands by then: approving a plan that
    needs no approval is refused, and that is as it should be.
    """

    at: datetime
    service: str
    path: str
    body: dict[str, Any]
    actor: str
    may_be_refused: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """A complaint and what is said and done about it, in order of time."""

    received: Act
    then: tuple[Act, ...] = ()

    @property
    def kind(self) -> tuple[str, str]:
        """The category and the project: complaints that share both count as alike (同类投诉)."""
        return self.received.body["category"], self.received.body["project"]

    @property
    def acts(self) -> tuple[Act, ...]:
        return (self.received, *self.then)


def receives(at: datetime, actor: str, body: dict[str, Any]) -> Act:
    """A complaint comes in (投诉受理)."""
    return Act(at, "intake", "/complaints", body, actor)


def says(at: datetime, what: str, actor: str, body: dict[str, Any]) -> Act:
    """The customer says something later: `repeat`, `urge` or `withdraw`."""
    path = "/complaints/{number}/" + what
    return Act(at, "intake", path, body, actor, may_be_refused=True)


def handles(at: datetime, what: str, actor: str, body: dict[str, Any]) -> Act:
    """Somebody does the next thing about the case: `contact`, `cause`, `plan`, …"""
    path = "/cases/{number}/" + what
    return Act(at, "casework", path, body, actor, may_be_refused=True)
