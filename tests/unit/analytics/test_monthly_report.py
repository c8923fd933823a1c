"""客服月报: what it counts, what it names, and that it is the same every time."""

from __future__ import annotations

import pytest

from services.analytics.figures import Dimension, MonthlyReport
from services.analytics.monthly import DEFINITIONS
from services.analytics.months import Month
from shared.contracts.casework import Satisfaction
from shared.contracts.intake import Channel
from tests.support.told import MONDAY_NINE, Complaint
from tests.unit.analytics.bench import NOVEMBER, Analytics

LEAK, LIFT, NOISE = "TS20261123-000001", "TS20261123-000002", "TS20261123-000003"


async def a_month(analytics: Analytics) -> MonthlyReport:
    """A leak that was mended in time, a grave matter of the lift, an ungraded noise."""
    leak = Complaint(LEAK)
    await analytics.hears(
        leak.received(), leak.classified(), leak.graded(4, "一般"), leak.assigned(), leak.owes()
    )
    await analytics.hears(leak.after(hours=3).contacted(), leak.met(), leak.closed())
    await analytics.hears(leak.revisited(Satisfaction.SATISFIED))
    lift = Complaint(LIFT)
    told = {"channel": Channel.WEB, "project": "yql", "project_name": "云栖里", "title": "电梯停运"}
    await analytics.hears(lift.received(**told), lift.classified("property-management", "物业管理"))
    await analytics.hears(lift.graded(1, "重大"), lift.assigned("property", "物业公司"))
    await analytics.hears(lift.owes(), lift.ordered(), lift.after(hours=24).missed())
    await analytics.hears(lift.repeated(), lift.revisited(Satisfaction.DISSATISFIED))
    noise = Complaint(NOISE, MONDAY_NINE.replace(day=24))
    await analytics.hears(noise.received(), noise.withdrawn())
    earlier = Complaint("TS20261031-000009", MONDAY_NINE.replace(month=10))
    await analytics.hears(earlier.received())
    return await analytics.report()


def counted(report: MonthlyReport, dimension: Dimension) -> dict[str, tuple[int, float | None]]:
    (breakdown,) = [b for b in report.breakdowns if b.dimension is dimension]
    return {count.name: (count.count, count.share) for count in breakdown.counts}


async def test_it_counts_the_complaints_of_its_month_and_of_the_one_before(
    analytics: Analytics,
) -> None:
    report = await a_month(analytics)
    assert (report.total, report.previous_total) == (3, 1)
    assert (report.by_day[22], report.by_day[23], sum(report.by_day)) == (2, 1, 3)
    assert len(report.by_day) == 30


async def test_every_dimension_counts_every_complaint_once(analytics: Analytics) -> None:
    report = await a_month(analytics)
    assert [b.dimension for b in report.breakdowns] == list(Dimension)
    for breakdown in report.breakdowns:
        assert sum(count.count for count in breakdown.counts) == report.total


async def test_grades_come_gravest_first_and_what_is_not_settled_last(
    analytics: Analytics,
) -> None:
    report = await a_month(analytics)
    assert list(counted(report, Dimension.GRADE).items()) == [
        ("重大", (1, 0.3333)),
        ("一般", (1, 0.3333)),
        ("未定", (1, 0.3333)),
    ]


async def test_projects_and_channels_go_by_name(analytics: Analytics) -> None:
    report = await a_month(analytics)
    assert counted(report, Dimension.PROJECT) == {"明湖花园": (2, 0.6667), "云栖里": (1, 0.3333)}
    assert counted(report, Dimension.CHANNEL) == {"电话": (2, 0.6667), "网络": (1, 0.3333)}


async def test_each_figure_opens_to_its_complaints(analytics: Analytics) -> None:
    report = await a_month(analytics)
    named = {count.name: count.numbers for count in report.standing}
    assert named == {"办理中": (LIFT,), "已结案": (LEAK,), "已撤诉": (NOISE,)}
    assert report.repeated.numbers == report.supervised.numbers == (LIFT,)
    (opinion,) = report.on_time
    assert (opinion.met_numbers, opinion.missed_numbers) == ((LEAK,), (LIFT,))


async def test_on_time_is_met_of_met_and_missed(analytics: Analytics) -> None:
    report = await a_month(analytics)
    (opinion,) = report.on_time
    assert (opinion.met, opinion.missed, opinion.rate) == (1, 1, 0.5)
    assert opinion.rule == "zsy-5.2.4"
    assert report.on_time_overall.rate == 0.5


async def test_what_was_due_unmet_is_listed_with_its_rule(analytics: Analytics) -> None:
    (line,) = (await a_month(analytics)).overdue
    assert (line.number, line.title, line.rule) == (LIFT, "电梯停运", "zsy-5.2.4")
    assert line.due_at == MONDAY_NINE.replace(day=24)


async def test_a_grave_complaint_stands_on_its_own_with_its_course(analytics: Analytics) -> None:
    (case,) = (await a_month(analytics)).highlights
    assert (case.number, case.grade_name) == (LIFT, "重大")
    assert [step.sentence for step in case.course][:2] == [
        "网络投诉：电梯停运",
        "定级为重大：5 人以上集体投诉（zsy-3.3a）",
    ]


async def test_satisfaction_is_a_share_of_those_who_were_reached(analytics: Analytics) -> None:
    unreached = Complaint("TS20261123-000007")
    await analytics.hears(unreached.received(), unreached.revisited(Satisfaction.NOT_REACHED))
    answers = (await a_month(analytics)).satisfaction
    assert (answers.reached, answers.rate) == (2, 0.5)
    assert {c.name: c.count for c in answers.counts} == {"满意": 1, "不满意": 1, "未联系上": 1}


async def test_an_empty_month_has_a_report_of_zeros(analytics: Analytics) -> None:
    await a_month(analytics)
    report = await analytics.report(Month(2030, 2))
    assert (report.total, report.on_time, report.satisfaction.rate) == (0, (), None)
    assert report.on_time_overall.rate is None
    assert len(report.by_day) == 28


async def test_it_says_how_each_figure_is_computed(analytics: Analytics) -> None:
    report = await analytics.report()
    assert report.definitions == DEFINITIONS
    assert {d.figure for d in DEFINITIONS} >= {
        "按时率",
        "满意率",
        "督办单",
        "逾期",
        "重大与热点投诉",
    }


@pytest.mark.parametrize("form", ["json", "page", "workbook"])
async def test_the_same_rows_give_the_same_bytes(form: str) -> None:
    async def made() -> str | bytes:
        analytics = Analytics()
        report = await a_month(analytics)
        if form == "page":
            return await analytics.reports.monthly_page(NOVEMBER)
        if form == "workbook":
            return await analytics.reports.monthly_workbook(NOVEMBER)
        return report.model_dump_json()

    assert await made() == await made()
