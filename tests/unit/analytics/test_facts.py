"""What is told of a complaint, folded into facts."""

from __future__ import annotations

import pytest

from services.analytics.complaint_facts import Standing
from services.analytics.obligation_facts import Outcome
from shared.contracts import ABOUT_COMPLAINTS, Message, casework, intake, notify, sla, triage
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Customer
from shared.contracts.sla import BY_HAND
from tests.support.told import MONDAY_NINE, OWED, Complaint
from tests.unit.analytics.bench import Analytics


async def test_a_complaint_is_counted_in_the_month_in_which_the_customer_spoke(
    analytics: Analytics,
) -> None:
    late_evening = MONDAY_NINE.replace(month=12, day=1, hour=0, minute=5)
    await analytics.hears(Complaint(at=late_evening).received())
    assert (await analytics.complaint()).month == "2026-12"


async def test_a_fact_holds_no_word_of_the_customer(
    analytics: Analytics, complaint: Complaint
) -> None:
    who = Customer(name="王女士", phone="13800000000", room="3栋502")
    await analytics.hears(complaint.received(customer=who, title="天花板漏水"))
    shown = (await analytics.complaint()).model_dump_json()
    assert not [word for word in ("王女士", "138", "3栋", "漏水") if word in shown]


async def test_an_escalation_keeps_the_first_grade(
    analytics: Analytics, complaint: Complaint
) -> None:
    graded = [complaint.graded(4, "一般"), complaint.graded(1, "重大", previous=4)]
    await analytics.hears(complaint.received(), *graded)
    fact = await analytics.complaint()
    assert (fact.first_grade, fact.grade, fact.grade_name) == (4, 1, "重大")


async def test_the_first_contact_counts_and_the_first_opinion(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received())
    await analytics.hears(complaint.after(hours=1).contacted(opinion=False))
    await analytics.hears(complaint.after(hours=1).contacted(), complaint.after(days=1).contacted())
    fact = await analytics.complaint()
    assert fact.contacted_at is not None and fact.opinion_at is not None
    assert (fact.contacted_at - MONDAY_NINE).total_seconds() == 3600
    assert (fact.opinion_at - MONDAY_NINE).total_seconds() == 7200


async def test_a_reopened_case_is_open_again(analytics: Analytics, complaint: Complaint) -> None:
    await analytics.hears(complaint.received(), complaint.closed())
    assert (await analytics.complaint()).standing is Standing.CLOSED
    await analytics.hears(complaint.reopened())
    fact = await analytics.complaint()
    assert (fact.standing, fact.reopened) == (Standing.OPEN, 1)


async def test_withdrawn_stays_withdrawn_when_its_case_closes(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(), complaint.withdrawn(), complaint.closed())
    assert (await analytics.complaint()).standing is Standing.WITHDRAWN


@pytest.mark.parametrize(
    ("answers", "counted"),
    [
        ([Satisfaction.NOT_REACHED], Satisfaction.NOT_REACHED),
        ([Satisfaction.NOT_REACHED, Satisfaction.NEUTRAL], Satisfaction.NEUTRAL),
        ([Satisfaction.SATISFIED, Satisfaction.NOT_REACHED], Satisfaction.SATISFIED),
        ([Satisfaction.SATISFIED, Satisfaction.DISSATISFIED], Satisfaction.DISSATISFIED),
    ],
)
async def test_the_last_answer_that_was_given_counts(
    analytics: Analytics,
    complaint: Complaint,
    answers: list[Satisfaction],
    counted: Satisfaction,
) -> None:
    await analytics.hears(complaint.received(), *(complaint.revisited(a) for a in answers))
    assert (await analytics.complaint()).satisfaction is counted


async def test_repeated_and_urged_are_counted(analytics: Analytics, complaint: Complaint) -> None:
    await analytics.hears(complaint.received(), complaint.repeated(2), complaint.repeated(3))
    assert (await analytics.complaint()).times == 3


async def test_the_cause_tells_whose_it_is(analytics: Analytics, complaint: Complaint) -> None:
    await analytics.hears(complaint.received(), complaint.cause_found())
    assert (await analytics.complaint()).side is Side.OURS


async def test_facts_are_kept_as_they_are_known_last(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(facts={"delivered": True, "households": 2}))
    await analytics.hears(complaint.graded(2, "热点", facts={"households": 3, "loss": 10_00}))
    await analytics.hears(complaint.facts_changed(loss=20_00, need="repair"))
    assert (await analytics.complaint()).facts == {
        "delivered": True,
        "households": 3,
        "loss": 20_00,
        "need": "repair",
    }


async def test_a_fact_in_somebodys_own_words_is_not_kept(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(facts={"who": "王女士", "need": ""}))
    await analytics.hears(complaint.facts_changed(who="Li Na", need="legal-aid"))
    assert (await analytics.complaint()).facts == {"need": "legal-aid"}


async def test_what_the_regulation_does_not_cover_is_marked(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received())
    assert not (await analytics.complaint()).out_of_scope
    await analytics.hears(complaint.found_out_of_scope())
    assert (await analytics.complaint()).out_of_scope


async def test_of_a_complaint_whose_beginning_was_not_heard_nothing_is_kept(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.owes(), complaint.ordered(), complaint.contacted())
    assert await analytics.every_row() == ()


