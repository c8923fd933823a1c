"""What every aggregate is made of: immutable state, recorded facts, refusals.

Pure: no input, output, clock, random or framework. An aggregate is two functions, `decide` and
`evolve`, over frozen data; time and ids come in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, Self, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

UNSTAMPED_ID = UUID(int=0)
UNSTAMPED_TIME = datetime(1, 1, 1, tzinfo=UTC)

FactValue = bool | int | str


_set_fields = BaseModel.__dict__["__dict__"].__set__
_set_names = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__


class Immutable(BaseModel):
    """Frozen, strictly typed data: no coercion, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, validate_default=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic does it, without preparing for extra fields and private state, which hardly
        any model has: every event recorded is folded by copying. A copy's `model_fields_set` stays
        that of the first: nobody asks for it."""
        if deep or self.__pydantic_private__ is not None:
            return super().model_copy(update=update, deep=deep)
        fields = {**self.__dict__, **update} if update else self.__dict__.copy()
        declared = self.__pydantic_fields__
        while len(fields) > len(declared):
            fields.popitem()  # A property that was cached, and so came last: it is the first one's.
        return _built_like(self, fields)


Model = TypeVar("Model", bound=Immutable)


def _built_like(first: Model, fields: dict[str, Any]) -> Model:
    made = object.__new__(type(first))
    _set_fields(made, fields)
    _set_names(made, first.__pydantic_fields_set__)
    _set_extra(made, None)
    _set_private(made, None)
    return made


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

    @property
    def own_fields(self) -> dict[str, Any]:
        """What a subclass adds, without the place in the stream."""
        return {name: value for name, value in self.__dict__.items() if name not in _PLACE}


_PLACE = frozenset(DomainEvent.model_fields)


class Aggregate(Immutable):
    """The state of one aggregate after the events folded so far."""

    id: UUID
    version: int = 0


State = TypeVar("State", bound=Aggregate)
Evolve = Callable[[State | None, Any], State]


class Decided(list[DomainEvent], Generic[State]):
    """The events of a decision that folds each as it makes it, with the state after each of them:
    whoever records them need not fold them again."""

    def __init__(self) -> None:
        super().__init__()
        self.states: list[State] = []

    def add(self, event: DomainEvent, state: State) -> None:
        self.append(event)
        self.states.append(state)


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
        last = None
        for last in events:
            state = self.evolve(state, last)
        return self.placed(state, last) if state is not None and last is not None else state

    def course(
        self, state: State | None, decided: Sequence[DomainEvent], events: Sequence[DomainEvent]
    ) -> Sequence[State]:
        """The state after each event of a decision; `events` are those decided, with their place.
        What the decision has folded itself is not folded again."""
        if isinstance(decided, Decided):
            return decided.states
        course: list[State] = []
        for event in events:
            state = self.evolve(state, event)
            course.append(state)
        return course

    def placed(self, state: State, last: DomainEvent) -> State:
        """The state that knows which event was folded last, and of which stream."""
        return state.model_copy(
            update={"id": last.originator_id, "version": last.originator_version}
        )


def stamp(
    events: Sequence[DomainEvent], *, stream: UUID, after_version: int, now: datetime
) -> tuple[DomainEvent, ...]:
    """Give decided events their place: stream, consecutive versions, time of the decision."""
    stamped: list[DomainEvent] = []
    for version, event in enumerate(events, start=after_version + 1):
        fields = event.__dict__.copy()
        fields["originator_id"] = stream
        fields["originator_version"] = version
        fields["recorded_at"] = now
        stamped.append(_built_like(event, fields))
    return tuple(stamped)


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
        self.parts: Mapping[str, Refusal] = {}

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

    def with_parts(self, parts: Mapping[str, Refusal]) -> Self:
        """The same refusal of several things at once: why each of them, by its field."""
        self.parts = parts
        return self
