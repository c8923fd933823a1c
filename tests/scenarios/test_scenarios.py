"""Every scenario of policies/scenarios holds, each one a test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from huiyin.scenarios.packs import Packs
from huiyin.scenarios.playing import play
from huiyin.scenarios.reading import read_scenarios
from huiyin.scenarios.scenario import Scenario
from shared.policy import PolicyIsInvalid, describe_faults
from shared.settings import POLICIES


def _cases() -> Iterator[Any]:
    """Each scenario as `pack/file.yaml::name`; a file that cannot be read is a case that fails."""
    packs = Packs(POLICIES)
    for path in packs.scenario_files():
        file = f"{path.parent.name}/{path.name}"
        try:
            found = read_scenarios(path.read_text("utf-8"), file=file, pack_named=packs.named)
        except PolicyIsInvalid as invalid:
            yield pytest.param(invalid, id=file)
            continue
        for scenario in found:
            yield pytest.param(scenario, id=f"{file}::{scenario.name}")


@pytest.mark.parametrize("scenario", list(_cases()))
def test_a_scenario_holds(scenario: Scenario | PolicyIsInvalid) -> None:
    if isinstance(scenario, PolicyIsInvalid):
        pytest.fail(describe_faults(scenario.faults))

    verdict = play(scenario)

    assert verdict.holds, "\n".join(verdict.failures)
