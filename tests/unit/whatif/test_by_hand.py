"""People's judgement counts on trial, where the regulation has what they chose."""

from __future__ import annotations

import pytest

from huiyin.whatif.course import Course
from huiyin.whatif.life import Life, lives_of
from huiyin.whatif.outcome import SET_BY_HAND, Outcome
from huiyin.whatif.regulation import Regulation
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.triage import GradedV1
from tests.unit.whatif.history import END, Told, a_year, policies

MANAGER = "张经理"


@pytest.fixture(scope="module")
def told() -> Told:
    return a_year()


def graded_by_hand(told: Told) -> Life:
    """Given an ordinary complaint that a person found grave."""
    first = next(
        one for one in told.contracts if isinstance(one, GradedV1) and one.grade_name == "一般"
    )
    found = first.model_copy(
        update={"grade": 1, "grade_name": "重大", "previous": 4, "evidence": (), "by": MANAGER}
    )
    received = [
        one
        for one in told.contracts
        if isinstance(one, ComplaintReceivedV1) and one.key == first.key
    ]
    (life,) = lives_of([*received, first, found])
    return life


def tried(life: Life, pack: str) -> Outcome:
    library = policies()
    chosen = next(one for (name, _), one in library.packs.items() if name == pack)
    return Course(life, Regulation.of(chosen, library.directory), ()).run(END)


@pytest.mark.parametrize("pack", ["zsy", "zsy-delivery", "service-2025"])
def test_a_grade_counts_where_the_regulation_has_it(told: Told, pack: str) -> None:
    outcome = tried(graded_by_hand(told), pack)

    assert (outcome.grade, outcome.grade_name) == (1, "重大")
    assert outcome.because == (SET_BY_HAND,)


@pytest.mark.parametrize("pack", ["guoying", "liyuan", "company"])
def test_the_first_grade_of_another_scale_is_another_grade(told: Told, pack: str) -> None:
    life = graded_by_hand(told)

    outcome = tried(life, pack)

    assert outcome.grade_name != "重大"
    assert outcome.because != (SET_BY_HAND,)
    assert len(life.happenings) == 1


def test_the_record_has_the_same_grade(told: Told) -> None:
    life = graded_by_hand(told)

    assert life.record is not None
    assert life.record.outcome.grade == tried(life, "zsy").grade
