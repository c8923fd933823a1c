"""The organisation: who is reached on which tier, who stands in, who is on duty, which dates."""

from __future__ import annotations

from datetime import date

import pytest

from shared.policy import Directory, PolicyIsInvalid, Tier, load_directory
from shared.policy.directory import Reached
from tests.unit.policy.breaking import CHINESE
from tests.unit.policy.regulations import at

DIRECTORY = """\
group: 明湖集团
people:
  zhou: {name: 周立群, email: zhou@minghu.example, absent: [{from: 2026-10-01, to: 2026-10-07}]}
  he: {name: 何文静, email: he@minghu.example, absent: [{from: 2026-10-05, to: 2026-10-05}]}
  lu: {name: 陆青, email: lu@minghu.example}
  fang: {name: 方敏, email: fang@minghu.example}
departments:
  engineering:
    name: 工程部
    email: engineering@minghu.example
    leader: {holder: zhou, substitutes: [he, lu]}
posts:
  specialist: {name: 客服专员, email: specialist@minghu.example}
duty:
  - {hours: "18:00-24:00", person: fang}
  - {hours: "00:00-08:30", days: mon-fri, person: lu}
duty_fallback: specialist
regions:
  east:
    name: 华东
    posts: {general-manager: {name: 区域总经理, holder: fang}}
cities:
  hangzhou:
    name: 杭州
    region: east
    posts: {general-manager: {name: 城市总经理, holder: zhou, substitutes: [he]}}
  suzhou: {name: 苏州, region: east}
projects:
  lake:
    name: 明湖花园
    city: hangzhou
    policies: [{pack: small, from: 2020-01-01}]
    posts: {general-manager: {name: 项目总经理, email: gm.lake@minghu.example}}
    departments:
      engineering:
        name: 项目工程部
        email: engineering.lake@minghu.example
        leader: {name: 项目工程负责人, email: lead.lake@minghu.example}
    duty:
      - {hours: "18:00-24:00", days: sat-sun, person: he}
    dates: {sales-start: 2024-05-01, delivery: 2026-12-01}
    buildings:
      b1: {name: 1 幢, households: 96}
      b2: {name: 2 幢, households: ["101", "102"], dates: {delivery: 2027-03-01}}
    prices: {lock-change: {name: 更换门锁, yuan: 100}}
  cloud: {name: 云栖里, city: hangzhou, policies: [{pack: small, from: 2020-01-01}]}
  garden: {name: 姑苏雅集, city: suzhou, policies: [{pack: small, from: 2020-01-01}]}
warranties:
  roof: {name: 屋面防水, lasts: 60 month}
prices:
  lock-change: {name: 更换门锁, yuan: 80}
  key-copy: {name: 配制钥匙, yuan: 12.5}
"""
ORDINARY = at("2026-09-30 10:00")


def directory(text: str = DIRECTORY) -> Directory:
    return load_directory(text, file="directory.yaml")


def shown(recipient: str, project: str, when: str = "2026-09-30 10:00") -> str | None:
    reached = directory().reach(recipient, project, at(when))
    return reached.shown if reached else None


def leader(project: str, when: str) -> str | None:
    reached = directory().reach_leader("engineering", project, at(when))
    return reached.shown if reached else None


@pytest.mark.parametrize(
    ("project", "tier", "email"),
    [
        ("lake", Tier.PROJECT, "gm.lake@minghu.example"),
        ("cloud", Tier.CITY, "zhou@minghu.example"),
        ("garden", Tier.REGION, "fang@minghu.example"),
    ],
)
def test_the_projects_general_manager_else_the_citys_else_the_regions(
    project: str, tier: Tier, email: str
) -> None:
    reached = directory().reach("general-manager", project, ORDINARY)

    assert reached is not None
    assert (reached.tier, reached.email) == (tier, email)


def test_a_project_may_have_departments_of_its_own() -> None:
    assert shown("engineering", "lake") == "项目工程部"
    assert shown("engineering", "garden") == "工程部"
    assert set(directory().departments_for("lake")) == {"engineering"}
    assert directory().departments_for("lake")["engineering"].name == "项目工程部"
    assert leader("lake", "2026-10-01 10:00") == "项目工程负责人"


def test_nobody_is_reached_under_a_name_that_no_tier_has() -> None:
    assert shown("chairman", "lake") is None
    assert directory().reach_leader("design", "lake", ORDINARY) is None


def test_a_project_that_is_gone_is_served_by_the_group() -> None:
    assert shown("engineering", "sold-long-ago") == "工程部"
    assert shown("general-manager", "sold-long-ago") is None


def test_a_directory_in_which_a_project_has_moved_reaches_the_people_where_it_is_now() -> None:
    def tier_of(manager: Reached | None) -> Tier | None:
        return manager.tier if manager else None

    before = directory()
    assert tier_of(before.reach("general-manager", "cloud", ORDINARY)) is Tier.CITY
    moved = before.projects["cloud"].model_copy(update={"city": "suzhou"})
    after = before.model_copy(update={"projects": {**before.projects, "cloud": moved}})
    assert tier_of(after.reach("general-manager", "cloud", ORDINARY)) is Tier.REGION


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-09-30 23:59", "周立群"),
        ("2026-10-01 00:00", "周立群（何文静代）"),
        ("2026-10-05 12:00", "周立群（陆青代）"),
        ("2026-10-07 23:59", "周立群（何文静代）"),
        ("2026-10-08 00:00", "周立群"),
    ],
)
def test_a_substitute_is_reached_on_the_days_the_holder_is_away(when: str, expected: str) -> None:
    assert leader("garden", when) == expected


