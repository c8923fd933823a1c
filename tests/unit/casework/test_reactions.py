"""How a case follows what intake and triage tell."""

from __future__ import annotations

import httpx

from shared.contracts.casework import CaseClosedV1, ReopenedV1
from shared.contracts.intake import Customer
from tests.support.told import Complaint
from tests.unit.casework.conftest import Bench

LI = {"X-Actor": "li"}


async def carried_out(bench: Bench, http: httpx.AsyncClient, complaint: Complaint) -> None:
    """A plan is proposed and carried out."""
    place = f"/cases/{complaint.number}"
    await bench.hears(complaint.received(), complaint.graded(4, "一般"))
    for step, body in (("plan", {"plan": "重做防水"}), ("carry-out", {"result": "无渗漏"})):
        assert (await http.post(f"{place}/{step}", json=body, headers=LI)).is_success


async def test_a_case_is_opened_for_every_complaint(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.received(), one.graded(3, "重要"), one.assigned())

    case = await bench.case_of(one)
    assert (case.grade, case.department, case.reachable) == (3, "engineering", True)
    assert await bench.tells() == []


async def test_a_customer_without_a_contact_cannot_be_reached(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.received(customer=Customer(name="王女士", room="3-502")))

    assert (await bench.case_of(one)).reachable is False


async def test_a_case_follows_the_grade_as_it_rises(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.received(), one.graded(4, "一般"), one.graded(2, "热点", previous=4))

    assert (await bench.case_of(one)).grade == 2


async def test_messages_heard_twice_say_nothing_new(bench: Bench) -> None:
    one = Complaint()
    heard = (one.received(), one.graded(4, "一般"), one.assigned())

    await bench.hears(*heard, *heard)

    assert (await bench.case_of(one)).version == 3


async def test_a_complaint_repeated_after_the_solution_is_taken_up_again(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    one = Complaint()
    await carried_out(bench, http, one)

    await bench.hears(one.repeated())

    told = (await bench.tells())[-1]
    assert isinstance(told, ReopenedV1)
    assert (told.by, told.complaint_id) == ("policy", one.id)
    case = await bench.case_of(one)
    assert (case.result, case.closed) == (None, False)


async def test_a_complaint_repeated_while_it_is_handled_is_not(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.received(), one.repeated())

    assert await bench.tells() == []


async def test_a_withdrawn_complaint_ends_the_case(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.received(), one.withdrawn(), one.withdrawn(), one.repeated())

    (told,) = await bench.tells()
    assert isinstance(told, CaseClosedV1)
    assert (told.summary, told.by) == ("撤诉", "customer")
    assert (await bench.case_of(one)).withdrawn is True


async def test_a_closed_case_is_not_closed_once_more_by_a_withdrawal(
    bench: Bench, http: httpx.AsyncClient
) -> None:
    one = Complaint()
    await carried_out(bench, http, one)
    place = f"/cases/{one.number}"
    await http.post(f"{place}/revisit", json={"satisfaction": "satisfied"}, headers=LI)
    await http.post(f"{place}/close", json={"summary": "已修复"}, headers=LI)

    await bench.hears(one.withdrawn())

    closed = [told for told in await bench.tells() if isinstance(told, CaseClosedV1)]
    assert [told.summary for told in closed] == ["已修复"]
    assert (await bench.case_of(one)).withdrawn is True


async def test_events_about_complaints_never_heard_of_are_let_pass(bench: Bench) -> None:
    one = Complaint()

    await bench.hears(one.graded(2, "热点"), one.assigned(), one.repeated(), one.withdrawn())

    assert await bench.tells() == []
