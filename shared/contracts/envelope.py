"""What crosses a service's boundary: a published event and its CloudEvents 1.0 envelope.

Source: CloudEvents 1.0.2 (structured JSON mode) with the Distributed Tracing extension.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Self, TypeVar
from uuid import UUID

import orjson
from pydantic import AwareDatetime, ConfigDict
from pydantic_core import from_json, to_json

from shared.domain import Immutable

SUBJECT_ROOT = "huiyin"

Given = TypeVar("Given")


class Part(Immutable):
    """What a contract is made of. Like the contract itself it may grow, so readers ignore fields
    they do not know."""

    model_config = ConfigDict(extra="ignore")


class Contract(Immutable):
    """A published event, declared once and owned by the service that tells it.

    Readers ignore fields they do not know, so that adding one is not a new version. The key is what
    it is about, a complaint or a project: everything about one of them arrives in order.
    """

    model_config = ConfigDict(extra="ignore", title=None)

    SERVICE: ClassVar[str]
    AGGREGATE: ClassVar[str]
    EVENT: ClassVar[str]
    VERSION: ClassVar[int] = 1
    KEY: ClassVar[str]

    occurred_at: AwareDatetime

    @property
    def key(self) -> UUID:
        """The id of what it is about."""
        key = getattr(self, self.KEY)
        assert isinstance(key, UUID)
        return key

    @classmethod
    def type(cls) -> str:
        """The CloudEvents type, `huiyin.triage.graded.v1`: permanent."""
        return f"{SUBJECT_ROOT}.{cls.SERVICE}.{cls.EVENT}.v{cls.VERSION}"

    @classmethod
    def subject_of(cls, key: UUID) -> str:
        """The subject this event is published on when it is about that complaint or project."""
        return f"{SUBJECT_ROOT}.{cls.SERVICE}.{cls.AGGREGATE}.{cls.EVENT}.{key}"


class ComplaintContract(Contract):
    """An event about one complaint 投诉."""

    KEY: ClassVar[str] = "complaint_id"

    complaint_id: UUID
    number: str


class ProjectContract(Contract):
    """An event about one project 项目; `project` is its code in the directory.

    `project_id` follows from the code (`shared.ids.project_id`), so that it is the same for ever.
    """

    KEY: ClassVar[str] = "project_id"

    project_id: UUID
    project: str
    project_name: str


class Message(NamedTuple):
    """A contract under way, with what a subscriber needs to handle it once and in order.

    `id` is unique and derived from the stream position that caused it; `traceparent` (W3C Trace
    Context) is the command's; `sequence` is the broker's, 0 before it has one.
    """

    id: str
    contract: Contract
    traceparent: str | None = None
    sequence: int = 0

    @property
    def key(self) -> UUID:
        return self.contract.key

    @property
    def subject(self) -> str:
        return self.contract.subject_of(self.key)

    def to_json(self) -> bytes:
        """The CloudEvents envelope as canonical bytes."""
        contract = self.contract
        envelope: dict[str, Any] = {
            "specversion": "1.0",
            "id": self.id,
            "source": f"/{SUBJECT_ROOT}/{contract.SERVICE}",
            "type": contract.type(),
            "subject": str(self.key),
            "time": contract.occurred_at.isoformat(),
            "datacontenttype": "application/json",
        }
        if self.traceparent:
            envelope["traceparent"] = self.traceparent
        data = orjson.Fragment(contract.model_dump_json().encode())
        return orjson.dumps(envelope | {"data": data})

    @classmethod
    def from_json(
        cls,
        body: bytes,
        contracts: ContractRegistry,
        *,
        sequence: int = 0,
        traceparent: str | None = None,
    ) -> Self:
        """Read an envelope; `traceparent` is the carrier's, which is nearer than the envelope's.

        Raises UnknownContract, or ValueError where it is not what it says it is.
        """
        # Not orjson: it turns whole numbers beyond 64 bits into floats.
        envelope = from_json(body)
        contract = contracts.of(envelope["type"])
        return cls(
            id=envelope["id"],
            contract=contract.model_validate_json(to_json(envelope["data"])),
            traceparent=traceparent or envelope.get("traceparent"),
            sequence=sequence,
        )


class UnknownContract(ValueError):
    """A message of a type this release has never heard of."""


class ContractRegistry:
    """Published types by their CloudEvents name: an allow-list, never an import path."""

    def __init__(self, contracts: tuple[type[Contract], ...]) -> None:
        self._by_type = {contract.type(): contract for contract in contracts}
        if len(self._by_type) != len(contracts):
            raise ValueError("two contracts share one type")

    def of(self, type_name: str) -> type[Contract]:
        try:
            return self._by_type[type_name]
        except KeyError:
            raise UnknownContract(f"no contract is named {type_name}") from None

    def __iter__(self) -> Any:
        return iter(self._by_type.values())

    def by_type(self, given: Mapping[type[Contract], Given]) -> Mapping[type[Contract], Given]:
        """What is given for contracts, or for what several have in common, by each published type.

        Whoever hears every message looks up here what it comes to, which costs the same however
        many types there are. Where several apply, that of the nearest class does.
        """
        found: dict[type[Contract], Given] = {}
        for contract in self._by_type.values():
            nearest = next((kind for kind in contract.__mro__ if kind in given), None)
            if nearest is not None:
                found[contract] = given[nearest]
        return found


def message_id(stream: UUID, version: int, part: int = 0) -> str:
    """The id of the message that a stream position causes: the same on every attempt."""
    return f"{stream}:{version}" if part == 0 else f"{stream}:{version}.{part}"
