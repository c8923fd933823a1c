"""The directory: organisation 组织, posts 岗位 and people, and which pack governs which project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from shared.domain import Immutable
from shared.policy.problems import Problem
from shared.policy.vocabulary import Key, Label, unknown_name

Email = Annotated[str, Field(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]


class Person(Immutable):
    """Somebody who can be told something."""

    name: Label
    email: Email


class Department(Immutable):
    """A department 部门 with its common mailbox and its leader in charge 分管领导."""

    name: Label
    email: Email
    leader: Person


class Post(Immutable):
    """A post 岗位, such as 营销部经理, and the mailbox that reaches whoever holds it."""

    name: Label
    email: Email


class Region(Immutable):
    """A region 区域 of the group."""

    name: Label


class City(Immutable):
    """A city 城市 within a region."""

    name: Label
    region: Key


class Governance(Immutable):
    """A pack that governs a project from a day on."""

    pack: Key
    from_day: date = Field(alias="from")


class Project(Immutable):
    """A project 项目, whose homes are complained about."""

    name: Label
    city: Key
    policies: tuple[Governance, ...] = Field(min_length=1)

    def pack_on(self, day: date) -> str | None:
        """The id of the pack that governs on a day, if one did already."""
        begun = [rule for rule in self.policies if rule.from_day <= day]
        return max(begun, key=lambda rule: rule.from_day).pack if begun else None


class Directory(Immutable):
    """Who there is, and where they belong."""

    group: Label
    regions: Mapping[Key, Region] = Field(min_length=1)
    cities: Mapping[Key, City] = Field(min_length=1)
    departments: Mapping[Key, Department] = Field(min_length=1)
    posts: Mapping[Key, Post] = Field(default_factory=dict)
    projects: Mapping[Code, Project] = Field(min_length=1)

    def project_named(self, text: str) -> str | None:
        """The code of the project whose name or code this is."""
        for code, project in self.projects.items():
            if text in (code, project.name):
                return code
        return None

    def address_of(self, recipient: str) -> Department | Post | None:
        """The department or post of that key."""
        return self.departments.get(recipient) or self.posts.get(recipient)


def check_directory(directory: Directory) -> Iterator[Problem]:
    """References in the directory that lead nowhere."""
    for key, city in directory.cities.items():
        if city.region not in directory.regions:
            yield _unknown(
                ("cities", key, "region"), city.region, directory.regions, "区域", "region"
            )
    for code, project in directory.projects.items():
        if project.city not in directory.cities:
            path = ("projects", code, "city")
            yield _unknown(path, project.city, directory.cities, "城市", "city")
        days = [rule.from_day for rule in project.policies]
        if len(set(days)) < len(days):
            yield Problem(
                ("projects", code, "policies"),
                "同一天不能有两个制度开始管辖",
                "two packs cannot take over on the same day",
            )
    for shared in directory.departments.keys() & directory.posts.keys():
        yield Problem(
            ("posts", shared),
            f"“{shared}”既是部门又是岗位，收件人会不清楚",
            f"`{shared}` is both a department and a post, which is ambiguous as a recipient",
        )


def _unknown(
    path: tuple[str, ...], name: str, known: Mapping[str, object], chinese: str, english: str
) -> Problem:
    refusal = unknown_name(name, known, chinese, english)
    context = refusal.context or {}
    return Problem(path, context["chinese"], context["english"])
