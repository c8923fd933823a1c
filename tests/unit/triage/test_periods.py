"""Facts of a period of the project (期间): delivered, within 维保期, within a part's 保修期."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.triage.complainant import building_of
from services.triage.domain.periods import Home, facts_of_periods
from shared.contracts.intake import Customer
from shared.contracts.triage import FactsChangedV1
from shared.domain import FactValue
from tests.support.desk import desk, organisation
from tests.support.told import Complaint
from tests.unit.policy.regulations import at
from tests.unit.triage.desk_bench import desk_bench, received


def on(
    day: str, building: str | None = None, project: str = "mhhy", **facts: FactValue
) -> dict[str, bool]:
    home = Home(project, building, at(day))
    return facts_of_periods(desk(), facts, home, organisation(), changed=None)


@pytest.mark.parametrize(
    ("day", "delivered", "in_warranty"),
    [
        ("2026-06-29 23:59", False, False),
        ("2026-06-30 00:00", True, True),
        ("2026-12-30 23:59", True, True),
        ("2026-12-31 00:00", True, False),
    ],
)
def test_a_period_begins_with_its_date_and_ends_with_the_corresponding_day(
    day: str, delivered: bool, in_warranty: bool
) -> None:
    facts = on(day)

    assert (facts["delivered"], facts["in_warranty"]) == (delivered, in_warranty)


def test_a_building_may_have_a_date_of_its_own() -> None:
    assert on("2026-11-30 10:00", "b11")["delivered"] is False
    assert on("2026-11-30 10:00", "b1")["delivered"] is True
    assert on("2026-12-01 10:00", "b11")["in_warranty"] is True


def test_without_the_date_nothing_is_so() -> None:
    assert not any(on("2026-11-30 10:00", project="elsewhere", part="roof").values())


@pytest.mark.parametrize(
    ("day", "part", "warranted"),
    [
        ("2026-07-01 10:00", "", False),
        ("2026-07-01 10:00", "roof", True),
        ("2026-07-01 10:00", "door", False),
        ("2031-06-30 23:59", "roof", True),
        ("2031-07-01 00:00", "roof", False),
    ],
)
def test_a_part_is_warranted_as_long_as_the_directory_says(
    day: str, part: str, warranted: bool
) -> None:
    assert on(day, part=part)["part_in_warranty"] is warranted


def test_only_what_waits_for_a_changed_fact_is_decided_again() -> None:
    home = Home("mhhy", None, at("2026-07-01 10:00"))

    known: dict[str, FactValue] = {"part": "roof"}
    again = facts_of_periods(desk(), known, home, organisation(), changed=["part"])

    assert again == {"part_in_warranty": True}
    assert facts_of_periods(desk(), known, home, organisation(), changed=["need"]) == {}


@pytest.mark.parametrize(
    ("room", "building"),
    [
        ("1幢2单元301", "b1"),
        ("１ 栋 301", "b1"),
        ("1号楼-301", "b1"),
        ("1-2-301", "b1"),
        ("11幢301", "b11"),
        ("11-301", "b11"),
        ("B11-301", "b11"),
        ("12幢301", None),
        ("301", None),
        ("", None),
    ],
)
def test_a_building_is_known_by_how_the_room_begins(room: str, building: str | None) -> None:
    assert building_of(Customer(room=room), "mhhy", organisation()) == building
    assert building_of(Customer(room=room), "elsewhere", organisation()) is None


async def test_periods_are_decided_on_the_day_of_receipt_in_the_building() -> None:
    bench, one, other = desk_bench(), Complaint("TS1"), Complaint("TS2")
    day = at("2026-11-30 10:00")
    await bench.hears(received(one, day), received(other, day, customer=Customer(room="11幢301")))

    first, second = await bench.judged(one), await bench.judged(other)

    assert (first.facts["delivered"], first.building) == (True, None)
    assert (second.facts["delivered"], second.building) == (False, "b11")


async def test_a_part_that_is_stated_later_decides_its_warranty_and_who_answers() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    day: datetime = at("2027-03-01 10:00")
    await bench.hears(received(one, day))
    before = await bench.judged(one)

    asked = bench.asked(one, by="陈静")
    await bench.triage.state_facts(asked, {"part": "roof"}, "现场勘查")
    after = await bench.judged(one)

    assert (before.facts["part_in_warranty"], before.department) == (False, "engineering")
    assert (after.facts["part_in_warranty"], after.department) == (True, "maintenance")
    assert (after.assigned_by, after.assigned_rule) == ("policy", "desk-3")
    changed = [told.changed for told in await bench.tells(FactsChangedV1, one)]
    assert changed == [{"part": "roof"}, {"part_in_warranty": True}]


async def test_a_warranty_ends_for_the_complaint_when_the_part_is_another() -> None:
    bench, one = desk_bench(), Complaint("TS1")
    await bench.hears(received(one, at("2027-03-01 10:00"), facts={"part": "roof"}))
    assert (await bench.judged(one)).department == "maintenance"

    await bench.triage.state_facts(bench.asked(one), {"part": "door"}, "复勘")

    judged = await bench.judged(one)
    assert (judged.facts["part_in_warranty"], judged.department) == (False, "engineering")
