"""Grading one complaint under the largest regulation, every fact another than the time before."""

from __future__ import annotations

import random
from collections.abc import Mapping
from time import perf_counter_ns

from shared.domain import FactValue
from shared.policy import FactDeclaration, Pack
from shared.policy.events import ValueType
from tests.bench.result import Goal, Result, measured
from tests.bench.runner import Bench
from tests.unit.policy.regulations import library

COMPLAINTS = 20_000
LARGEST_NUMBER = 10**9


def run(bench: Bench) -> list[Result]:
    pack = _largest()
    dice = random.Random(4)
    cases = [_facts(pack, dice) for _ in range(bench.sized(COMPLAINTS, 500))]
    taken: list[int] = []
    for facts in cases:
        begun = perf_counter_ns()
        pack.grade(facts)
        taken.append(perf_counter_ns() - begun)
    taken.sort()
    conditions = sum(len(grade.conditions) for grade in pack.grades)
    about = f"{pack.id}: {len(pack.facts)} facts, {conditions} conditions; facts never the same"
    mean = sum(taken) / len(taken) / 1000
    p99 = taken[len(taken) * 99 // 100] / 1000
    return [
        measured("grading one complaint, mean", mean, "us", Goal("<=", 100), against=about),
        measured("grading one complaint, p99", p99, "us", against=about),
    ]


def _largest() -> Pack:
    """The regulation with most to decide on."""
    return max(
        library().packs.values(),
        key=lambda pack: sum(len(grade.conditions) for grade in pack.grades),
    )


def _facts(pack: Pack, dice: random.Random) -> Mapping[str, FactValue]:
    return {name: _value(fact, dice) for name, fact in pack.facts.items()}


def _value(fact: FactDeclaration, dice: random.Random) -> FactValue:
    """Mostly nothing grave, so that every condition has to be asked; numbers never come again."""
    match fact.type:
        case ValueType.BOOL:
            return dice.random() < 0.02
        case ValueType.STRING:
            return dice.choice(sorted(fact.words)) if fact.words else ""
        case _:
            return -dice.randrange(LARGEST_NUMBER)
