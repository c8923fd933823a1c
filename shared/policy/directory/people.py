"""Who holds which post 岗位, and who stands in while somebody is away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from shared.domain import Immutable
from shared.policy.faults import fault
from shared.policy.fields import Key, Label

Email = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{3,24}$")]


class Absence(Immutable):
    """Days on which somebody is away 不在岗; both belong to it."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Person(Immutable):
    """Somebody who can be told something."""

    name: Label
    email: Email
    phone: Phone | None = None
    absent: tuple[Absence, ...] = ()

    def is_away_on(self, day: date) -> bool:
        return any(absence.first <= day <= absence.last for absence in self.absent)


class Seat(Immutable):
    """What somebody holds: reached at a mailbox of its own (`email`), or through its `holder` and,
    while the holder is away, the first of the `substitutes` 代理人 who is there."""

    email: Email | None = None
    holder: Key | None = None
    substitutes: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _is_reached_one_way(self) -> Seat:
        if (self.email is None) == (self.holder is None):
            raise fault(
                "须写 email（邮箱）或 holder（任职人），二者取一",
                "give `email` (a mailbox) or `holder` (a person), not both",
            )
        if self.substitutes and self.holder is None:
            raise fault(
                "有 holder（任职人）才能有 substitutes（代理人）",
                "`substitutes` stand in for a `holder`, and there is none",
            )
        return self


class Post(Seat):
    """A post 岗位, such as 营销部经理."""

    name: Label


class Leader(Seat):
    """A leader in charge 分管领导; one who is not among the people bears a name here."""

    name: Label | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> Leader:
        if (self.name is None) != (self.email is None):
            raise fault(
                "name 与 email 须同时填写；写了 holder 就不再写 name",
                "`name` and `email` belong together; a `holder` has a name of its own",
            )
        return self


class Department(Immutable):
    """A department 部门 with its common mailbox and its leader in charge 分管领导."""

    name: Label
    email: Email
    leader: Leader
