"""Every example of the authors' guide loads, and so does the template for a new company."""

from __future__ import annotations

import re

import pytest

from huiyin.scenarios.coverage import Status, cover
from huiyin.scenarios.playing import play
from huiyin.scenarios.reading import read_scenarios
from huiyin.scenarios.rules import places_of, read_rules
from shared.deadlines.calendar_file import parse
from shared.policy import Pack, load_pack
from shared.policy.yaml_source import Source, read
from tests.unit.policy.regulations import POLICIES

DOCS = POLICIES.parent / "docs"
TEMPLATES = DOCS / "templates"
EXAMPLES = re.findall(
    r"^### ([^\n]+)\n(?:(?!^##)[^\n]*\n)*?```yaml\n(.*?)```",
    (DOCS / "policy-authors.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
HEAD = 'pack: branch\nversion: "1"\neffective_from: 2026-02-01\ntitle: 示例\n'


def loaded(text: str, file: str, others: dict[str, Source] | None = None) -> Pack:
    holidays = parse((POLICIES / "calendars" / "cn.yaml").read_text(encoding="utf-8"))
    return load_pack(text, file=file, calendars={"cn": holidays}, others=others or {})


def complete_example() -> str:
    guide = (DOCS / "policy-authors.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_of_the_guide_is_a_complete_pack() -> None:
    pack = loaded(complete_example(), "demo.yaml")

    assert pack.grade({"persons": 5}).evidence[0].rule == "demo-1b"


def test_the_guide_has_its_worked_examples() -> None:
    assert len(EXAMPLES) >= 11


@pytest.mark.parametrize(("title", "example"), EXAMPLES, ids=[title for title, _ in EXAMPLES])
def test_each_worked_example_extends_the_complete_pack(title: str, example: str) -> None:
    demo = {"demo@2026.1": read(complete_example(), file="demo.yaml")}
    extends = "" if example.startswith("extends:") else "extends: demo@2026.1\n"

    pack = loaded(HEAD + extends + example, "branch.yaml", demo)

    assert pack.extends == "demo@2026.1", title


def test_the_scenarios_of_the_guide_hold() -> None:
    guide = (DOCS / "policy-authors.md").read_text(encoding="utf-8")
    found = re.search(r"^## 情景.*?```yaml\n(.*?)```", guide, re.DOTALL | re.MULTILINE)
    assert found is not None
    demo = loaded(complete_example(), "demo.yaml")

    scenarios = read_scenarios(found[1], file="guide.yaml", pack_named={"demo": demo}.get)

    assert [failure for one in scenarios for failure in play(one).failures] == []


def template() -> Pack:
    path = TEMPLATES / "new-company.yaml"
    return loaded(path.read_text(encoding="utf-8"), path.name)


def test_the_template_for_a_new_company_loads() -> None:
    assert template().id == "new-company"


def test_the_scenarios_of_the_template_hold() -> None:
    file = TEMPLATES / "new-company-scenarios.yaml"
    packs = {"new-company": template()}

    scenarios = read_scenarios(
        file.read_text(encoding="utf-8"), file=file.name, pack_named=packs.get
    )

    assert [failure for one in scenarios for failure in play(one).failures] == []


def test_the_rule_list_of_the_template_is_covered_by_its_pack_and_its_scenarios() -> None:
    file = TEMPLATES / "new-company-scenarios.yaml"
    written = (TEMPLATES / "new-company-rules.yaml").read_text(encoding="utf-8")
    text = (TEMPLATES / "new-company.yaml").read_text(encoding="utf-8")
    packs = {"new-company": template()}
    scenarios = read_scenarios(
        file.read_text(encoding="utf-8"), file=file.name, pack_named=packs.get
    )

    covered = cover(
        read_rules(written, file="new-company-rules.yaml"),
        places_of([read(text, file="new-company.yaml")]),
        [play(one) for one in scenarios],
    )

    assert [one.rule.id for one in covered.of(Status.MISSING)] == []
    assert covered.errors == ()
