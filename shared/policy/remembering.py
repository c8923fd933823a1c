"""Remembering what was decided: the same circumstances come again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TypeVar

LONGEST_REMEMBERED = 32
REMEMBERED_MAX = 512
"""How many answers are remembered of one question."""

Answer = TypeVar("Answer")
Key = tuple[object, ...]


class Remembered(dict[Key, Answer]):
    """Answers by the values that were read for them, in the order of the names."""

    __slots__ = ("_names", "_read")

    def __init__(self, names: Sequence[str]) -> None:
        self._names = len(names)
        self._read = itemgetter(*names) if names else None

    def key_of(self, values: Mapping[str, object]) -> Key:
        """What tells these circumstances from others. Raises KeyError where one is not there.

        1 and True are one key otherwise, and to the engine they are not.
        """
        if self._read is None:
            return ()
        if self._names == 1:
            value = self._read(values)
            return value, type(value)
        read = self._read(values)
        return *read, *map(type, read)

    def values_in(self, key: Key) -> Sequence[object]:
        """What was read, by the order of the names."""
        return key[: self._names]

    def keep(self, key: Key, answer: Answer) -> None:
        """What a person wrote is not kept, and does not come again anyhow."""
        if len(self) < REMEMBERED_MAX and not any(map(_is_long, key)):
            self[key] = answer


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_REMEMBERED