def test_with_everybody_away_it_waits_for_the_holder() -> None:
    reached = directory().reach("general-manager", "cloud", at("2026-10-05 09:00"))

    assert reached is not None
    assert (reached.person, reached.substitute) == ("周立群", False)


@pytest.mark.parametrize(
    ("project", "when", "expected"),
    [
        ("lake", "2026-09-30 17:59", "客服专员"),  # Wednesday
        ("lake", "2026-09-30 18:00", "值班人员（方敏）"),
        ("lake", "2026-09-30 23:59", "值班人员（方敏）"),
        ("lake", "2026-10-03 18:00", "值班人员（何文静）"),  # Saturday: the project's own roster
        ("garden", "2026-10-03 18:00", "值班人员（方敏）"),
        ("garden", "2026-10-01 08:29", "值班人员（陆青）"),
        ("garden", "2026-10-01 08:30", "客服专员"),
        ("garden", "2026-10-03 08:00", "客服专员"),  # no night duty at weekends
    ],
)
def test_whoever_is_on_duty_is_reached_the_nearest_tier_first(
    project: str, when: str, expected: str
) -> None:
    assert shown("on-duty", project, when) == expected


def test_a_building_may_have_a_date_of_its_own() -> None:
    found = directory()
    assert found.date_of("lake", "delivery", "b2") == date(2027, 3, 1)
    assert found.date_of("lake", "delivery", "b1") == date(2026, 12, 1)
    assert found.date_of("lake", "sales-start", "b2") == date(2024, 5, 1)
    assert found.date_of("lake", "completion") is None
    assert found.date_of("nowhere", "delivery") is None


def test_households_are_counted_over_the_buildings() -> None:
    assert directory().households_of("lake") == 98
    assert directory().households_of("cloud") == 0


def test_a_projects_own_price_comes_before_the_groups() -> None:
    found = directory()
    prices = [found.price(project, "lock-change") for project in ("lake", "cloud")]
    assert [price and price.fen for price in prices] == [10_000, 8_000]
    copy = found.price("lake", "key-copy")
    assert copy is not None and copy.fen == 1250
    assert found.price("lake", "painting") is None
    roof = found.warranty("lake", "roof")
    assert roof is not None and roof.lasts.zh == "60 个月"


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("holder: fang", "holder: fong", "holder: fong", "did you mean `fang`"),
        ("substitutes: [he, lu]", "substitutes: [he, lo]", "substitutes", "unknown person `lo`"),
        ("substitutes: [he, lu]", "substitutes: [zhou]", "substitutes", "stands in already"),
        ('"18:00-24:00", person: fang', '"18:00-24:00", person: feng', "feng", "unknown person"),
        ('"00:00-08:30", days: mon-fri', '"00:00-18:30"', "00:00-18:30", "overlaps entry 1"),
        ('"00:00-08:30"', '"20:00-08:30"', "20:00-08:30", "must begin before they end"),
        ("to: 2026-10-07", "to: 2026-09-07", "2026-09-07", "must begin before it ends"),
        ("{name: 苏州, region: east}", "{name: 苏州, region: west}", "west", "unknown region"),
        ("city: suzhou", "city: suzho", "suzho,", "did you mean `suzhou`"),
        ("name: 云栖里", "name: 明湖花园", "cloud:", "called that already"),
        ("{name: 客服专员, email", "{name: 客服专员, holder: lu, email", "specialist:", "not both"),
        ("{name: 客服专员, email: specialist@minghu.example}", "{name: 客服}", "客服}", "not both"),
        ("duty_fallback: specialist", "duty_fallback: night", "night", "unknown group post"),
        ("{general-manager: {name: 区域", "{engineering: {name: 区域", "区域", "a department and"),
        ("{general-manager: {name: 区域", "{on-duty: {name: 区域", "区域", "somebody else in the"),
        ("delivery: 2026-12-01", "delivery: soon", "soon", "date"),
        ("delivery: 2026-12-01", "Delivery: 2026-12-01", "Delivery", "must match"),
        ("households: 96", "households: 0", "households: 0", "at least 1"),
        ("lasts: 60 month", "lasts: 60", "lasts: 60", "text"),
        ("yuan: 80", "yuan: -80", "-80", "at least 0"),
        ("group: 明湖集团", "group: 明湖集团\nzone: Asia/Peking", "Peking", "Peking"),
    ],
)
def test_a_fault_is_reported_at_its_line_in_both_languages(
    old: str, new: str, place: str, reason: str
) -> None:
    assert old in DIRECTORY
    wrong = DIRECTORY.replace(old, new, 1)

    with pytest.raises(PolicyIsInvalid) as refused:
        directory(wrong)

    found = [fault for fault in refused.value.faults if reason in fault.english]
    assert found, refused.value.faults
    assert place in wrong.splitlines()[found[0].line - 1]
    assert CHINESE.search(found[0].chinese)
