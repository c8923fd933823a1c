"""One line of `given` or `when`: something happens at a time."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from huiyin.scenarios.names import ALL, ComplaintName, Instant, Refused, Text
from huiyin.scenarios.stage import Stage
from huiyin.simulation.acts import HANDLER
from services.casework.application import Casework
from services.intake.application import Intake
from services.sla.application import Sla
from services.sla.commanding import Caller
from services.triage.application import Triage
from shared.contracts.sla import SupervisionOrderIssuedV1
from shared.domain import Immutable, Refusal, RefusalKind
from shared.policy import Pack
from shared.web.asking import Asked


class Known:
    """The complaints of a scenario that came in so far, by name."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.ids: dict[str, UUID] = {}

    def add(self, name: str, number: str, complaint: UUID) -> None:
        self.numbers[name] = number
        self.ids[name] = complaint

    def named(self, name: str) -> list[str]:
        """The complaints meant by a name: itself, or all of its copies; every one for none."""
        if name == ALL:
            return list(self.ids)
        return [one for one in self.ids if one == name or one.startswith(f"{name}{COPY}")]


COPY = " 之 "
"""The third of several copies of 甲 is called 甲 之 3."""


class Step(Immutable):
    """`refused` says that the application refuses it, by which name (any for `true`)."""

    SAYS: ClassVar[str] = ""

    at: Instant
    refused: Refused = False

    @property
    def happens_at(self) -> datetime:
        """When the application hears of it."""
        return self.at

    def play(self, stage: Stage, known: Known) -> None:
        """Let it happen. Raises Refusal."""
        raise NotImplementedError


class ComplaintIsNotThere(Refusal):
    """A scenario does something to a complaint before it came in."""

    kind = RefusalKind.UNKNOWN
    zh = "投诉“{name}”此时尚未受理，请核对时间"
    en = "the complaint `{name}` has not come in by then"


class NoOrderIsOpen(Refusal):
    """A scenario does something with a supervision order that was never issued."""

    kind = RefusalKind.UNKNOWN
    zh = "投诉 {number} 此时没有督办单"
    en = "the complaint {number} has no supervision order by then"


class On:
    """A complaint at which somebody acts, and the application that obeys."""

    def __init__(self, stage: Stage, number: str, complaint: UUID, by: str) -> None:
        self.stage = stage
        self.number = number
        self.complaint = complaint
        self.by = by

    @property
    def asked(self) -> Asked:
        return Asked(self.number, self.by)

    @property
    def caller(self) -> Caller:
        return Caller(self.by)

    @property
    def pack(self) -> Pack:
        """The regulation of the scenario."""
        return next(iter(self.stage.policies.packs.values()))

    @property
    def intake(self) -> Intake:
        found: Intake = self.stage.application("intake")
        return found

    @property
    def triage(self) -> Triage:
        found: Triage = self.stage.application("triage")
        return found

    @property
    def casework(self) -> Casework:
        found: Casework = self.stage.application("casework")
        return found

    @property
    def sla(self) -> Sla:
        found: Sla = self.stage.application("sla")
        return found

    @property
    def order(self) -> str:
        """The number of the complaint's latest supervision order."""
        issued = self.stage.story.about(self.complaint).last(SupervisionOrderIssuedV1)
        if issued is None:
            raise NoOrderIsOpen(number=self.number)
        return issued.order_number


class Act(Step):
    """Something that somebody does about a complaint (`do`), each kind one use case."""

    DOES: ClassVar[str]

    do: str
    complaint: ComplaintName = ALL
    by: Text = Field(default=HANDLER)

    def play(self, stage: Stage, known: Known) -> None:
        named = known.named(self.complaint)
        if not named:
            raise ComplaintIsNotThere(name=self.complaint)
        for name in named:
            self.perform(On(stage, known.numbers[name], known.ids[name], self.by))

    def perform(self, on: On) -> None:
        """Do it, as the request that it is. Raises Refusal."""
        raise NotImplementedError
