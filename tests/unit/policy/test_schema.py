"""The published JSON Schema says of a pack's shape what the loader says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from huiyin.policy.schema import written
from shared.contracts import PUBLISHED
from shared.policy.explaining.words import EVENTS
from shared.policy.schema import FILE, pack_schema
from shared.policy.schema.words import FIELDS
from shared.policy.yaml_source import read
from tests.unit.policy.breaking import CHINESE, broken
from tests.unit.policy.regulations import POLICIES, SMALL

HEADER = f"# yaml-language-server: $schema=../docs/{FILE}"
PACKS = sorted(path for path in POLICIES.glob("*.yaml") if path.name != "directory.yaml")
SCHEMA = pack_schema()


def complaints_about(text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMA)
    return [error.message for error in validator.iter_errors(read(text, file="p.yaml").tree)]


def test_the_published_file_is_the_one_the_models_make() -> None:
    """When it is not: huiyin policy schema > docs/policy-pack.schema.json"""
    published = POLICIES.parent / "docs" / FILE

    assert published.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_every_pack_fits_it_and_tells_the_editor_where_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert complaints_about(text) == []
    assert text.splitlines()[0] == HEADER


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("starts: complaint-received", "starts: [complaint-received]"),
        ("on: deadline-approaching", "on: [deadline-approaching, deadline-missed]"),
        ("cancelled_by: [complaint-withdrawn]", "cancelled_by: [{event: complaint-withdrawn}]"),
        ("within: 3 wd", "within: 1.5 h"),
        ("late: {type: bool,", "late: {type: bool, set_by: [reopened],"),
    ],
)
def test_shorthands_are_as_good_as_what_they_stand_for(old: str, new: str) -> None:
    assert complaints_about(SMALL) == []
    assert complaints_about(broken(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: 小制度\n", "title: 小制度\ntitel: 小\n"),
        ("title: 小制度\n", ""),
        ("within: 3 wd", "within: 3 days"),
        ("within: 3 wd", "within: 3"),
        ("starts: complaint-received", "starts: complaint-recieved"),
        ("starts: complaint-received", "starts: obligation-met"),
        ("channel: email", "channel: fax"),
        ("type: money", "type: float"),
        ("posts: {manager: 经理}", "posts: {Manager: 经理}"),
        ("when: facts.persons >= 5", "when: 5"),
        ("grade: 1", "grade: 0"),
    ],
)
def test_a_shape_that_the_loader_refuses_is_refused(old: str, new: str) -> None:
    assert complaints_about(broken(old, new))


def test_a_pack_that_extends_another_needs_to_say_no_more_than_who_it_is() -> None:
    own = "pack: own\nversion: '1'\neffective_from: 2026-01-01\ntitle: 自己的\n"

    assert complaints_about(own)
    assert (
        complaints_about(own + "extends: zsy@2026.1\nwithout: {notices: [crisis-report]}\n") == []
    )


def test_every_field_says_in_chinese_what_it_means() -> None:
    found = dict(_fields())

    assert [field for field, said in found.items() if not CHINESE.search(said)] == []
    assert set(FIELDS) - set(found) == set()


def test_every_event_has_a_chinese_name() -> None:
    assert {contract.EVENT for contract in PUBLISHED} - set(EVENTS) == set()


def _fields() -> Iterator[tuple[str, str]]:
    models: dict[str, Any] = {**SCHEMA["$defs"], "Pack": SCHEMA}
    for name, model in models.items():
        for form in (model, *model.get("anyOf", ())):
            for field, schema in form.get("properties", {}).items():
                yield f"{name}.{field}", schema.get("description", "")
