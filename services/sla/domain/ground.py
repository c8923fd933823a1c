"""Why a complaint is supervised (督办事由)."""

from __future__ import annotations

from shared.domain import FactValue, Immutable


class Ground(Immutable):
    """One reason for supervision, with the facts it holds on; `key` is the pack's, or by hand."""

    key: str
    rule: str
    label: str
    facts: dict[str, FactValue]
