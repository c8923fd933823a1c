"""Data that is asked again and again, and keeps what was worked out of it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from shared.domain import Immutable


class Prepared(Immutable):
    """Immutable data with cached properties; a copy works out its own, for it says other things."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        made = super().model_copy(update=update, deep=deep)
        for name in made.__dict__.keys() - type(self).model_fields.keys():
            del made.__dict__[name]
        return made
