"""Everybody's events folded into rows, in the transaction in which each message takes effect.

Rows come from messages alone, never from a clock, so that reading the stream again from its
beginning into empty tables gives the same rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.analytics import complaint_facts, course, obligation_facts, supervision_facts
from services.analytics.complaint_facts import COMPLAINTS, TITLES, ComplaintFact, ComplaintTitle
from services.analytics.course import COURSE
from services.analytics.obligation_facts import OBLIGATIONS, ObligationFact
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from shared.contracts import (
    ABOUT_COMPLAINTS,
    CONTRACTS,
    ComplaintContract,
    Contract,
    Message,
)
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.sla import (
    ObligationContract,
    ObligationStartedV1,
    SupervisionContract,
    SupervisionOrderIssuedV1,
)
from shared.event_store.port import Transaction
from shared.subscriber import Handlers


class Projections:
    """The facts. `zone` decides which month a moment belongs to; `course` whether the steps of each
    complaint are kept as well."""

    def __init__(self, zone: ZoneInfo, *, course: bool = True) -> None:
        self._zone = zone
        self._course = course

    def handlers(self) -> Handlers:
        """Only what a row is made of is heard."""
        heard = _COUNTED | course.TELLING if self._course else _COUNTED
        return {told: self.project for told in ABOUT_COMPLAINTS if told in heard}

    async def project(self, message: Message, unit: Transaction) -> None:
        """Fold one message into every row it is about. A complaint whose beginning was not heard
        is passed over: nothing could be counted of it."""
        told = message.contract
        assert isinstance(told, ComplaintContract)
        known = await unit.rows.get(COMPLAINTS, told.complaint_id)
        complaint = known
        if complaint is None:
            if not isinstance(told, ComplaintReceivedV1):
                return
            complaint = complaint_facts.received(told, self._zone)
            title = ComplaintTitle(
                complaint_id=told.complaint_id, month=complaint.month, title=told.title
            )
            await unit.rows.put(TITLES, title)
        folded = complaint_facts.fold(complaint, told)
        if folded is not known:
            await unit.rows.put(COMPLAINTS, folded)
        if self._course and (step := course.step(message, complaint.month)) is not None:
            await unit.rows.put(COURSE, step)
        if (project := _PROJECTED_BY.get(type(told))) is not None:
            await project(complaint, told, unit)


async def _project_obligation(
    complaint: ComplaintFact, told: ObligationContract, unit: Transaction
) -> None:
    latest = await _latest_run(complaint.complaint_id, told.obligation, unit)
    if isinstance(told, ObligationStartedV1):
        await unit.rows.put(OBLIGATIONS, obligation_facts.started(complaint, told, latest=latest))
    elif latest is not None and (folded := obligation_facts.fold(latest, told)) is not latest:
        await unit.rows.put(OBLIGATIONS, folded)


async def _latest_run(complaint: UUID, obligation: str, unit: Transaction) -> ObligationFact | None:
    """The last running of a clock. Reading by key, one after the other, is remembered within a
    batch; a search would write the batch out each time."""
    latest: ObligationFact | None = None
    while found := await unit.rows.get(
        OBLIGATIONS, complaint, obligation, latest.run + 1 if latest else 1
    ):
        latest = found
    return latest


async def _project_order(
    complaint: ComplaintFact, told: SupervisionContract, unit: Transaction
) -> None:
    if isinstance(told, SupervisionOrderIssuedV1):
        await unit.rows.put(SUPERVISION_ORDERS, supervision_facts.issued(complaint, told))
        return
    order = await unit.rows.get(SUPERVISION_ORDERS, told.order_id)
    if order is not None:
        await unit.rows.put(SUPERVISION_ORDERS, supervision_facts.fold(order, told))


_PROJECTED_BY: Mapping[
    type[Contract], Callable[[ComplaintFact, Any, Transaction], Awaitable[None]]
] = CONTRACTS.by_type(
    {ObligationContract: _project_obligation, SupervisionContract: _project_order}
)
_COUNTED = complaint_facts.CHANGED_BY | set(_PROJECTED_BY) | {ComplaintReceivedV1}
