"""Scenarios written within a test, played under a pack of the policies folder."""

from __future__ import annotations

from textwrap import dedent

from huiyin.scenarios.packs import Packs
from huiyin.scenarios.playing import Verdict, play
from huiyin.scenarios.reading import read_scenarios
from huiyin.scenarios.scenario import Scenario
from shared.policy import PolicyFault, PolicyIsInvalid
from shared.settings import POLICIES

FILE = "made-up.yaml"
HEAD = """\
pack: zsy
projects: {garden: {name: 明湖花园, dates: {delivery: 2025-06-01}}}
complaint: {category: engineering-quality, at: 2026-03-02 09:30}
scenarios:
"""
PACKS = Packs(POLICIES)


def scenarios(written: str, head: str = HEAD) -> tuple[Scenario, ...]:
    """The scenarios of a file with that list of them."""
    return read_scenarios(head + dedent(written), file=FILE, pack_named=PACKS.named)


def verdicts(written: str) -> list[Verdict]:
    return [play(scenario) for scenario in scenarios(written)]


def verdict(written: str) -> Verdict:
    (only,) = verdicts(written)
    return only


def faults(written: str, head: str = HEAD) -> tuple[PolicyFault, ...]:
    """What is wrong with a file; fails where nothing is."""
    try:
        scenarios(written, head)
    except PolicyIsInvalid as invalid:
        return invalid.faults
    raise AssertionError("nothing is wrong with it")
