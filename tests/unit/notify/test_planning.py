"""Whom the regulation wants told: planned when it is heard, once, with what is known by then."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from services.notify.complaint import KNOWN_COMPLAINTS
from services.notify.knowing import HEARS
from services.notify.notice import NOTICE, Notice, NoticeStatus, Obstacle
from services.notify.queue import NOTICES, QueuedNotice
from services.notify.reactions import Planning
from services.notify.wording import Wording
from shared.bus.manifest import read_manifest
from shared.clock import SteppedClock
from shared.contracts import Message, casework, sla, triage
from shared.contracts.intake import Customer, PolicyStamp
from shared.event_store.memory import MemoryStore
from shared.policy import PolicyLibrary
from shared.settings import POLICIES
from shared.subscriber import Subscription
from tests.support.told import MONDAY_NINE, TRACEPARENT, Complaint

LIBRARY = PolicyLibrary.read(POLICIES)


PASSED_ON = ("passed-to-marketing", "营销部")
"""Every complaint is passed to 营销部 as it comes in (zsy-5.1.1)."""


class Notify:
    """notify without its mail: what was told goes in, planned notices come out."""

    def __init__(self, library: PolicyLibrary = LIBRARY) -> None:
        wording = Wording(library, ZoneInfo("Asia/Shanghai"), "https://huiyin.example")
        clock = SteppedClock(MONDAY_NINE)
        self.store = MemoryStore([NOTICE])
        self.planning = Planning(policies=library, wording=wording, clock=clock)
        self._subscription = Subscription("notify", self.planning.handlers())

    async def hears(self, *messages: Message) -> None:
        for message in messages:
            async with self.store.transaction() as unit:
                await self._subscription.handle(message, unit)

    async def queue(self) -> tuple[QueuedNotice, ...]:
        async with self.store.transaction() as unit:
            return await unit.rows.find(NOTICES, order_by=("place",))

    async def told(self) -> list[tuple[str, str]]:
        return [(row.template, row.recipient_name) for row in await self.queue()]

    async def notice(self, template: str) -> Notice:
        row = next(row for row in await self.queue() if row.template == template)
        notice = await self.store.load(NOTICE, row.notice_id)
        assert notice is not None
        return notice


@pytest.fixture
def notify() -> Notify:
    return Notify()


async def test_the_responsible_department_gets_the_handover_form(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.graded(4, "一般"), complaint.assigned())
    assert await notify.told() == [PASSED_ON, ("handover-form", "工程部")]
    letter = (await notify.notice("handover-form")).letter
    assert letter.address == "engineering@minghu.example"
    assert "联系方式：13800000000、wang@mail.example" in letter.body
    assert "办理：https://huiyin.example/complaints/TS20261123-000001" in letter.body


async def test_where_nobody_reads_them_notices_go_to_the_same_people_without_words() -> None:
    complaint, notify = Complaint(), Notify(LIBRARY.unexplained())
    await notify.hears(complaint.received(), complaint.graded(4, "一般"), complaint.assigned())
    assert await notify.told() == [PASSED_ON, ("handover-form", "工程部")]
    letter = (await notify.notice("handover-form")).letter
    assert (letter.address, letter.subject, letter.body) == ("engineering@minghu.example", "", "")


async def test_headquarters_hears_of_a_grave_complaint_at_once(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.graded(1, "重大"))
    assert await notify.told() == [
        PASSED_ON,
        ("crisis-report", "总部物业与客户服务"),
        ("crisis-report", "营销部经理"),
    ]


async def test_those_whom_the_deadline_names_are_warned(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.assigned(), complaint.warned())
    assert (await notify.told())[2:] == [
        ("deadline-warning", "工程部"),
        ("deadline-warning", "周立群"),
    ]


async def test_a_missed_milestone_is_told_to_the_orders_own_department(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.assigned("sales", "销售部"))
    await notify.hears(complaint.ordered(), complaint.milestone_missed())
    assert (await notify.told())[-2:] == [
        ("milestone-warning", "工程部"),
        ("milestone-warning", "周立群"),
    ]


async def test_facts_that_change_are_those_the_pack_is_asked_with(notify: Notify) -> None:
    complaint = Complaint()
    facts = {"media_exposed": True}
    changed = complaint.tell(
        triage.FactsChangedV1, changed=facts, facts=facts, by="投诉专员", reason="见报"
    )
    await notify.hears(complaint.received(), changed)
    async with notify.store.transaction() as unit:
        known = await unit.rows.get(KNOWN_COMPLAINTS, complaint.id)
    assert known is not None and known.facts == facts


async def test_a_message_heard_twice_makes_one_notice(notify: Notify) -> None:
    complaint = Complaint()
    told = [complaint.received(), complaint.assigned()]
    await notify.hears(*told, *told)
    assert await notify.told() == [PASSED_ON, ("handover-form", "工程部")]


async def test_a_second_assignment_is_told_anew(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.assigned())
    await notify.hears(complaint.assigned("property", "物业公司"))
    assert await notify.told() == [
        PASSED_ON,
        ("handover-form", "工程部"),
        ("handover-form", "物业公司"),
    ]


async def test_a_complaint_whose_beginning_was_not_heard_is_passed_over(notify: Notify) -> None:
    await notify.hears(Complaint().assigned(), Complaint().missed())
    assert await notify.queue() == ()


async def test_a_pack_without_notices_tells_nobody(notify: Notify) -> None:
    complaint = Complaint()
    stamp = PolicyStamp(pack="answer-within", version="1")
    await notify.hears(complaint.received(policy=stamp), complaint.assigned("other", "综合管理部"))
    assert await notify.queue() == ()


async def test_an_unknown_department_has_no_address_and_the_notice_says_so(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.assigned("gardening", "园艺部"))
    row = (await notify.queue())[-1]
    assert (row.status, row.reason) == (NoticeStatus.FAILED, Obstacle.NO_ADDRESS)


async def test_the_trace_of_the_cause_stays_with_the_notice(notify: Notify) -> None:
    complaint = Complaint()
    await notify.hears(complaint.received(), complaint.assigned())
    assert [row.traceparent for row in await notify.queue()] == [TRACEPARENT, TRACEPARENT]


async def test_the_list_holds_nothing_of_the_customer(notify: Notify) -> None:
    complaint = Complaint()
    who = Customer(name="王女士", phone="13800000000", email="wang@mail.example", room="3栋502")
    await notify.hears(complaint.received(customer=who), complaint.assigned())
    shown = "".join(row.model_dump_json() for row in await notify.queue())
    assert shown
    assert not [part for part in ("王女士", "13800000000", "wang@", "3栋") if part in shown]


def test_it_hears_those_whom_the_manifest_says_it_hears() -> None:
    assert set(read_manifest().hears["notify"]) == HEARS


def test_it_hears_what_some_regulation_tells_somebody_and_what_it_must_know(
    notify: Notify,
) -> None:
    heard = set(notify.planning.handlers())
    noticed = {event for pack in LIBRARY.packs.values() for n in pack.notices for event in n.on}
    assert {contract.EVENT for contract in heard} >= noticed
    assert heard >= {triage.ClassifiedV1, triage.FactsChangedV1, sla.ObligationMetV1}
    assert heard.isdisjoint({casework.CauseFoundV1, casework.PlanApprovedV1})
