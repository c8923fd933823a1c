"""按时率: met / (met + missed), and nothing else."""

from __future__ import annotations

from services.analytics.months import Month
from shared.contracts.sla import ObligationKind
from tests.support.told import MONDAY_NINE, Complaint
from tests.unit.analytics.bench import Analytics

OCTOBER = MONDAY_NINE.replace(month=10)


async def three_answers(analytics: Analytics) -> None:
    """October: one in time, one late. November: one still open."""
    kept, late = Complaint("TS1", OCTOBER), Complaint("TS2", OCTOBER)
    await analytics.hears(kept.received(), kept.owes(), kept.after(hours=2).met())
    await analytics.hears(late.received(), late.owes(), late.after(hours=24).missed())
    running = Complaint("TS3")
    await analytics.hears(running.received(), running.owes())


async def test_each_month_of_receipt_has_its_own_record(analytics: Analytics) -> None:
    await three_answers(analytics)
    report = await analytics.reports.on_time("preliminary-opinion", first=None, last=None)
    found = {m.month: (m.on_time, m.late, m.open, m.total, m.rate) for m in report.months}
    assert found == {"2026-10": (1, 1, 0, 2, 0.5), "2026-11": (0, 0, 1, 1, None)}
    assert (report.overall.total, report.overall.rate) == (3, 0.5)
    assert (report.name, report.rule) == ("初步处理意见", "zsy-5.2.4")


async def test_it_can_be_asked_of_some_months_only(analytics: Analytics) -> None:
    await three_answers(analytics)
    november = Month(2026, 11)
    report = await analytics.reports.on_time("preliminary-opinion", first=november, last=november)
    assert [month.month for month in report.months] == ["2026-11"]
    assert report.overall.total == 1


async def test_an_answer_given_in_a_later_month_counts_where_the_complaint_came_in(
    analytics: Analytics,
) -> None:
    complaint = Complaint("TS1", OCTOBER)
    await analytics.hears(complaint.received(), complaint.owes(), complaint.after(days=20).met())
    report = await analytics.reports.on_time("preliminary-opinion", first=None, last=None)
    assert [month.month for month in report.months] == ["2026-10"]


async def test_a_threshold_that_passed_is_nobodys_lateness(analytics: Analytics) -> None:
    complaint = Complaint()
    silent = {"obligation": "unsolved-week", "kind": ObligationKind.THRESHOLD}
    await analytics.hears(
        complaint.received(), complaint.owes(**silent), complaint.missed(**silent)
    )
    report = await analytics.reports.on_time("unsolved-week", first=None, last=None)
    assert report.overall.total == 0


async def test_of_an_obligation_nobody_heard_of_there_is_nothing_to_say(
    analytics: Analytics,
) -> None:
    report = await analytics.reports.on_time("answer", first=None, last=None)
    assert (report.months, report.name, report.overall.rate) == ((), None, None)
