"""The pack carries the whole regulation: each rule is in force, or listed with why it is not."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.support.shared_data import folder
from tests.unit.policy.regulations import POLICIES, zsy

CITED = re.compile(r"zsy-[0-9][A-Za-z0-9.-]*")


def catalogue() -> set[str]:
    path = folder().parent / "requirements" / "rules.yaml"
    if not path.is_file():
        pytest.skip(f"no catalogue of rules: {path} is absent")
    packs = yaml.safe_load(path.read_text(encoding="utf-8"))["packs"]
    return {rule["id"] for rule in packs["zsy"]["rules"]}


def cited() -> set[str]:
    return set(CITED.findall((POLICIES / "zsy.yaml").read_text(encoding="utf-8")))


def test_every_rule_of_the_regulation_is_in_the_pack() -> None:
    assert catalogue() - cited() == set()


def test_the_pack_cites_no_rule_that_the_regulation_does_not_have() -> None:
    parents = {"zsy-5.1.5"}  # A comment names the article whose paragraphs follow.

    assert cited() - catalogue() - parents == set()


def test_what_is_silent_is_not_in_force_as_well() -> None:
    pack = zsy()
    in_force = {rule.rule for rule in pack.obligations} | {rule.rule for rule in pack.notices}

    assert in_force.isdisjoint(silence.rule for silence in pack.silent)
