"""A played year: the same for the same seed, and what the services would have made of it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from huiyin.simulation.figures import YearReport
from huiyin.simulation.wording import told
from tests.unit.simulation.years import library, played, played_faithfully, small

ANOTHER_PROCESS = """
from tests.unit.simulation.years import played, small
print(played(small(complaints=25)).digest)
"""


def test_the_same_seed_gives_the_same_year() -> None:
    company = small(complaints=25)

    assert played(company).digest == played(company).digest
    assert played(company).digest != played(company, seed=2).digest


def test_hashing_otherwise_changes_nothing() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", ANOTHER_PROCESS],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert digests == {f"{played(small(complaints=25)).digest}\n"}


@pytest.mark.parametrize("pack", ["zsy", "answer-within"])
def test_the_plain_house_does_not_lie(pack: str) -> None:
    """Store and bus that keep bytes, locks and promises make the same of the same year."""
    company = small(pack, complaints=40)

    plain, faithful = played(company), played_faithfully(company)

    assert plain == faithful
    assert plain.digest == faithful.digest


@pytest.mark.parametrize("pack", sorted({pack.id for pack in library().packs.values()}))
def test_every_regulation_can_be_played(pack: str) -> None:
    report = played(small(pack, complaints=12))

    assert report.pack == pack
    assert report.complaints == 12


def test_every_complaint_and_every_obligation_is_accounted_for() -> None:
    report = played(small(complaints=60))

    assert report.complaints == sum(report.standing.values()) == sum(report.grades) == 60
    assert sum(line.received for line in report.months) == 60
    assert sum(line.complaints for line in report.departments) == 60
    for line in report.obligations:
        assert line.started == line.met + line.missed + line.cancelled + line.open
    assert report.notices["handover-form"] >= 60


def test_too_few_people_make_people_wait() -> None:
    enough = played(small(complaints=40, cases_a_day=2.0))
    too_few = played(small(complaints=40, cases_a_day=0.05, staff="engineering=1,design=1"))

    assert _waited(too_few) > _waited(enough)
    assert too_few.missed > enough.missed
    assert "--staff" in told(too_few)
    assert "--staff" not in told(enough)


def test_the_same_people_complain_whoever_is_there_to_answer() -> None:
    one, two = played(small(complaints=40)), played(small(complaints=40, staff="engineering=9"))

    assert [m.received for m in one.months] == [m.received for m in two.months]


def _waited(report: YearReport) -> float:
    return max(line.waited_h for line in report.departments)
