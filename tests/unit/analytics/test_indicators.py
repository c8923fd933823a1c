"""Indicators 指标: each over the complaints of its own version, and in every form of the report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from python_calamine import CalamineWorkbook

from services.analytics.figures import Indicator, IndicatorKind, IndicatorReport
from services.analytics.indicators import record_of
from services.analytics.main import create_app
from shared.contracts import Message
from shared.contracts.casework import Satisfaction
from shared.contracts.intake import PolicyStamp
from shared.contracts.sla import ObligationKind
from shared.policy.events import RECORD
from tests.support.service import composed, over_http
from tests.support.told import Complaint
from tests.unit.analytics.bench import LIBRARY, NOVEMBER, Analytics

ON_TIME = PolicyStamp(pack="liyuan", version="2026.1")
SATISFIED = PolicyStamp(pack="mgmt-office", version="2026.1")
COMPENSATION = PolicyStamp(pack="country-garden", version="2026.1")
REVISITED = PolicyStamp(pack="property-desk", version="2026.1")
GONE = PolicyStamp(pack="liyuan", version="1999.1")


def number(place: int) -> str:
    return f"TS20261123-{place:06}"


def answered(place: int, *answers: Satisfaction) -> list[Message]:
    told = Complaint(number(place))
    return [told.received(policy=SATISFIED), *(told.revisited(answer) for answer in answers)]


async def asked(analytics: Analytics, project: str | None = None) -> IndicatorReport:
    return await analytics.reports.indicators(NOVEMBER, project=project)


async def indicator(analytics: Analytics, key: str, project: str | None = None) -> Indicator:
    report = await asked(analytics, project)
    (found,) = [one for one in report.indicators if one.key == key]
    return found


async def some_late(analytics: Analytics) -> None:
    """One that is in time, one that missed a deadline, one that only passed a threshold."""
    kept, late, passed = (Complaint(number(place)) for place in (1, 2, 3))
    await analytics.hears(kept.received(policy=ON_TIME), kept.owes(), kept.met())
    await analytics.hears(late.received(policy=ON_TIME, project="yql"), late.owes(), late.missed())
    threshold = {"kind": ObligationKind.THRESHOLD}
    await analytics.hears(passed.received(policy=ON_TIME))
    await analytics.hears(passed.owes(**threshold), passed.missed(**threshold))


async def test_in_time_is_what_missed_no_deadline(analytics: Analytics) -> None:
    await some_late(analytics)
    found = await indicator(analytics, "on-time")
    assert (found.part, found.whole, found.share) == (2, 3, 0.6667)
    assert (found.rule, found.pack, found.version) == ("ly-rate", "liyuan", "2026.1")
    assert (found.goal, found.reached) == (None, None)
    assert found.counted_numbers == (number(1), number(3))
    assert found.other_numbers == (number(2),)


async def test_a_project_can_be_asked_for_alone(analytics: Analytics) -> None:
    await some_late(analytics)
    there = await indicator(analytics, "on-time", "yql")
    assert (there.part, there.whole, there.other_numbers) == (0, 1, (number(2),))
    assert (await asked(analytics, "nowhere")).indicators == ()


@pytest.mark.parametrize(("satisfied", "reached"), [(19, True), (18, False)])
async def test_a_goal_is_reached_at_the_goal_itself(
    analytics: Analytics, satisfied: int, reached: bool
) -> None:
    for place in range(20):
        answer = Satisfaction.SATISFIED if place < satisfied else Satisfaction.NEUTRAL
        await analytics.hears(*answered(place, answer))
    await analytics.hears(*answered(20, Satisfaction.NOT_REACHED), *answered(21))
    found = await indicator(analytics, "satisfaction")
    assert (found.part, found.whole, found.goal) == (satisfied, 20, ">= 95 %")
    assert found.reached is reached


async def test_with_nothing_to_measure_a_goal_is_neither_reached_nor_missed(
    analytics: Analytics,
) -> None:
    await analytics.hears(*answered(1))
    found = await indicator(analytics, "satisfaction")
    assert (found.whole, found.share, found.reached) == (0, None, None)


async def test_only_what_is_closed_and_not_taken_back_has_to_be_revisited(
    analytics: Analytics,
) -> None:
    first, second, third, reopened = (Complaint(number(place)) for place in range(4))
    for told in (first, second, third, reopened):
        await analytics.hears(told.received(policy=REVISITED), told.closed())
    await analytics.hears(first.revisited(Satisfaction.SATISFIED), third.withdrawn())
    await analytics.hears(second.revisited(Satisfaction.NOT_REACHED), reopened.reopened())
    found = await indicator(analytics, "revisited")
    assert (found.counted_numbers, found.other_numbers) == ((number(0),), (number(1),))
    assert found.reached is False


async def compensated(analytics: Analytics) -> None:
    ours, theirs = Complaint(number(1)), Complaint(number(2))
    paid = {"borne_by_us": True, "cash": 1000_00, "goods": 240_50}
    await analytics.hears(ours.received(policy=COMPENSATION, facts=paid))
    await analytics.hears(theirs.received(policy=COMPENSATION, facts={"cash": 700_00}))


async def test_a_sum_of_money_is_in_fen_over_those_that_are_let_in(analytics: Analytics) -> None:
    await compensated(analytics)
    found = await indicator(analytics, "compensation")
    assert (found.kind, found.part, found.whole) == (IndicatorKind.MONEY, 1240_50, 1)
    assert (found.share, found.counted_numbers) == (None, (number(1),))
    assert (await indicator(analytics, "in-warranty")).proposal


async def test_a_version_that_is_not_there_is_named_and_hinders_nothing(
    analytics: Analytics,
) -> None:
    await some_late(analytics)
    await analytics.hears(Complaint(number(9)).received(policy=GONE))
    report = await asked(analytics)
    assert report.without_packs == ("liyuan@1999.1",)
    assert [one.whole for one in report.indicators] == [3]
    assert (await analytics.report()).without_packs == ("liyuan@1999.1",)


async def test_the_months_report_has_the_same_indicators(analytics: Analytics) -> None:
    await some_late(analytics)
    await compensated(analytics)
    assert (await analytics.report()).indicators == (await asked(analytics)).indicators


async def test_the_page_and_the_workbook_show_them(analytics: Analytics) -> None:
    await compensated(analytics)
    await analytics.hears(*answered(7, Satisfaction.DISSATISFIED))
    page = await analytics.reports.monthly_page(NOVEMBER)
    assert "<h2>指标</h2>" in page and "1,240.50 元" in page and "<em>未达标</em>" in page
    book = CalamineWorkbook.from_filelike(
        BytesIO(await analytics.reports.monthly_workbook(NOVEMBER))
    )
    head, *lines = book.get_sheet_by_name("指标").to_python()
    by_rule = {line[1]: dict(zip(head, line, strict=True)) for line in lines}
    assert by_rule["cg-comp"]["金额（元）"] == 1240.5
    assert (by_rule["mo-95"]["比率"], by_rule["mo-95"]["达标"]) == (0, "未达标")


async def test_a_pack_without_indicators_has_no_section(analytics: Analytics) -> None:
    await analytics.hears(Complaint().received())
    assert "<h2>指标</h2>" not in await analytics.reports.monthly_page(NOVEMBER)


async def test_every_value_that_a_condition_may_read_is_there(analytics: Analytics) -> None:
    """Else a regulation that loads would fail in the report."""
    await some_late(analytics)
    fact, *_ = await analytics.complaints()
    pack = LIBRARY.pack(fact.pack, fact.version)
    readable = {f"record.{name}" for name in RECORD} | {f"facts.{name}" for name in pack.facts}
    assert set(record_of(fact, pack, on_time=True)) == readable | {"facts.grade"}


class TestOverHttp:
    @pytest.fixture
    async def client(self, analytics: Analytics) -> AsyncIterator[httpx.AsyncClient]:
        await some_late(analytics)
        app = composed(create_app(), analytics.reports, analytics.store)
        async with over_http(app) as client:
            yield client

    @pytest.mark.parametrize(("query", "whole"), [("", 3), ("&project=", 3), ("&project=yql", 1)])
    async def test_a_month_and_a_project_are_asked_for(
        self, client: httpx.AsyncClient, query: str, whole: int
    ) -> None:
        told = (await client.get(f"/reports/indicators?month=2026-11{query}")).json()
        (found,) = told["indicators"]
        assert (found["key"], found["whole"], found["rule"]) == ("on-time", whole, "ly-rate")
        assert {"part", "share", "goal", "reached", "pack", "version"} <= set(found)

    @pytest.mark.parametrize(
        ("query", "field"), [("", "month"), ("month=2026-13", "month"), ("month=x", "month")]
    )
    async def test_a_month_that_is_none_is_refused(
        self, client: httpx.AsyncClient, query: str, field: str
    ) -> None:
        reply = await client.get(f"/reports/indicators?{query}")
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["field"] == field

    async def test_a_project_that_is_no_code_is_refused(self, client: httpx.AsyncClient) -> None:
        reply = await client.get("/reports/indicators?month=2026-11&project=A B")
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["field"] == "project"
