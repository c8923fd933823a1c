"""Projects through the application: the directory heeded, timers, reports, handovers."""

from __future__ import annotations

from datetime import date

import pytest

from services.sla.commanding import Caller
from services.sla.domain.duties.deciding import ReportDone
from services.sla.domain.duties.project_watch import PROJECT_WATCH, instants_of_project
from services.sla.domain.duties.refusals import (
    DutyIsUnknown,
    HomeWasTakenOver,
    ProjectIsNotWatched,
    TakenOverForNoReason,
)
from services.sla.domain.handover import RecordHandover
from services.sla.duties.ledger import project_stream
from shared.contracts.duties import (
    DutyApproachingV1,
    DutyDoneV1,
    DutyDroppedV1,
    DutyMissedV1,
    DutyStartedV1,
    HandoverRefusedV1,
)
from shared.contracts.intake import Customer
from shared.deadlines import HolidayNotice
from shared.event_store.memory import MemoryStore
from shared.ids import project_id
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES, NATIONAL_DAY, Folder, governed, handing_over
from tests.unit.sla.service import SlaInMemory, told

WANG = Caller("wang")
NOVEMBER = HolidayNotice(
    "cn-2026-b",
    2026,
    "放假通知",
    None,
    frozenset({date(2026, 11, 16), date(2026, 11, 17)}),
    frozenset(),
)
OWNER = Customer(name="陈女士", email="chen@owner.example", room="3-1-1201")


class Company(SlaInMemory):
    """Sla in a company whose directory may be read anew."""

    def __init__(
        self, now: str, store: MemoryStore | None = None, /, **projects: dict[str, date]
    ) -> None:
        self.folder = Folder(governed(**projects))
        super().__init__(now, policies=self.folder, store=store)

    async def reads(self, **projects: dict[str, date]) -> None:
        self.folder.library = governed(**projects)
        await self.asked.heed_directory(self.clock.now())


async def watched(**projects: dict[str, date]) -> Company:
    sla = Company("2026-05-06 10:00", **(projects or {"jy": DATES}))
    await sla.asked.heed_directory(sla.clock.now())
    return sla


async def test_what_the_directory_says_is_watched_and_told() -> None:
    sla = await watched()

    started = await told(sla, DutyStartedV1)
    assert [contract.duty for contract in started] == ["kickoff", "letter", "progress"]
    assert {contract.key for contract in started} == {project_id("jy")}
    assert started[0].project_name == "项目 jy"
    assert not started[0].moved
    view = await sla.asked.projects.view("jy")
    assert [duty.key for duty in view.duties] == ["kickoff", "letter", "progress"]
    assert view.dates == DATES


async def test_heeding_it_twice_changes_nothing() -> None:
    sla = await watched(jy=DATES, other=DATES)
    before = await sla.told()

    assert await sla.asked.heed_directory(sla.clock.now()) == 0
    assert await sla.told() == before


async def test_timers_are_what_the_watch_says() -> None:
    sla = await watched()
    await sla.passes("2026-09-20 00:00")

    watch = await sla.store.load(PROJECT_WATCH, project_stream("jy"))
    assert watch is not None
    ahead = [(instant.at, instant.place) for instant in instants_of_project(watch)]
    assert [(timer.instant, timer.place) for timer in await sla.timers()] == ahead


async def test_time_passes_each_instant_once_and_in_order() -> None:
    sla = await watched()
    await sla.passes("2026-08-18 00:00")
    await sla.passes("2026-08-18 00:01")

    warned = await told(sla, DutyApproachingV1)
    assert [(contract.step, contract.tell) for contract in warned] == [
        ("50%", ("manager",)),
        ("5 wd", ("manager",)),
    ]
    missed = await told(sla, DutyMissedV1)
    assert [(contract.duty, contract.tell) for contract in missed] == [
        ("kickoff", ("manager", "department"))
    ]


async def test_after_downtime_everything_that_passed_fires_and_is_marked_late() -> None:
    sla = await watched()
    await sla.asked.projects.report_done("jy", ReportDone(key="kickoff", note="好"), WANG)
    await sla.passes("2026-07-01 00:00")

    missed = await told(sla, DutyMissedV1)
    assert [contract.occurrence for contract in missed if contract.duty == "review"] == [1, 2, 3]
    late = [contract.late_s for contract in missed if contract.duty == "review"]
    assert late == sorted(late, reverse=True)
    assert late[0] > 30 * 24 * 3600


