"""The promises hold in a handful of worlds; `make simulate` looks into a thousand."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.simulation.promises import PromiseBroken
from tests.simulation.verdict import judge
from tests.simulation.world import World


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_promise_holds(seed: int) -> None:
    found = judge(seed)

    assert found.broken == "", "\n".join((found.broken, *found.story))


def test_the_worlds_are_rough_enough() -> None:
    verdicts = [judge(seed) for seed in range(1, 25)]

    assert sum(each.kills for each in verdicts) > 10
    assert sum(each.faults for each in verdicts) > 100
    assert sum(each.messages for each in verdicts) > 500


def test_a_seed_lives_the_same_life_again_under_any_hash_seed() -> None:
    digests = {_digest_under(hash_seed) for hash_seed in ("0", "4711")}

    assert len(digests) == 1


def _digest_under(hash_seed: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "tests.simulation", "--worlds", "2", "--seed", "77"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines()[-1] == "2 worlds, 0 broken"
    found = re.search("^digest ([0-9a-f]{64})$", run.stdout, re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_broken_world_says_what_broke_and_how_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ends_early(world: World) -> None:
        world.tell("nobody does anything")
        raise PromiseBroken("nothing was done")

    monkeypatch.setattr(World, "run", ends_early)

    found = judge(3)

    assert found.broken == "PromiseBroken: nothing was done"
    assert found.story[-1].endswith("nobody does anything")
