"""Every project that a pack governs has whom the pack needs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from shared.policy import Pack, load_directory, load_pack
from shared.policy.serving import unserved
from tests.unit.policy.living import DIRECTORY
from tests.unit.policy.regulations import SMALL

ON_DUTY = SMALL.replace("    to: [event.tell]", "    to: [event.tell, on-duty]")
OTHER = "  cloud: {name: 云栖里, city: hangzhou, policies: [{pack: small, from: 2020-01-01}]}\n"
OF_THE_PROJECT = (
    "policies: [{pack: small, from: 2020-01-01}], posts: {manager: {name: 经理, email: m@x.cn}}"
)


def small(text: str = SMALL) -> Pack:
    return load_pack(text, file="small.yaml", calendars={})


def problems(directory: str, packs: Iterable[Pack]) -> list[tuple[tuple[str | int, ...], str]]:
    found = load_directory(directory, file="directory.yaml")
    return [(problem.path, problem.english) for problem in unserved(found, packs)]


def test_a_directory_that_has_everybody_is_served() -> None:
    assert problems(DIRECTORY, [small()]) == []


def test_a_pack_that_nobody_wrote_is_reported_where_it_is_named() -> None:
    ((path, reason),) = problems(DIRECTORY, [])

    assert path == ("projects", "lake", "policies", 0, "pack")
    assert "no policy pack `small`" in reason


def test_a_post_that_no_tier_has_is_reported_once() -> None:
    ((path, reason),) = problems(DIRECTORY.replace("  manager:", "  director:") + OTHER, [small()])

    assert path == ("posts",)
    assert "needs `manager`" in reason


def test_a_post_that_one_project_lacks_is_reported_with_that_project() -> None:
    own = DIRECTORY.replace("  manager:", "  director:").replace(
        "policies: [{pack: small, from: 2020-01-01}]", OF_THE_PROJECT
    )

    ((path, _),) = problems(own + OTHER, [small()])

    assert path == ("projects", "cloud")


@pytest.mark.parametrize(("fallback", "faulty"), [("", True), ("\nduty_fallback: manager", False)])
def test_a_pack_may_only_tell_whoever_is_on_duty_where_somebody_always_is(
    fallback: str, faulty: bool
) -> None:
    directory = DIRECTORY.replace("group: 明湖集团", f"group: 明湖集团{fallback}")

    found = problems(directory, [small(ON_DUTY)])

    assert [path for path, _ in found] == ([("projects", "lake")] if faulty else [])
