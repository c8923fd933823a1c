"""References in the directory that lead nowhere, and entries that contradict one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from shared.policy.directory.organisation import Directory
from shared.policy.directory.people import Seat
from shared.policy.directory.roster import overlapping
from shared.policy.directory.tiers import Members
from shared.policy.problems import Problem
from shared.policy.vocabulary import RELATIVE_RECIPIENTS, unknown_name
from shared.policy.yaml_source import Path


def check_directory(directory: Directory) -> Iterator[Problem]:
    """Everything that only shows when the parts of a directory are read together."""
    yield from _places(directory)
    yield from _absences(directory)
    for path, members in _members(directory):
        yield from _seats(directory, path, members)
        yield from _roster(directory, path, members)
    yield from _ambiguous(directory)
    yield from _fallback(directory)


def _members(directory: Directory) -> Iterator[tuple[Path, Members]]:
    yield (), directory
    sections: tuple[tuple[str, Mapping[str, Members]], ...] = (
        ("regions", directory.regions),
        ("cities", directory.cities),
        ("projects", directory.projects),
    )
    for section, found in sections:
        yield from (((section, key), members) for key, members in found.items())


def _places(directory: Directory) -> Iterator[Problem]:
    for key, city in directory.cities.items():
        if city.region not in directory.regions:
            path = ("cities", key, "region")
            yield _unknown(path, city.region, directory.regions, "区域", "region")
    named: dict[str, str] = {}
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
        first = named.setdefault(project.name, code)
        if first != code:
            yield Problem(
                ("projects", code, "name"),
                f"项目 {first} 已叫“{project.name}”",
                f"the project {first} is called that already",
            )


def _absences(directory: Directory) -> Iterator[Problem]:
    for key, person in directory.people.items():
        for i, absence in enumerate(person.absent):
            if absence.last < absence.first:
                yield Problem(
                    ("people", key, "absent", i, "to"),
                    f"不在岗须先开始后结束：{absence.first} 至 {absence.last}",
                    f"an absence must begin before it ends: {absence.first} to {absence.last}",
                )


def _seats(directory: Directory, at: Path, members: Members) -> Iterator[Problem]:
    for key, post in members.posts.items():
        yield from _seat(directory, (*at, "posts", key), post)
    for key, department in members.departments.items():
        yield from _seat(directory, (*at, "departments", key, "leader"), department.leader)


def _seat(directory: Directory, path: Path, seat: Seat) -> Iterator[Problem]:
    named: list[tuple[Path, str]] = [(("holder",), seat.holder)] if seat.holder else []
    named += [(("substitutes", i), person) for i, person in enumerate(seat.substitutes)]
    seen: set[str] = set()
    for place, person in named:
        if person not in directory.people:
            yield _unknown((*path, *place), person, directory.people, "人员", "person")
        elif person in seen:
            yield Problem(
                (*path, *place),
                f"“{person}”已是任职人或代理人",
                f"`{person}` holds the post or stands in already",
            )
        seen.add(person)


def _roster(directory: Directory, at: Path, members: Members) -> Iterator[Problem]:
    for i, duty in enumerate(members.duty):
        if duty.person not in directory.people:
            path = (*at, "duty", i, "person")
            yield _unknown(path, duty.person, directory.people, "人员", "person")
    for earlier, later in overlapping(members.duty):
        first = members.duty[earlier].person
        yield Problem(
            (*at, "duty", later),
            f"与第 {earlier + 1} 条（{first}）同时值班，同一层级同一时刻只能一人值班",
            f"overlaps entry {earlier + 1} ({first}): one is on duty at a time in a tier",
        )


def _ambiguous(directory: Directory) -> Iterator[Problem]:
    """A key is a department or a post throughout, and no word that packs use for somebody else."""
    departments = {key for _, members in _members(directory) for key in members.departments}
    for path, members in _members(directory):
        for key in departments & members.posts.keys():
            yield Problem(
                (*path, "posts", key),
                f"“{key}”既是部门又是岗位，收件人会不清楚",
                f"`{key}` is both a department and a post, which is ambiguous as a recipient",
            )
        for section, keys in (("departments", members.departments), ("posts", members.posts)):
            for key in RELATIVE_RECIPIENTS & keys.keys():
                yield Problem(
                    (*path, section, key),
                    f"“{key}”在制度中另有所指，请换一个代号",
                    f"`{key}` means somebody else in the packs; choose another key",
                )


def _fallback(directory: Directory) -> Iterator[Problem]:
    """Without anybody on duty somebody must be reached, whatever the project."""
    fallback = directory.duty_fallback
    if fallback is not None and fallback not in directory.posts:
        yield _unknown(("duty_fallback",), fallback, directory.posts, "集团岗位", "group post")


def _unknown(
    path: Path, name: str, known: Mapping[str, object], chinese: str, english: str
) -> Problem:
    refusal = unknown_name(name, known, chinese, english)
    context = refusal.context or {}
    return Problem(path, context["chinese"], context["english"])
