"""The values that words may name are all there, and read as a Chinese reader expects."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.notify.complaint import KnownComplaint, fold, received
from services.notify.occasion import Occasion
from services.notify.values import values
from services.notify.wording import NOT_KNOWN, Wording
from shared.contracts import ABOUT_COMPLAINTS, Contract, Message, casework, intake, sla, triage
from shared.policy import NoticeRule, Pack, PolicyLibrary
from shared.policy.notices import WITH_EVENT, allowed_placeholders
from shared.settings import POLICIES
from tests.support.told import MONDAY_NINE, OWED, Complaint
from tests.unit.notify.letters import NOON

LIBRARY = PolicyLibrary.read(POLICIES)
PACK: Pack = LIBRARY.pack("zsy", "2026.1")
WORDING = Wording(LIBRARY, ZoneInfo("Asia/Shanghai"), "https://huiyin.example")


def known_after(*messages: Message) -> KnownComplaint:
    first, *others = (message.contract for message in messages)
    assert isinstance(first, intake.ComplaintReceivedV1)
    known = received(first, PACK)
    for told in others:
        known = fold(known, told, facts={})
    return known


def everything_told(complaint: Complaint) -> list[Message]:
    """One message of every event about which the words of a notice may say more."""
    node = complaint.milestone("carried-out", "方案实施完毕", 7)
    order: dict[str, Any] = {
        "order_id": complaint.id,
        "order_number": "DB20261123-000001",
        "department": "engineering",
    }
    due: dict[str, Any] = OWED | {"due_at": MONDAY_NINE}
    said = {"channel": intake.Channel.PHONE, "text": "到底什么时候来人"}
    extended = {"first_due_at": MONDAY_NINE, "reason": "等候配件", "approved_by": "经理"}
    rejected = {"by": "营销部经理", "post": "marketing-manager", "reason": "费用未列明"}
    progress = {"milestone": node, "met_at": MONDAY_NINE, "progress": "已闭水", "copies": ()}
    return [
        complaint.received(),
        complaint.assigned(),
        complaint.graded(2, "热点", previous=4),
        complaint.repeated(),
        complaint.tell(intake.CustomerUrgedV1, **said),
        complaint.planned(),
        complaint.tell(casework.PlanRejectedV1, **rejected),
        complaint.carried_out(),
        complaint.closed(),
        complaint.reopened(),
        complaint.owes(),
        complaint.tell(sla.ObligationExtendedV1, **due, **extended),
        complaint.warned(),
        complaint.missed(),
        complaint.ordered(),
        complaint.ground_added(),
        complaint.tell(sla.MilestonesAgreedV1, **order, by="工程部", milestones=(node,)),
        complaint.tell(sla.MilestoneMetV1, **order, **progress),
        complaint.milestone_missed(),
        complaint.tell(sla.MilestoneUrgedV1, **order, milestone=node, rung=2, tell=(), late_s=0.0),
        complaint.tell(sla.MilestoneExtendedV1, **order, milestone=node, **extended),
        complaint.order_closed(),
        *reported(complaint),
    ]


def reported(complaint: Complaint) -> list[Message]:
    """What people report, and what they say of the responsibility."""
    by = {"by": "李工"}
    department = {"department": "engineering", "department_name": "工程部", "reason": "业主改造"}
    promise = {"promise": "next_answer", "promise_name": "下次答复", "note": "待检测"}
    decided = {"decided_by": "general-manager"}
    return [
        complaint.tell(
            casework.StepTakenV1, **by, step="surveyed", step_name="现场勘查", note="已拍照"
        ),
        complaint.tell(casework.PromiseMadeV1, **by, **promise, promised_for=MONDAY_NINE),
        complaint.tell(casework.ProgressToldV1, **by, note="已到货", expected_at=MONDAY_NINE),
        complaint.tell(triage.ResponsibilityDisputedV1, **by, **department, **decided),
        complaint.tell(triage.ResponsibilityDecidedV1, **by, **department, post="general-manager"),
        complaint.tell(triage.FoundOutOfScopeV1, rule="hm-scope", label="场内签约", facts={}),
    ]


EVERYTHING = everything_told(Complaint())


def notice_on(event: str, body: str) -> NoticeRule:
    words = {"on": (event,), "subject": "{number}", "body": body}
    return PACK.notices[0].model_copy(update=words)


def occasion(message: Message, known: KnownComplaint) -> Occasion:
    """Of a notice that says whatever may be said on the event."""
    told = message.contract
    names = sorted(allowed_placeholders([told.EVENT]))
    rule = notice_on(told.EVENT, "".join(f"{{{name}}}" for name in names))
    return Occasion(told, known, rule, PACK, WORDING, NOON)


def test_every_event_with_words_of_its_own_is_tried_here() -> None:
    assert {message.contract.EVENT for message in EVERYTHING} >= set(WITH_EVENT)


@pytest.mark.parametrize("message", EVERYTHING, ids=lambda message: message.contract.EVENT)
def test_every_placeholder_that_a_pack_may_use_has_a_value(message: Message) -> None:
    known = known_after(*EVERYTHING)
    found = values(occasion(message, known))
    assert set(found) >= allowed_placeholders([message.contract.EVENT])
    assert all(found.values())


@pytest.mark.parametrize("kind", ABOUT_COMPLAINTS, ids=lambda kind: kind.EVENT)
def test_a_pack_may_use_nothing_that_is_not_tried_here(kind: type[Contract]) -> None:
    extra = allowed_placeholders([kind.EVENT]) - allowed_placeholders([])
    assert not extra or kind.EVENT in WITH_EVENT


def said(message: Message, *before: Message) -> dict[str, str]:
    return values(occasion(message, known_after(*before, message)))


def test_nothing_is_worked_out_but_what_the_words_name() -> None:
    complaint = Complaint()
    owed = complaint.owes()
    known = known_after(complaint.received(), owed)
    rule = notice_on("obligation-started", "{obligation} {due}")
    found = values(Occasion(owed.contract, known, rule, PACK, WORDING, NOON))
    assert rule.render(found) == ("TS20261123-000001", "初步处理意见 2026年11月24日 09:00")
    assert "leader" not in found


def test_what_is_not_known_yet_reads_as_a_dash() -> None:
    complaint = Complaint()
    told = said(complaint.received(customer=intake.Customer()))
    assert told["grade_name"] == told["department"] == told["customer_name"] == NOT_KNOWN


def test_the_department_reads_until_when_the_customer_must_hear_an_opinion() -> None:
    complaint = Complaint()
    told = said(complaint.assigned(), complaint.received())
    assert told["due"] == "2026年11月24日 09:00"


def test_the_customers_own_limit_is_named_where_it_ends_earlier() -> None:
    complaint = Complaint()
    wanted = datetime.fromisoformat("2026-11-23T18:30:00+08:00")
    told = said(complaint.assigned(), complaint.received(answer_wanted_by=wanted))
    assert told["due"] == "2026年11月23日 18:30"


def test_without_a_way_to_reach_the_customer_no_opinion_is_due() -> None:
    complaint = Complaint()
    told = said(complaint.assigned(), complaint.received(customer=intake.Customer(name="王女士")))
    assert told["due"] == NOT_KNOWN


def test_the_end_of_a_day_is_called_its_24_o_clock() -> None:
    complaint = Complaint()
    midnight = datetime.fromisoformat("2026-12-01T00:00:00+08:00")
    told = said(complaint.owes(due_at=midnight), complaint.received())
    assert told["due"] == "2026年11月30日 24:00"


def test_a_deadline_is_explained_by_its_own_rule() -> None:
    complaint = Complaint()
    told = said(complaint.missed(), complaint.received(), complaint.assigned())
    assert (told["rule"], told["obligation"]) == ("zsy-5.2.4", "初步处理意见")
    assert told["answerable"] == "工程部"


def test_milestones_are_listed_one_a_line() -> None:
    complaint = Complaint()
    told = said(complaint.ordered(), complaint.received())
    assert told["milestones"].splitlines() == [
        "1. 查明原因并提出处理方案：2026年11月25日 09:00 前",
        "2. 方案实施完毕：2026年11月30日 09:00 前",
    ]


def test_a_further_ground_is_named_beside_the_earlier_ones() -> None:
    complaint = Complaint()
    received, ordered = complaint.received(), complaint.ordered()
    told = said(complaint.ground_added(), received, ordered)
    assert (told["added_reason"], told["order_reason"]) == (
        "可能影响交付",
        "热点投诉；可能影响交付",
    )


def test_an_order_that_a_person_issued_rests_on_that_persons_reason() -> None:
    complaint = Complaint()
    by_hand = complaint.ordered(rule=sla.BY_HAND, label="客户情绪激动，须跟进")
    assert said(by_hand, complaint.received())["rule"] == "人工签发：客户情绪激动，须跟进"


def test_a_miss_noticed_late_says_how_late() -> None:
    complaint = Complaint()
    assert said(complaint.missed(late_s=7500.0), complaint.received())["late"] == "2 小时 5 分钟"


def test_the_owner_reads_who_took_the_complaint_and_how_to_reach_them() -> None:
    person = next(iter(LIBRARY.directory.people.values()))
    told = said(Complaint().received(taken_by=person.name))
    assert told["taken_by"] == person.name
    assert person.email in told["taken_by_contact"]
    told = said(Complaint().received(taken_by="热线实习生"))
    assert (told["taken_by"], told["taken_by_contact"]) == ("热线实习生", NOT_KNOWN)
    assert said(Complaint().received(taken_by="anonymous"))["taken_by"] == NOT_KNOWN


def test_a_promise_reads_until_when() -> None:
    complaint = Complaint()
    promised = [m for m in reported(complaint) if m.contract.EVENT == "promise-made"]
    told = said(*promised, complaint.received())
    assert (told["promise"], told["due"]) == ("下次答复", "2026年11月23日 09:00")


def test_the_link_leads_to_the_complaints_page() -> None:
    told = said(Complaint().received())
    assert told["link"] == "https://huiyin.example/complaints/TS20261123-000001"
