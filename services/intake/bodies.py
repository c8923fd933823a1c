"""What intake is told over HTTP; a row of an imported file is held to the same."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from services.intake.registration import Registration
from shared.contracts.intake import Channel, Customer
from shared.web.body import Body, Choice, Code, Fact, FactName, Line, Short, Text, Time

FACTS_MAX = 50
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+()*/#转 -]{5,40}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=200)]


class CustomerBody(Body):
    """Who complains (投诉人); leave out what is not known."""

    name: Line | None = Field(default=None, examples=["王女士"])
    phone: Phone | None = Field(default=None, examples=["13800000000"])
    email: Email | None = Field(default=None, examples=["wang@example.com"])
    room: Line | None = Field(default=None, examples=["3栋1单元502"])


class ComplaintBody(Body):
    """A complaint as the customer made it."""

    channel: Annotated[Channel, Choice] = Field(
        description="How it came in 投诉渠道", examples=["phone"]
    )
    project: Code = Field(
        description="The project's code in the directory 项目代码", examples=["mhhy"]
    )
    text: Text = Field(
        description="What the customer said, in their own words",
        examples=["客厅天花板漏水，已经两次报修没有人来。"],
    )
    title: Line | None = Field(
        default=None, description="Left out, the first words of `text`", examples=["客厅漏水"]
    )
    category: Code | None = Field(
        default=None,
        description="A category of the governing regulation 投诉分类; left out, triage proposes one",
        examples=["engineering-quality"],
    )
    received_at: Time | None = Field(
        default=None,
        description="When the customer spoke, not when it was typed in; left out, now. "
        "A time in the future is refused",
        examples=["2026-03-09T09:30:00+08:00"],
    )
    customer: CustomerBody = CustomerBody()
    facts: dict[FactName, Fact] = Field(
        default_factory=dict,
        max_length=FACTS_MAX,
        description="What is known and bears on the grade 定级, by the regulation's own names",
        examples=[{"media_possible": True, "collective_persons": 3}],
    )
    answer_wanted_by: Time | None = Field(
        default=None,
        description="When the customer was promised an answer",
        examples=["2026-03-11T18:00:00+08:00"],
    )
    source: Line | None = Field(
        default=None,
        description="The system it comes from; needed with `external_ref`",
        examples=["call-centre"],
    )
    external_ref: Line | None = Field(
        default=None,
        description="That system's own number. The same one again is the same complaint, "
        "whatever else is sent",
        examples=["CC-20260309-0017"],
    )

    def registration(self) -> Registration:
        fields = self.model_dump(exclude={"customer"})
        return Registration(**fields, customer=Customer(**self.customer.model_dump()))


class SaidBody(Body):
    """What the customer said later."""

    channel: Annotated[Channel, Choice] = Field(examples=["wechat"])
    text: Text = Field(examples=["还是没有人来修，请尽快处理。"])
    said_at: Time | None = Field(
        default=None, description="Left out, now", examples=["2026-03-10T08:15:00+08:00"]
    )


class WithdrawBody(Body):
    """Why the customer took the complaint back."""

    reason: Short = Field(examples=["已自行解决，不再追究"])
    said_at: Time | None = Field(
        default=None, description="Left out, now", examples=["2026-03-10T08:15:00+08:00"]
    )
