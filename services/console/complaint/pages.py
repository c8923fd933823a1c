"""One complaint over HTTP: the page, and the joined view as JSON."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.console.complaint.view import view_of
from services.console.desk.application import JoinedComplaint
from services.console.refusals import OrderIsUnknown
from services.console.workbench import Bench
from shared.web.body import Number

router = APIRouter()


@router.get("/complaints/{number}", include_in_schema=False)
async def complaint_page(number: Number, bench: Bench) -> Response:
    joined = await bench.desk.complaint(number)
    when = bench.when()
    view = view_of(joined, bench.keeping.wording(joined.page.policy), when.now)
    return bench.look.page("complaint.html", when=when, view=view, page=view.page)


@router.get("/complaints/{number}/supervision-orders/{order_number}", include_in_schema=False)
async def order_page(number: Number, order_number: str, bench: Bench) -> Response:
    """The supervision order 工作督办单 (F01) as a form to print and sign."""
    joined = await bench.desk.complaint(number)
    when = bench.when()
    view = view_of(joined, bench.keeping.wording(joined.page.policy), when.now)
    shown = next((o for o in view.orders if o.order.order_number == order_number), None)
    if shown is None:
        raise OrderIsUnknown(complaint=number, order=order_number)
    return bench.look.page("order.html", when=when, view=view, page=view.page, shown=shown)


@router.get("/api/complaints/{number}", tags=["complaints"])
async def read_complaint(number: Number, bench: Bench) -> JoinedComplaint:
    """Everything known of a complaint, from all services: its page, clocks and timeline.

    The customer's phone number and address are masked.
    """
    return await bench.desk.complaint(number)
