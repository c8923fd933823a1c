"""The examples of docs/policy-scenarios.md are true."""

from __future__ import annotations

import re
from pathlib import Path

from huiyin.scenarios.acts import STEPS, VERBS
from huiyin.scenarios.expectations import EXPECTATIONS
from huiyin.scenarios.playing import play
from huiyin.scenarios.reading import read_scenarios
from tests.scenarios.played import HEAD, PACKS

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "policy-scenarios.md"


def _examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


def test_the_examples_hold() -> None:
    example, table, organisation = _examples()
    assert organisation.startswith("projects:")

    for text in (example, HEAD + table):
        for scenario in read_scenarios(text, file=GUIDE.name, pack_named=PACKS.named):
            verdict = play(scenario)
            assert verdict.holds, verdict.failures


def test_the_organisation_of_the_guide_is_one() -> None:
    text = (
        "pack: zsy\n"
        + _examples()[2]
        + (
            "scenarios:\n"
            "  - {name: 一, given: [{complaint: 甲, at: 2026-03-02 09:30}], then: [{grade: 4}]}\n"
        )
    )

    (scenario,) = read_scenarios(text, file=GUIDE.name, pack_named=PACKS.named)

    reached = scenario.directory.reach("general-manager", "garden", scenario.until)
    assert reached is not None
    assert reached.email == "general-manager@project.example"


def test_every_word_of_the_format_is_in_the_guide() -> None:
    guide = GUIDE.read_text("utf-8")

    assert [word for word in (*VERBS, *STEPS, *EXPECTATIONS) if word not in guide] == []
