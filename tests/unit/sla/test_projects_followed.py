"""The directory is followed: when it is heeded, what waits for that, and what it must not undo."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date
from itertools import chain, repeat

from services.sla.duties.following import Following
from shared.commands import CONFLICT_ATTEMPTS
from shared.contracts.duties import DutyMissedV1
from shared.deadlines import HolidayNotice
from shared.event_store.memory import MemoryStore
from shared.event_store.port import StreamConflict, Transaction
from tests.unit.policy.regulations import at
from tests.unit.sla.projects import DATES, DUTIES, NATIONAL_DAY, governed, handing_over
from tests.unit.sla.service import KINDS, told
from tests.unit.sla.test_projects import Company, watched

SATURDAY = HolidayNotice(
    "cn-2026-c", 2026, "放假通知", None, frozenset(), frozenset({date(2026, 11, 14)})
)
TUESDAY = HolidayNotice(
    "cn-2026-d", 2026, "放假通知", None, frozenset({date(2026, 11, 10)}), frozenset()
)
NOVEMBER_9 = date(2026, 11, 9)


class Contended(MemoryStore):
    """Of the transactions that come, those in which somebody else is faster."""

    collides: Iterator[bool] = repeat(False)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with super().transaction() as unit:
            yield unit
            if next(self.collides):
                raise StreamConflict


async def test_the_directory_is_heeded_at_the_start_on_request_and_every_day() -> None:
    sla = Company("2026-05-06 10:00", jy=DATES)
    asked: list[str] = []

    async def heed(now: object) -> int:
        asked.append(str(now))
        return 0

    following = Following(heed, sla.policies, sla.clock)
    await following.follow()
    await following.follow()
    following.ask()
    await following.follow()
    sla.clock.step_to(at("2026-05-07 00:00"))
    await following.follow()

    assert len(asked) == 3


async def test_a_project_that_others_keep_changing_is_looked_at_again_after_the_others() -> None:
    store = Contended(KINDS)
    sla = Company("2026-05-06 10:00", store, jy=DATES, other=DATES)
    following = Following(sla.asked.heed_directory, sla.policies, sla.clock)
    collisions = (False, *repeat(True, CONFLICT_ATTEMPTS))  # It looks for timers first.
    store.collides = chain(collisions, repeat(False))

    assert await following.follow() == 0
    heeded = {code: (await sla.asked.projects.view(code)).duties for code in ("jy", "other")}
    assert (len(heeded["jy"]), len(heeded["other"])) == (0, 3)
    assert sla.rung == 1

    assert await following.follow() == 1
    assert len((await sla.asked.projects.view("jy")).duties) == 3


async def test_what_fell_due_while_the_service_was_down_is_missed_though_dates_moved() -> None:
    """It starts again, heeds the directory first, and the date has been put off meanwhile."""
    sla = await watched()
    sla.clock.step_to(at("2026-08-20 09:00"))
    await sla.reads(jy={**DATES, "delivery": date(2027, 3, 31)})

    missed = await told(sla, DutyMissedV1)
    assert [(contract.duty, contract.due_at) for contract in missed] == [
        ("kickoff", at("2026-08-18 00:00"))
    ]
    assert missed[0].late_s == (2 * 24 + 9) * 3600


async def test_a_holiday_notice_that_came_while_the_service_was_down_wins() -> None:
    """By the notice a Saturday is a working day, so that the letter is due a day later."""
    sla = await watched()
    await sla.passes("2026-11-10 17:00")
    sla.clock.step_to(at("2026-11-11 09:00"))
    pack = handing_over(holidays=(NATIONAL_DAY, SATURDAY))
    sla.folder.library = governed(pack, jy={**DATES, "delivery": date(2026, 12, 2)})
    await sla.asked.heed_directory(sla.clock.now())

    letter = next(d for d in (await sla.asked.projects.view("jy")).duties if d.key == "letter")
    assert (letter.outcome, letter.due_at) == ("open", at("2026-11-12 18:00"))


async def test_what_was_due_by_the_notice_as_well_is_missed_when_the_notice_has_it() -> None:
    sla = await watched()
    await sla.passes("2026-11-10 17:00")
    sla.clock.step_to(at("2026-11-12 09:00"))
    pack = handing_over(holidays=(NATIONAL_DAY, SATURDAY))
    sla.folder.library = governed(pack, jy={**DATES, "delivery": date(2027, 3, 31)})
    await sla.asked.heed_directory(sla.clock.now())

    missed = [contract for contract in await told(sla, DutyMissedV1) if contract.duty == "letter"]
    assert [contract.missed_at for contract in missed] == [at("2026-11-11 18:00")]


async def test_a_regulation_version_that_is_gone_does_not_keep_the_next_from_governing() -> None:
    sla = await watched()
    sla.clock.step_to(at("2026-08-20 09:00"))
    sla.folder.library = governed(handing_over(version="2"), jy=DATES)
    await sla.asked.heed_directory(sla.clock.now())

    view = await sla.asked.projects.view("jy")
    assert view.policy is not None
    assert view.policy.version == "2"


async def test_a_time_that_comes_again_is_missed_when_a_notice_that_moved_it_has_it() -> None:
    """Every three working days: the notice moves the open time, and that has passed as well."""
    duties = DUTIES.replace("span: 6 month", "span: 3 wd")
    sla = Company("2026-11-09 00:00", jy={"sales-start": NOVEMBER_9})
    sla.folder.library = governed(handing_over(duties=duties), jy={"sales-start": NOVEMBER_9})
    await sla.asked.heed_directory(sla.clock.now())
    sla.clock.step_to(at("2026-11-13 19:00"))
    pack = handing_over(duties=duties, holidays=(NATIONAL_DAY, TUESDAY))
    sla.folder.library = governed(pack, jy={"sales-start": NOVEMBER_9})
    await sla.asked.heed_directory(sla.clock.now())

    found = (await sla.asked.projects.view("jy")).duties
    assert [(duty.occurrence, duty.outcome, duty.due_at) for duty in found] == [
        (1, "missed", at("2026-11-13 18:00")),
        (2, "open", at("2026-11-18 18:00")),
    ]
