"""What customers do: complain, complain again, urge, withdraw (受理)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from huiyin.scenarios.acts.step import COPY, Act, Known, On, Step
from huiyin.scenarios.names import ALL, Category, Instant, ProjectCode, StatedFacts, Text
from huiyin.scenarios.stage import Stage
from huiyin.simulation.acts import AGENT
from huiyin.simulation.plain_bus import done
from services.intake.answers import Acknowledgement
from services.intake.domain.complaint import CustomerSays
from services.intake.registration import Registration
from shared.contracts.intake import Channel, Customer
from shared.domain import Immutable


class Complainant(Immutable):
    """Who complains, exactly as far as they say; nothing else is known of them."""

    name: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    room: Text | None = None


class Complain(Step):
    """A complaint comes in. `at` is when the customer spoke, `recorded` when that was typed in.

    A `customer` of whom only the name is given has a telephone, a mailbox and a room of their own;
    so has one who is not mentioned. `copies` are as many complaints of different people.
    """

    complaint: Text
    channel: Channel = Channel.PHONE
    project: ProjectCode = ALL
    category: Category | None = None
    customer: Text | Complainant | None = None
    facts: StatedFacts = Field(default_factory=dict)
    text: Text = "客户投诉"
    title: Text | None = None
    recorded: Instant | None = None
    answer_wanted_by: Instant | None = None
    taken_by: Text = AGENT
    copies: Annotated[int, Field(ge=1, le=500)] = 1

    @property
    def happens_at(self) -> datetime:
        return self.recorded or self.at

    def play(self, stage: Stage, known: Known) -> None:
        for copy in range(1, self.copies + 1):
            name = self.complaint if self.copies == 1 else f"{self.complaint}{COPY}{copy}"
            reply = done(
                stage.application("intake").receive(self._said(name, stage), actor=self.taken_by)
            )
            taken = reply.body
            assert isinstance(taken, Acknowledgement)
            known.add(name, taken.number, taken.complaint_id)
            stage.deliver()

    def _said(self, name: str, stage: Stage) -> Registration:
        return Registration(
            channel=self.channel,
            project=self.project or next(iter(stage.policies.directory.projects)),
            text=self.text,
            title=self.title,
            category=self.category,
            received_at=self.at,
            customer=self._customer(name),
            facts=self.facts,
            answer_wanted_by=self.answer_wanted_by,
        )

    def _customer(self, name: str) -> Customer:
        if isinstance(self.customer, Complainant):
            return Customer(**self.customer.model_dump())
        person = self.customer or f"{name}的业主"
        if self.copies > 1:
            person = f"{person}{name.partition(COPY)[2]}"
        number = _number_of(person)
        return Customer(
            name=person,
            phone=f"139{number:08d}",
            email=f"c{number}@customers.example",
            room=f"{number % 97 + 1}-{number % 8999 + 101}",
        )


def _number_of(person: str) -> int:
    """Eight digits of their own for every name."""
    return int.from_bytes(person.encode(), "big") % 99_999_989


class Again(Act):
    """The customer complains of the same matter again (二次投诉)."""

    DOES: ClassVar[str] = "again"
    SAYS: ClassVar[str] = "再次投诉"
    text: Text = "问题仍未解决"
    channel: Channel = Channel.PHONE
    by: Text = AGENT

    def perform(self, on: On) -> None:
        said = CustomerSays(said_at=self.at, channel=self.channel, text=self.text)
        done(on.intake.repeat(on.number, said, actor=self.by, key=None))


class Urge(Act):
    """The customer asks where the answer is (催办)."""

    DOES: ClassVar[str] = "urge"
    SAYS: ClassVar[str] = "催办"
    text: Text = "什么时候能处理好？"
    channel: Channel = Channel.PHONE
    by: Text = AGENT

    def perform(self, on: On) -> None:
        said = CustomerSays(said_at=self.at, channel=self.channel, text=self.text)
        done(on.intake.urge(on.number, said, actor=self.by, key=None))


class Withdraw(Act):
    """The customer takes the complaint back (撤诉)."""

    DOES: ClassVar[str] = "withdraw"
    SAYS: ClassVar[str] = "撤诉"
    reason: Text = "问题已解决"
    by: Text = AGENT

    def perform(self, on: On) -> None:
        done(on.intake.withdraw(on.number, self.reason, self.at, actor=self.by, key=None))