async def test_a_moved_date_is_told_as_a_new_time() -> None:
    sla = await watched()
    await sla.reads(jy={**DATES, "delivery": date(2027, 3, 31)})

    again = [contract for contract in await told(sla, DutyStartedV1) if contract.moved]
    assert [contract.duty for contract in again] == ["kickoff", "letter"]
    assert (again[0].first_due_at, again[0].due_at) == (
        at("2026-08-18 00:00"),
        at("2026-12-17 00:00"),
    )
    await sla.passes("2026-08-18 12:00")
    assert await told(sla, DutyMissedV1) == []


async def test_a_project_that_is_gone_is_asked_nothing_more() -> None:
    sla = await watched()
    await sla.reads(other=DATES)

    dropped = await told(sla, DutyDroppedV1)
    assert [contract.duty for contract in dropped] == ["kickoff", "letter", "progress"]
    assert {timer.complaint_id for timer in await sla.timers()} == {project_id("other")}


async def test_a_new_calendar_moves_what_is_counted_in_working_days(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever looks through complaints for it leaves projects alone: the directory is heeded."""
    sla = await watched()
    before = await sla.told()
    while await sla.firing.heed_holiday_notices():
        pass
    assert await sla.told() == before
    assert caplog.records == []

    sla.folder.library = governed(handing_over(holidays=(NATIONAL_DAY, NOVEMBER)), jy=DATES)
    await sla.asked.heed_directory(sla.clock.now())

    moved = [contract for contract in await told(sla, DutyStartedV1) if contract.moved]
    assert [(contract.duty, contract.due_at) for contract in moved] == [
        ("letter", at("2026-11-06 18:00"))
    ]


async def test_a_duty_is_reported_done() -> None:
    sla = await watched()
    command = ReportDone(key="kickoff", note="工作组已成立")
    reply = await sla.asked.projects.report_done("jy", command, WANG)

    done = (await told(sla, DutyDoneV1))[0]
    assert (done.duty, done.by, done.note, done.in_time) == (
        "kickoff",
        "wang",
        "工作组已成立",
        True,
    )
    assert "review" in {duty["key"] for duty in reply.body.model_dump()["duties"]}


async def test_what_is_not_there_is_refused() -> None:
    sla = await watched()
    projects = sla.asked.projects

    with pytest.raises(ProjectIsNotWatched):
        await projects.view("nowhere")
    with pytest.raises(ProjectIsNotWatched):
        await projects.report_done("nowhere", ReportDone(key="kickoff", note="好"), WANG)
    with pytest.raises(DutyIsUnknown):
        await projects.report_done("jy", ReportDone(key="party", note="好"), WANG)
    with pytest.raises(ProjectIsNotWatched):
        await projects.record_handover(
            "nowhere", RecordHandover(household="1-1", taken_over=True), WANG
        )


async def test_an_owner_who_without_reason_does_not_take_over_is_counted() -> None:
    sla = await watched()
    refused = RecordHandover(household="3-1-1201", taken_over=False, customer=OWNER)
    for command in (refused, refused.model_copy(update={"reason": "外墙渗漏"}), refused):
        await sla.asked.projects.record_handover("jy", command, WANG)

    contracts = await told(sla, HandoverRefusedV1)
    assert [(contract.times, contract.reason) for contract in contracts] == [
        (1, ""),
        (1, "外墙渗漏"),
        (2, ""),
    ]
    assert contracts[0].customer == OWNER


async def test_a_home_is_taken_over_once() -> None:
    sla = await watched()
    taken = RecordHandover(household="3-1-1201", taken_over=True, customer=OWNER)
    projects = sla.asked.projects
    first = await projects.record_handover("jy", taken, WANG)
    again = await projects.record_handover("jy", taken, WANG)

    assert first.body == again.body
    assert await told(sla, HandoverRefusedV1) == []
    assert "chen@owner.example" not in first.body.model_dump_json()
    with pytest.raises(HomeWasTakenOver):
        await projects.record_handover(
            "jy", RecordHandover(household="3-1-1201", taken_over=False), WANG
        )
    with pytest.raises(TakenOverForNoReason):
        await projects.record_handover("jy", taken.model_copy(update={"reason": "好"}), WANG)
