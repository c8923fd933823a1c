"""The organisation a scenario plays in: made up from its pack, changed by what the file says.

Everybody has a mailbox that tells who they are: `<key>@<tier>.example`, a department's leader in
charge `leader.<key>@<tier>.example`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from shared.policy import Directory, Pack
from shared.policy.directory import check_directory
from shared.policy.faults import PolicyFault, PolicyIsInvalid, fault_at, from_validation
from shared.policy.vocabulary import Vocabulary
from shared.policy.yaml_source import Path, Source

Tree = Mapping[str, Any]

PROJECT = "project"
"""The one project where the file names none."""

LEADER_OF = "leader."
_SEATED = ("departments", "posts", "people")


def directory_of(pack: Pack, projects: Tree, besides: Tree) -> Directory:
    """The organisation of a scenario: `projects` and `besides` as a directory file writes them,
    where names alone will do. Raises ValidationError, or PolicyIsInvalid without places."""
    written = json.dumps([_people_of(pack), pack.id, projects, besides, pack.working_time.zone])
    return _directory(written)


@lru_cache(maxsize=256)
def _directory(written: str) -> Directory:
    people, pack, projects, besides, zone = json.loads(written)
    tree: dict[str, Any] = {
        "group": "示例集团",
        "zone": zone,
        **people,
        "regions": {"region": {"name": "示例区域"}},
        "cities": {"city": {"name": "示例城市", "region": "region"}},
    }
    tree = _joined(tree, besides)
    tree["projects"] = {
        code: {
            "name": code,
            "city": "city",
            "policies": [{"pack": pack, "from": "0001-01-01"}],
            **(project or {}),
        }
        for code, project in projects.items()
    }
    _seat(tree, "group")
    for tier in ("regions", "cities", "projects"):
        for members in tree[tier].values():
            _seat(members, {"regions": "region", "cities": "city", "projects": "project"}[tier])
    directory = Directory.model_validate_json(
        json.dumps(tree), strict=True, context=Vocabulary.of("", tree, {})
    )
    problems = list(check_directory(directory))
    if problems:
        raise PolicyIsInvalid(
            PolicyFault("", 1, 1, json.dumps(p.path), p.chinese, p.english) for p in problems
        )
    return directory


def faults_of_world(source: Source, path: Path, error: Exception) -> list[PolicyFault]:
    """Why the organisation is not one, at the places of the scenario file."""
    if isinstance(error, ValidationError):
        found = error.errors(include_url=False)
        for one in found:
            one["loc"] = _in_file(source, path, one["loc"])
        return from_validation(source, found)
    assert isinstance(error, PolicyIsInvalid)
    return [
        fault_at(source, _in_file(source, path, tuple(json.loads(f.path))), f.chinese, f.english)
        for f in error.faults
    ]


def _in_file(source: Source, path: Path, loc: Path) -> Path:
    """Where in the file a part of the organisation was written: in the scenario, or for all."""
    inside = loc if loc[:1] == ("projects",) else ("directory", *loc)
    return (*path, *inside) if (*path, inside[0]) in source.values else inside


def _people_of(pack: Pack) -> dict[str, Any]:
    """Every department and post of a pack, at the group."""
    people: dict[str, Any] = {
        "departments": dict(pack.departments),
        "posts": dict(pack.posts),
    }
    if pack.posts:
        people["duty_fallback"] = next(iter(pack.posts))
    return people


def _joined(one: dict[str, Any], other: Tree) -> dict[str, Any]:
    """Mappings entry by entry, all else as the other says."""
    joined = dict(one)
    for key, value in other.items():
        mine = joined.get(key)
        if isinstance(mine, dict) and isinstance(value, dict):
            value = _joined(mine, value)
        joined[key] = value
    return joined


def _seat(members: dict[str, Any], tier: str) -> None:
    """Whoever is only named gets a mailbox."""
    for section in _SEATED:
        seated = members.get(section)
        if isinstance(seated, dict):
            for key, seat in seated.items():
                seated[key] = _with_mailbox(key, seat, section, tier)


def _with_mailbox(key: str, seat: Any, section: str, tier: str) -> Any:
    full = {"name": seat} if isinstance(seat, str) else dict(seat)
    if "holder" not in full:
        full.setdefault("email", f"{key}@{tier}.example")
    if section == "departments":
        full.setdefault(
            "leader",
            {"name": f"{full['name']}分管领导", "email": f"{LEADER_OF}{key}@{tier}.example"},
        )
    return full
