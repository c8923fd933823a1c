"""Read models as rows: a table is a frozen model, and its adapter is derived from the fields.

A projection is a pure fold from row and message to row, so that a rebuild, the simulation and the
live service compute the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from shared.domain import Immutable

Row = TypeVar("Row", bound=Immutable)


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A table of one service's database: its name, the model of a row, its key columns."""

    name: str
    row: type[Row]
    key: tuple[str, ...]

    def key_of(self, row: Row) -> tuple[Any, ...]:
        return tuple(getattr(row, column) for column in self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.row.model_fields)


class Rows(Protocol):
    """Row access inside one transaction. Reads see the transaction's own writes."""

    async def get(self, table: Table[Row], *key: Any) -> Row | None: ...

    async def put(self, table: Table[Row], *rows: Row) -> None:
        """Insert, or replace the row with the same key."""
        ...

    async def delete(self, table: Table[Any], **equal: Any) -> None: ...

    async def remove(self, table: Table[Row], *rows: Row) -> None:
        """Delete the rows with the keys of these, in one round trip."""
        ...

    async def find(
        self,
        table: Table[Row],
        *,
        at_least: tuple[str, Any] | None = None,
        at_most: tuple[str, Any] | None = None,
        order_by: Sequence[str] = (),
        limit: int | None = None,
        among: tuple[str, Sequence[Any]] | None = None,
        after: Row | None = None,
        **equal: Any,
    ) -> tuple[Row, ...]:
        """Rows whose columns equal, reach or stay within what is given; ordered by the key where
        nothing else is asked, so that the answer is the same every time. `order_by` takes
        `-column` for descending. `among` names a column and the values it may have; `after` goes on
        behind a row found before, where the order is ascending."""
        ...
