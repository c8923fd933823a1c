"""A holiday notice comes, or is amended, while obligations run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.sla.calendar_changes import CalendarChangePage, Subject
from services.sla.commanding import Caller
from services.sla.domain.obligation import Obligation, Outcome
from services.sla.domain.refusals import CursorIsUnreadable
from services.sla.supervision import MilestoneWish
from shared.contracts.sla import MilestoneRecountedV1, ObligationStartedV1
from shared.policy import Pack, PolicyLibrary
from tests.support.vectors import official_notices
from tests.unit.policy.regulations import at, library
from tests.unit.sla.regulation import regulation
from tests.unit.sla.service import SlaInMemory, told
from tests.unit.sla.story import assigned, complaint, contacted, graded

NUMBER = "TS20261118-000123"
ORDER = "DB20261118-000123"
BY = Caller("wang")


def known_on(day: str) -> Pack:
    """The regulation with the official notices that were out on a day."""
    on = date.fromisoformat(day)
    return regulation(*(notice for notice in official_notices() if notice.is_out(on)))


def under(pack: Pack) -> PolicyLibrary:
    return replace(library(), packs={("tests", "1"): pack})


async def received(when: str, known: str) -> SlaInMemory:
    """A complaint with an answer due in five working days, under the notices of that day."""
    pack = known_on(known)
    sla = SlaInMemory(when, policies=under(pack))
    await sla.hears(complaint(pack, when))
    return await all_is_heeded(sla)


async def learns(sla: SlaInMemory, known: str) -> SlaInMemory:
    """The policies are read anew, and what is open is looked through."""
    return await all_is_heeded(sla.goes_on_under(under(known_on(known))))


async def all_is_heeded(sla: SlaInMemory) -> SlaInMemory:
    while await sla.firing.heed_holiday_notices():
        pass
    return sla


async def answer(sla: SlaInMemory) -> Obligation:
    obligation = (await sla.watch()).obligation("answer")
    assert obligation is not None
    return obligation


async def report(sla: SlaInMemory, **asked: object) -> CalendarChangePage:
    wanted = {"number": None, "cursor": None, "limit": 100, **asked}
    return await sla.asked.calendar_changes.page(**wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "before", "after", "notice", "title", "was", "now"),
    [
        (
            "2020-01-21 10:00",
            "2020-01-26",
            "2020-01-27",
            "cn-2020-02",
            "《国务院办公厅关于延长2020年春节假期的通知》（2020-01-27 公布）修订放假安排",
            "2020-02-03 18:00",
            "2020-02-05 18:00",
        ),
        (
            "2019-04-29 10:00",
            "2019-03-21",
            "2019-03-22",
            "cn-2019-05",
            "《国务院办公厅关于调整2019年劳动节假期安排的通知》（2019-03-22 公布）修订放假安排",
            "2019-05-07 18:00",
            "2019-05-08 18:00",
        ),
        (
            "2015-09-01 10:00",
            "2015-05-12",
            "2015-05-13",
            "cn-2015-09",
            "《国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知》"
            "（2015-05-13 公布）修订放假安排",
            "2015-09-08 18:00",
            "2015-09-09 18:00",
        ),
    ],
    ids=["2020", "2019", "2015"],
)
async def test_an_amendment_moves_what_it_touches_and_says_so(
    start: str, before: str, after: str, notice: str, title: str, was: str, now: str
) -> None:
    sla = await received(start, before)
    assert (await answer(sla)).timing.due_at == at(was)

    await learns(sla, after)
    counted = await answer(sla)
    assert counted.timing.due_at == at(now)
    assert counted.first_due_at == at(was)
    (recount,) = counted.recounts
    assert (recount.notices, recount.previous_due_at, recount.due_at) == (
        (notice,),
        at(was),
        at(now),
    )
    sentence = f"{title}，原定 {was} 到期，现重新计算。"
    anew = (await told(sla, ObligationStartedV1))[-1]
    assert (anew.due_at, anew.explanation.sentences[-1]) == (at(now), sentence)
    assert await sla.timers_are_what_the_watch_says()
    (change,) = (await report(sla)).changes
    assert (change.number, change.subject, change.key, change.notices) == (
        NUMBER,
        Subject.OBLIGATION,
        "answer",
        (notice,),
    )
    assert (change.previous_due_at, change.due_at, change.sentence) == (at(was), at(now), sentence)


async def test_a_year_without_a_notice_is_provisional_until_it_comes() -> None:
    sla = await received("2025-12-29 10:00", "2025-11-03")
    provisional = (await answer(sla)).timing
    assert (provisional.due_at, provisional.explanation.provisional) == (
        at("2026-01-05 18:00"),
        True,
    )
    await learns(sla, "2025-11-04")

    final = (await answer(sla)).timing
    assert (final.due_at, final.explanation.provisional) == (at("2026-01-06 18:00"), False)
    (change,) = (await report(sla)).changes
    assert change.notices == ("cn-2026",)
    assert change.sentence == (
        "《国务院办公厅关于2026年部分节假日安排的通知》（2025-11-04 公布）公布放假安排，"
        "原定 2026-01-05 18:00 到期，现重新计算。"
    )


async def test_what_was_met_or_missed_stays() -> None:
    met = await received("2020-01-21 10:00", "2020-01-26")
    await met.hears(contacted("2020-01-22 10:00"), when="2020-01-22 10:00")
    missed = await received("2020-01-15 10:00", "2020-01-26")
    await missed.passes("2020-01-22 10:00")

    for sla, outcome in ((met, Outcome.MET), (missed, Outcome.MISSED)):
        stood = await answer(sla)
        assert stood.outcome is outcome
        await learns(sla, "2020-01-27")
        assert await answer(sla) == stood
        assert (await report(sla)).changes == ()


async def test_nothing_is_missed_by_a_count_that_a_notice_has_overtaken() -> None:
    sla = await received("2020-01-21 10:00", "2020-01-26")
    sla.goes_on_under(under(known_on("2020-01-27")))
    await sla.passes("2020-02-03 18:00")

    overtaken = await answer(sla)
    assert (overtaken.outcome, overtaken.timing.due_at) == (Outcome.OPEN, at("2020-02-05 18:00"))
    (change,) = (await report(sla)).changes
    assert change.due_at == at("2020-02-05 18:00")
    await sla.passes("2020-02-05 18:00")
    assert (await answer(sla)).outcome is Outcome.MISSED


async def test_why_it_was_counted_anew_is_said_for_good() -> None:
    sla = await learns(await received("2020-01-21 10:00", "2020-01-26"), "2020-01-27")
    await sla.asked.watches.pause(NUMBER, "waits-for-part", BY)
    await sla.asked.watches.resume(NUMBER, "waits-for-part", BY)

    sentences = (await answer(sla)).timing.explanation.sentences
    assert "原定 2020-02-03 18:00 到期，现重新计算。" in sentences[-1]


async def test_the_milestones_of_a_supervision_order_are_counted_anew_as_well() -> None:
    sla = await received("2020-01-21 10:00", "2020-01-26")
    await sla.hears(assigned(), graded(1))
    order = await sla.order(ORDER)
    assert [(m.key, m.due_at, m.provisional) for m in order.milestones] == [
        ("plan", at("2020-01-23 18:00"), False),
        ("done", at("2020-02-03 18:00"), False),
    ]
    await learns(sla, "2020-01-27")

    order = await sla.order(ORDER)
    assert [(m.key, m.due_at) for m in order.milestones] == [
        ("plan", at("2020-01-23 18:00")),
        ("done", at("2020-02-05 18:00")),
    ]
    (recounted,) = await told(sla, MilestoneRecountedV1)
    assert (recounted.milestone.key, recounted.previous_due_at) == ("done", at("2020-02-03 18:00"))
    milestones = [c for c in (await report(sla)).changes if c.subject is Subject.MILESTONE]
    assert [(c.key, c.notices, c.due_at) for c in milestones] == [
        ("done", ("cn-2020-02",), at("2020-02-05 18:00"))
    ]


async def test_a_milestone_with_a_time_of_its_own_stays_where_people_put_it() -> None:
    sla = await received("2020-01-21 10:00", "2020-01-26")
    await sla.hears(assigned(), graded(1))
    named = MilestoneWish(key="done", name="完成", due_at=at("2020-02-03 12:00"), within=None)
    counted = MilestoneWish(key="seen", name="勘查", due_at=None, within="5 wd")
    await sla.asked.orders.agree(ORDER, [named, counted], BY)
    await learns(sla, "2020-01-27")

    order = await sla.order(ORDER)
    assert [(m.key, m.due_at) for m in order.milestones] == [
        ("done", at("2020-02-03 12:00")),
        ("seen", at("2020-02-05 18:00")),
    ]


async def test_a_milestone_is_not_missed_by_a_count_that_a_notice_has_overtaken() -> None:
    sla = await received("2020-01-21 10:00", "2020-01-26")
    await sla.hears(assigned(), graded(1))
    sla.goes_on_under(under(known_on("2020-01-27")))
    await sla.passes("2020-02-03 18:00")

    assert [m.missed for m in (await sla.order(ORDER)).milestones] == [True, False]


async def test_calendars_that_did_not_change_are_looked_at_once() -> None:
    sla = await received("2020-01-21 10:00", "2020-01-26")
    assert await sla.firing.heed_holiday_notices() == 0

    sla.goes_on_under(under(known_on("2020-01-26")))
    assert await sla.firing.heed_holiday_notices() == 0


async def test_the_report_goes_page_by_page() -> None:
    sla = await learns(await received("2020-01-21 10:00", "2020-01-26"), "2020-01-27")
    await sla.hears(assigned(), graded(1))
    await learns(sla, "2020-11-25")

    whole = (await report(sla)).changes
    paged: list[object] = []
    cursor: str | None = None
    while True:
        page = await report(sla, cursor=cursor, limit=1)
        paged += page.changes
        cursor = page.next
        if cursor is None:
            break
    assert paged == list(whole)
    assert (await report(sla, number="TS20200101-000001")).changes == ()
    with pytest.raises(CursorIsUnreadable):
        await report(sla, cursor="yesterday")
