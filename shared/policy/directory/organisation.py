"""The directory: organisation 组织, posts and people, and which pack governs which project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pydantic import Field

from shared.policy.directory.people import Department, Person, Post, Seat
from shared.policy.directory.tiers import (
    City,
    Code,
    Members,
    Price,
    Project,
    Region,
    Tier,
    Warranty,
)
from shared.policy.fields import Key, Label
from shared.policy.vocabulary import ON_DUTY
from shared.policy.working_time import Zone

_ON_DUTY_NAME = "值班人员"


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is told: `name` is the department's, the post's, or the leader's own; `person` whoever
    holds it now, where that is known; `substitute` whether that is a stand-in 代理人."""

    name: str
    email: str
    tier: Tier
    person: str | None = None
    substitute: bool = False

    @property
    def shown(self) -> str:
        """Such as 营销部经理（何文静代）."""
        if self.person is None or self.person == self.name:
            return self.name
        return f"{self.name}（{self.person}{'代' if self.substitute else ''}）"


class Directory(Members):
    """Who there is, and where they belong. Its own members are the group's."""

    group: Label
    zone: Zone = Field(default="Asia/Shanghai")
    people: Mapping[Key, Person] = Field(default_factory=dict)
    departments: Mapping[Key, Department] = Field(min_length=1)
    duty_fallback: Key | None = None
    regions: Mapping[Key, Region] = Field(min_length=1)
    cities: Mapping[Key, City] = Field(min_length=1)
    projects: Mapping[Code, Project] = Field(min_length=1)
    warranties: Mapping[Key, Warranty] = Field(default_factory=dict)
    prices: Mapping[Key, Price] = Field(default_factory=dict)

    def project_named(self, text: str) -> str | None:
        """The code of the project whose name or code this is."""
        for code, project in self.projects.items():
            if text in (code, project.name):
                return code
        return None

    def tiers(self, project: str) -> Sequence[tuple[Tier, Members]]:
        """From the project up to the group (cg-first); the group alone for an unknown project."""
        return self._tiers.get(project) or ((Tier.GROUP, self),)

    @cached_property
    def _tiers(self) -> Mapping[str, Sequence[tuple[Tier, Members]]]:
        return {
            code: (
                (Tier.PROJECT, project),
                (Tier.CITY, city := self.cities[project.city]),
                (Tier.REGION, self.regions[city.region]),
                (Tier.GROUP, self),
            )
            for code, project in self.projects.items()
        }

    def has(self, key: str, project: str) -> bool:
        """Whether a department or post of that key serves a project."""
        return any(
            key in members.departments or key in members.posts for _, members in self.tiers(project)
        )

    def department_of(self, key: str, project: str) -> Department | None:
        """The department that serves a project under that key: the nearest one."""
        for _, members in self.tiers(project):
            if (department := members.departments.get(key)) is not None:
                return department
        return None

    def departments_for(self, project: str) -> dict[str, Department]:
        """Every department that serves a project, the nearest under each key."""
        serving: dict[str, Department] = {}
        for _, members in reversed(self.tiers(project)):
            serving |= members.departments
        return serving

    def reach(self, recipient: str, project: str, at: datetime) -> Reached | None:
        """Who is told at an instant when a department, a post or `on-duty` is meant: the project's,
        without one the city's, then the region's, then the group's (cg-first)."""
        if recipient == ON_DUTY:
            return self._on_duty(project, at)
        for tier, members in self.tiers(project):
            if (department := members.departments.get(recipient)) is not None:
                return Reached(department.name, department.email, tier)
            if (post := members.posts.get(recipient)) is not None:
                return self._seated(post, post.name, tier, at)
        return None

    def reach_leader(self, department: str, project: str, at: datetime) -> Reached | None:
        """The leader in charge 分管领导 of a department of the project, or who stands in."""
        for tier, members in self.tiers(project):
            if (found := members.departments.get(department)) is not None:
                leader = found.leader
                name = self.people[leader.holder].name if leader.holder else leader.name
                return self._seated(leader, name or "", tier, at)
        return None

    def address_of(self, key: str, project: str = "") -> Department | Post | None:
        """The department or post of a key: the project's nearest, else the first there is."""
        for _, members in self.tiers(project):
            if (found := members.departments.get(key) or members.posts.get(key)) is not None:
                return found
        for members in self._everywhere:
            if (found := members.departments.get(key) or members.posts.get(key)) is not None:
                return found
        return None

    def date_of(self, project: str, name: str, building: str | None = None) -> date | None:
        """A date of a building, where it has one of its own, else of its project."""
        found = self.projects.get(project)
        if found is None:
            return None
        own = found.buildings.get(building) if building else None
        return (own.dates.get(name) if own else None) or found.dates.get(name)

    def households_of(self, project: str) -> int:
        """How many homes the buildings of a project have; 0 where nobody wrote them down."""
        found = self.projects.get(project)
        return sum(b.household_count for b in found.buildings.values()) if found else 0

    def warranty(self, project: str, part: str) -> Warranty | None:
        """How long a part is warranted: the project's own term before the group's."""
        own = self.projects[project].warranties if project in self.projects else {}
        return own.get(part) or self.warranties.get(part)

    def price(self, project: str, work: str) -> Price | None:
        """What a piece of work costs: the project's own price before the group's."""
        own = self.projects[project].prices if project in self.projects else {}
        return own.get(work) or self.prices.get(work)

    def _on_duty(self, project: str, at: datetime) -> Reached | None:
        local = at.astimezone(self._zone)
        for tier, members in self.tiers(project):
            for duty in members.duty:
                person = self.people[duty.person]
                if duty.covers(local) and not person.is_away_on(local.date()):
                    return Reached(_ON_DUTY_NAME, person.email, tier, person.name)
        return self.reach(self.duty_fallback, project, at) if self.duty_fallback else None

    def _seated(self, seat: Seat, name: str, tier: Tier, at: datetime) -> Reached:
        if seat.holder is None:
            assert seat.email is not None, "a seat without a holder has a mailbox"
            return Reached(name, seat.email, tier)
        today = at.astimezone(self._zone).date()
        standing_in = (self.people[key] for key in seat.substitutes)
        person = holder = self.people[seat.holder]
        if holder.is_away_on(today):  # With everybody away it waits for the holder.
            person = next((p for p in standing_in if not p.is_away_on(today)), holder)
        return Reached(name, person.email, tier, person.name, person is not holder)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def _everywhere(self) -> Iterator[Members]:
        yield self
        yield from (*self.regions.values(), *self.cities.values(), *self.projects.values())
