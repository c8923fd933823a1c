"""What is left out on trial to be quick changes no outcome."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huiyin.whatif.bench import Bench, Piece, Trial
from huiyin.whatif.course import Course
from huiyin.whatif.differing import Compared
from huiyin.whatif.life import lives_of
from huiyin.whatif.outcome import Outcome
from huiyin.whatif.regulation import WHAT_PEOPLE_DO, Regulation
from shared.settings import POLICIES
from tests.unit.whatif.history import END, a_year, policies

EVERYTHING = frozenset(contract.EVENT for contract in WHAT_PEOPLE_DO)
PACKS = sorted(policies().packs)


@pytest.mark.parametrize("version", PACKS, ids="@".join)
def test_what_a_regulation_does_not_heed_changes_nothing(version: tuple[str, str]) -> None:
    library = policies()
    regulation = Regulation.of(library.pack(*version), library.directory)
    heeding_all = replace(regulation, heeded=EVERYTHING)

    lives = lives_of(a_year().contracts)[::4]

    assert regulation.heeded < EVERYTHING
    for life in lives:
        assert Course(life, regulation, ()).run(END) == Course(life, heeding_all, ()).run(END)


def test_explaining_adds_words_and_nothing_else() -> None:
    trial = Trial(POLICIES, ("zsy", "2026.1"), ("guoying", "2026.1"), END)
    bench = Bench(trial, policies())
    lives = lives_of(a_year().contracts)

    tried = bench.compare(Piece(lives, {}))
    explained = bench.explained(Piece([lives[place] for place in tried.places], {}))

    assert explained != tried.comparison.differing
    assert [_unexplained(one) for one in explained] == tried.comparison.differing
    assert all(thing.sentences for one in explained for thing in one.before.owed)


def _unexplained(compared: Compared) -> Compared:
    return replace(
        compared, before=_without_words(compared.before), after=_without_words(compared.after)
    )


def _without_words(outcome: Outcome) -> Outcome:
    return replace(outcome, owed=tuple(replace(one, sentences=()) for one in outcome.owed))
