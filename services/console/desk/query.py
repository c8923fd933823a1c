"""Which complaints the list shows."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.console.read_model.rows import Status

PLACE_LENGTH = 100
NUL = "\x00"


def _blank_is_none(value: object) -> object:
    """A form sends what nobody filled in as an empty text. PostgreSQL knows no NUL in a text."""
    if not isinstance(value, str):
        return value
    return value.replace(NUL, "").strip() or None


def _said(value: object) -> object:
    """A ticked box, or a link that says it in the address."""
    return value in ("1", "true", "on") if isinstance(value, str) else value


Blank = BeforeValidator(_blank_is_none)
Ticked = Annotated[bool, BeforeValidator(_said)]


class ListQuery(BaseModel):
    """Filters of the list, as they stand in its address. `cursor` is the place to begin at."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str | None, Blank] = Field(default=None, max_length=60)
    project: Annotated[str | None, Blank] = Field(default=None, max_length=64)
    grade: Annotated[int | None, Blank] = Field(default=None, ge=1, le=9)
    status: Annotated[Status | None, Blank] = None
    open: Ticked = False
    overdue: Ticked = False
    supervised: Ticked = False
    cursor: Annotated[str | None, Blank] = Field(default=None, max_length=PLACE_LENGTH)

    @property
    def number(self) -> str | None:
        """A complaint number as somebody types it, in any case."""
        return self.q.upper() if self.q else None

    def equal(self) -> dict[str, Any]:
        """The columns that must be equal, and to what."""
        wanted = {"project": self.project, "grade": self.grade, "status": self.status}
        ticked = {
            "is_open": self.open,
            "overdue": self.overdue,
            "supervised": self.supervised,
        }
        return {name: value for name, value in wanted.items() if value is not None} | {
            name: True for name, value in ticked.items() if value
        }

    @property
    def is_filtered(self) -> bool:
        return bool(self.equal()) or self.q is not None

    def address(self, **changes: object) -> dict[str, str]:
        """The query string of this list with something changed, without what is empty."""
        said = self.model_dump(mode="json") | changes
        return {
            name: "1" if value is True else str(value)
            for name, value in said.items()
            if value not in (None, "", False)
        }