@pytest.mark.parametrize("outcome", [Outcome.MET, Outcome.MISSED, Outcome.CANCELLED])
async def test_an_obligation_ends_in_one_way(
    analytics: Analytics, complaint: Complaint, outcome: Outcome
) -> None:
    await analytics.hears(complaint.received(), complaint.owes())
    complaint.after(hours=20)
    cancelled = complaint.tell(
        sla.ObligationCancelledV1, **OWED, due_at=None, reason="complaint-withdrawn"
    )
    ends = {
        Outcome.MET: complaint.met(),
        Outcome.MISSED: complaint.missed(),
        Outcome.CANCELLED: cancelled,
    }
    await analytics.hears(ends[outcome])
    ended = await analytics.obligation()
    assert (ended.outcome, ended.ended_at) == (outcome, complaint.at)
    await analytics.hears(*(end for way, end in ends.items() if way is not outcome))
    assert await analytics.obligation() == ended


async def test_an_obligation_derived_anew_keeps_its_first_due_time(
    analytics: Analytics, complaint: Complaint
) -> None:
    sooner = MONDAY_NINE.replace(hour=18)
    await analytics.hears(complaint.received(), complaint.owes(), complaint.owes(due_at=sooner))
    fact = await analytics.obligation()
    assert (fact.run, fact.due_at) == (1, sooner)
    assert fact.first_due_at == MONDAY_NINE.replace(day=24)


async def test_what_has_ended_may_start_again_as_another_run(
    analytics: Analytics, complaint: Complaint
) -> None:
    first = [complaint.received(), complaint.owes(), complaint.met()]
    again = [complaint.after(days=3).owes(), complaint.after(days=2).missed()]
    await analytics.hears(*first, *again)
    outcomes = {fact.run: fact.outcome for fact in await analytics.obligations()}
    assert outcomes == {1: Outcome.MET, 2: Outcome.MISSED}


async def test_a_pause_leaves_the_due_time_open_until_it_ends(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(), complaint.owes())
    due = MONDAY_NINE.replace(day=25)
    paused = {"due_at": None, "paused_at": complaint.at, "reason": "等候业主"}
    await analytics.hears(complaint.tell(sla.ObligationPausedV1, **(OWED | paused)))
    assert (await analytics.obligation()).due_at is None
    resumed = {"due_at": due, "resumed_at": complaint.at}
    await analytics.hears(complaint.tell(sla.ObligationResumedV1, **(OWED | resumed)))
    fact = await analytics.obligation()
    assert (fact.due_at, fact.paused) == (due, 1)


async def test_a_supervision_order_counts_its_milestones(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(), complaint.ordered(), complaint.milestone_missed())
    (order,) = await analytics.orders()
    assert (order.milestones, order.milestones_met, order.milestones_missed) == (2, 0, 1)
    assert (await analytics.complaint()).supervised
    await analytics.hears(complaint.after(days=3).order_closed())
    (order,) = await analytics.orders()
    assert order.closed_at == complaint.at


async def test_a_supervision_order_names_every_reason_it_rests_on(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(), complaint.ordered(), complaint.ground_added())
    (order,) = await analytics.orders()
    assert order.label == "热点投诉；可能影响交付"
    step = (await analytics.course())[-1]
    assert step.sentence == "督办单 DB20261123-000001 追加事由：可能影响交付（zsy-5.2.6）"


async def test_an_order_that_a_person_issued_cites_no_article(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(complaint.received(), complaint.ordered(rule=BY_HAND, label="须跟进"))
    step = (await analytics.course())[-1]
    assert step.sentence == "签发工作督办单 DB20261123-000001：须跟进（人工签发）"


async def test_the_course_tells_the_steps_in_order(
    analytics: Analytics, complaint: Complaint
) -> None:
    await analytics.hears(
        complaint.received(),
        complaint.graded(2, "热点"),
        complaint.ordered(),
        complaint.after(hours=24).missed(),
        complaint.closed(),
    )
    assert [step.sentence for step in await analytics.course()] == [
        "电话投诉：客厅天花板漏水",
        "定级为热点：5 人以上集体投诉（zsy-3.3a）",
        "签发工作督办单 DB20261123-000001：热点投诉（zsy-5.2.6）",
        "“初步处理意见”超时（zsy-5.2.4）",
        "结案：已修复，客户认可",
    ]


async def test_a_batch_gives_the_rows_that_single_messages_give(analytics: Analytics) -> None:
    def story() -> list[Message]:
        c = Complaint()
        told = [c.received(), c.classified(), c.graded(2, "热点"), c.assigned(), c.owes()]
        told += [
            c.facts_changed(households=3),
            c.found_out_of_scope(),
            c.ordered(),
            c.ground_added(),
            c.met(),
            c.owes(),
            c.warned(),
            c.missed(),
            c.contacted(),
        ]
        return [*told, c.revisited(Satisfaction.SATISFIED), c.closed(), c.order_closed()]

    batched = Analytics()
    await analytics.hears(*story())
    await batched.hears_together(*story())
    assert await batched.every_row() == await analytics.every_row()


def test_only_what_changes_no_figure_and_no_course_goes_unheard(analytics: Analytics) -> None:
    assert set(ABOUT_COMPLAINTS) - set(analytics.handlers) == {
        intake.ComplaintAcknowledgedV1,
        triage.ResponsibilityDisputedV1,
        triage.ResponsibilityDecidedV1,
        casework.StepTakenV1,
        casework.PromiseMadeV1,
        casework.ProgressToldV1,
        notify.NoticeSentV1,
        notify.NoticeFailedV1,
    }
