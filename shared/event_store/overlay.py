"""Committed data with one transaction's changes over it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Overlay(Generic[Key, Value]):
    """Reads through to the committed dictionary; changes stay here until `commit`."""

    def __init__(self, committed: dict[Key, Value]) -> None:
        self._committed = committed
        self._changes: dict[Key, Value | None] = {}

    def get(self, key: Key) -> Value | None:
        return self._changes[key] if key in self._changes else self._committed.get(key)

    def put(self, key: Key, value: Value) -> None:
        self._changes[key] = value

    def delete(self, key: Key) -> None:
        self._changes[key] = None

    def __contains__(self, key: Key) -> bool:
        return self.get(key) is not None

    def values(self) -> Iterator[Value]:
        for key, value in self._committed.items():
            if key not in self._changes:
                yield value
        yield from (value for value in self._changes.values() if value is not None)

    def commit(self) -> None:
        for key, value in self._changes.items():
            if value is None:
                self._committed.pop(key, None)
            else:
                self._committed[key] = value
