"""What every aggregate is made of: immutable state, recorded facts, refusals.

Pure: no input, output, clock, random or framework. An aggregate is two functions, `decide` and
`evolve`, over frozen data; time and ids come in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

UNSTAMPED_ID = UUID(int=0)
UNSTAMPED_TIME = datetime(1, 1, 1, tzinfo=UTC)

FactValue = bool | int | str


class Immutable(BaseModel):
    """Frozen, strictly typed data: no coercion, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=False)


class DomainEvent(Immutable):
    """A fact that was recorded in an aggregate's stream.

    A decision makes it without its place in the stream; `stamp` gives it that. `evolve` reads only
    the fields a subclass adds, so that a decision can fold its own unstamped events.

    `TOPIC` is the permanent stored name. `class_version` rises when the stored shape changes, and
    `upcast_vN_vN+1` (a static method on the stored dictionary) lifts old rows when they are read.
    """

    TOPIC: ClassVar[str]
    class_version: ClassVar[int] = 1

    originator_id: UUID = UNSTAMPED_ID
    originator_version: int = 0
    recorded_at: AwareDatetime = UNSTAMPED_TIME


class Aggregate(Immutable):
    """The state of one aggregate after the events folded so far."""

    id: UUID
    version: int = 0


State = TypeVar("State", bound=Aggregate)
Evolve = Callable[[State | None, Any], State]


@dataclass(frozen=True, slots=True)
class AggregateType(Generic[State]):
    """How one kind of aggregate is stored and folded.

    `name` is a subject token (`complaint`); `snapshot_every` (events) keeps loading short where
    streams grow long, 0 where they do not; `snapshot_version` rises when the state's shape changes,
    which makes older snapshots invisible rather than wrong.
    """

    name: str
    state: type[State]
    events: tuple[type[DomainEvent], ...]
    evolve: Evolve[State]
    snapshot_every: int = 0
    snapshot_version: int = 1

    def fold(self, state: State | None, events: Iterable[DomainEvent]) -> State | None:
        """Fold recorded events, in stream order, and keep the version of the last one."""
        for event in events:
            folded = self.evolve(state, event)
            state = folded.model_copy(
                update={"id": event.originator_id, "version": event.originator_version}
            )
        return state


def stamp(
    events: Sequence[DomainEvent], *, stream: UUID, after_version: int, now: datetime
) -> tuple[DomainEvent, ...]:
    """Give decided events their place: stream, consecutive versions, time of the decision."""
    return tuple(
        event.model_copy(
            update={
                "originator_id": stream,
                "originator_version": after_version + offset,
                "recorded_at": now,
            }
        )
        for offset, event in enumerate(events, start=1)
    )


class RefusalKind(StrEnum):
    """Why a command cannot be, in terms of what the caller may do about it."""

    INVALID = "invalid"  # What was said is not acceptable; say something else.
    UNKNOWN = "unknown"  # What was named does not exist, or not for this caller.
    CONFLICT = "conflict"  # It does not fit the present state; look again.
    FORBIDDEN = "forbidden"  # Someone else may do this.


class Refusal(Exception):
    """A command that the rules refuse. It changes nothing and is an answer, not a fault.

    Subclasses set the two sentences, with named placeholders, that the caller will read; `field`
    names the input that is to blame, where one is.
    """

    kind: ClassVar[RefusalKind] = RefusalKind.CONFLICT
    zh: ClassVar[str] = "此操作被拒绝"
    en: ClassVar[str] = "This was refused"

    def __init__(self, *, field: str | None = None, **values: Any) -> None:
        super().__init__(self.en.format(**values))
        self.field = field
        self.values = values

    @property
    def code(self) -> str:
        """The refusal's stable name: `CaseIsClosed` becomes `case-is-closed`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")

    @property
    def sentence_zh(self) -> str:
        return self.zh.format(**self.values)

    @property
    def sentence_en(self) -> str:
        return self.en.format(**self.values)

    def about(self, field: str) -> Self:
        """The same refusal, blaming an input field."""
        self.field = field
        return self
