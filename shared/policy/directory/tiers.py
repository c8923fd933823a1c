"""The tiers of an organisation: group 集团, region 区域, city 城市, project 项目."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain import Immutable
from shared.policy.directory.people import Department, Post
from shared.policy.directory.roster import Duty
from shared.policy.fields import DateName, Key, Label, SpanText
from shared.policy.prepared import Prepared

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
Household = Annotated[str, Field(min_length=1, max_length=32)] | Annotated[int, Field(ge=1)]
Yuan = Annotated[Decimal, Field(ge=0, le=100_000_000, decimal_places=2)]


class Tier(StrEnum):
    """Where in the organisation somebody belongs."""

    GROUP = "group"
    REGION = "region"
    CITY = "city"
    PROJECT = "project"


class Members(Prepared):
    """Who belongs to one tier; a project's come before its city's, and so on up to the group."""

    departments: Mapping[Key, Department] = Field(default_factory=dict)
    posts: Mapping[Key, Post] = Field(default_factory=dict)
    duty: tuple[Duty, ...] = ()


class Region(Members):
    """A region 区域 of the group."""

    name: Label


class City(Members):
    """A city 城市 within a region."""

    name: Label
    region: Key


class Governance(Immutable):
    """A pack that governs a project from a day on."""

    pack: Key
    from_day: date = Field(alias="from")


class Warranty(Immutable):
    """How long a part of the home is warranted 保修期."""

    name: Label
    lasts: SpanText


class Price(Immutable):
    """What a piece of work costs 收费标准, in yuan."""

    name: Label
    yuan: Yuan

    @property
    def fen(self) -> int:
        return int(self.yuan * 100)


class Building(Immutable):
    """A building 楼栋; `households` counts its homes or lists them."""

    name: Label
    households: Annotated[int, Field(ge=1)] | tuple[Household, ...] = ()
    dates: Mapping[DateName, date] = Field(default_factory=dict)

    @property
    def household_count(self) -> int:
        return self.households if isinstance(self.households, int) else len(self.households)


class Project(Members):
    """A project 项目, whose homes are complained about."""

    name: Label
    city: Key
    policies: tuple[Governance, ...] = Field(min_length=1)
    dates: Mapping[DateName, date] = Field(default_factory=dict)
    buildings: Mapping[Key, Building] = Field(default_factory=dict)
    warranties: Mapping[Key, Warranty] = Field(default_factory=dict)
    prices: Mapping[Key, Price] = Field(default_factory=dict)

    def pack_on(self, day: date) -> str | None:
        """The id of the pack that governs on a day, if one did already."""
        begun = [rule for rule in self.policies if rule.from_day <= day]
        return max(begun, key=lambda rule: rule.from_day).pack if begun else None
