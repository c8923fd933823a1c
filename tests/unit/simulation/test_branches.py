"""A large company is played as several city companies, which are reported as one."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import add

import pytest

from huiyin.simulation.branch import Branch
from huiyin.simulation.branches import TooFewPeople, TooManyBranches, branches_of
from huiyin.simulation.company import Company, company
from huiyin.simulation.playing import play
from huiyin.simulation.report import year_report
from huiyin.simulation.wording import told
from shared.contracts import Message
from shared.contracts.intake import ComplaintReceivedV1
from shared.policy import PolicyLibrary
from tests.unit.simulation.years import POLICIES, played, small, year_of


def large(complaints: int = 100_000, *, staff: str = "") -> Company:
    library = PolicyLibrary.read(POLICIES)
    return company(library, "zsy", year=2026, complaints=complaints, staff=staff)


@pytest.mark.parametrize(
    ("complaints", "branches"), [(1, 1), (37_000, 1), (38_000, 2), (100_000, 4)]
)
def test_a_city_company_for_every_25000_complaints(complaints: int, branches: int) -> None:
    assert len(branches_of(large(complaints))) == branches


def test_what_a_company_has_is_spread_evenly_and_nothing_is_lost() -> None:
    whole = large(complaints=1_003, staff="engineering=8")

    three = branches_of(whole, 3)

    assert [one.complaints for one in three] == [335, 334, 334]
    assert [one.staff["engineering"] for one in three] == [3, 3, 2]
    assert sum(one.households for one in three) == whole.households
    projects = [code for one in three for code in one.projects]
    assert sorted(projects) == sorted(whole.projects)
    assert {tuple(one.policies.directory.projects) for one in three} == {
        one.projects for one in three
    }


def test_a_company_that_is_not_divided_is_itself() -> None:
    whole = small()

    assert branches_of(whole) == (whole,)


def test_fewer_people_than_city_companies_are_refused() -> None:
    with pytest.raises(TooFewPeople, match="engineering=4"):
        branches_of(large(staff="engineering=3"), 4)


def test_a_city_company_without_a_project_is_refused() -> None:
    with pytest.raises(TooManyBranches, match="--branches 2"):
        branches_of(small(), 3)


def test_the_report_adds_up_what_the_city_companies_came_to() -> None:
    whole = small(complaints=31)
    branches = branches_of(whole, 2)
    apart = [played(one) for one in branches]

    tallies = [play(one, seed=1, kept=None, look=lambda _: None).tally for one in branches]
    together = year_report(whole, reduce(add, tallies), seed=1, branches=2)

    assert [one.complaints for one in apart] == [16, 15]
    assert together.complaints == sum(together.standing.values()) == 31
    assert sum(line.received for line in together.months) == 31
    for line, one, other in zip(
        together.departments, apart[0].departments, apart[1].departments, strict=True
    ):
        assert line.handlers == one.handlers + other.handlers
        assert line.tasks == one.tasks + other.tasks
        assert line.met + line.missed == one.met + one.missed + other.met + other.missed
        assert line.utilisation == pytest.approx(
            (one.utilisation * one.handlers + other.utilisation * other.handlers) / line.handlers,
            abs=0.0002,
        )
    assert sum(together.notices.values()) == sum(sum(one.notices.values()) for one in apart)
    assert sum(line.started for line in together.obligations) == sum(
        line.started for one in apart for line in one.obligations
    )


def test_only_the_report_of_a_divided_company_speaks_of_city_companies() -> None:
    lone = played(small(complaints=5))

    assert "城市公司" not in told(lone)
    assert b"branches" not in lone.json
    assert "3 个城市公司" in told(replace(lone, branches=3))
    assert b'"branches": 3' in replace(lone, branches=3).json


def test_no_two_city_companies_have_anything_in_common() -> None:
    one, other = (received(branch) for branch in branches_of(small(complaints=60), 2))

    assert not {told.complaint_id for told in one} & {told.complaint_id for told in other}
    assert not {told.number for told in one} & {told.number for told in other}
    assert not {told.project for told in one} & {told.project for told in other}
    assert not phones(one) & phones(other)
    assert [told.received_at for told in one] != [told.received_at for told in other]


def test_city_companies_have_numbers_of_their_own() -> None:
    branches = [Branch(place, 3) for place in range(3)]

    assert sorted(one.own(n) for one in branches for n in range(4)) == list(range(12))


def received(branch: Company) -> list[ComplaintReceivedV1]:
    """What came in over the year."""
    found: list[ComplaintReceivedV1] = []

    async def hear(message: Message) -> None:
        assert isinstance(message.contract, ComplaintReceivedV1)
        found.append(message.contract)

    year = year_of(branch)
    year.house.listen(ComplaintReceivedV1, hear)
    year.play()
    return found


def phones(told: list[ComplaintReceivedV1]) -> set[str]:
    return {one.customer.phone for one in told if one.customer.phone is not None}
