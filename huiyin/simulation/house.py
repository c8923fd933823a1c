"""The composition root of a house in one process: each service on the ports it is given.

What a service's own `main.py` does for PostgreSQL and JetStream, this does for any adapters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from services.analytics.projections import Projections
from services.casework.application import Casework
from services.casework.domain.case import CASE
from services.casework.reactions import Reactions as CaseworkReactions
from services.casework.translate import translate as tell_case
from services.console.reactions import PageKeeping
from services.intake.application import Intake, Numbers
from services.intake.domain.complaint import COMPLAINT
from services.intake.translate import translate as tell_complaint
from services.notify.channels import Carrier
from services.notify.delivery import Delivery
from services.notify.notice import NOTICE
from services.notify.reactions import Planning
from services.notify.translate import translate as tell_notice
from services.notify.wording import Wording
from services.sla.application import Sla
from services.sla.domain.duties.project_watch import PROJECT_WATCH
from services.sla.domain.handover import HANDOVER
from services.sla.domain.supervision_order import SUPERVISION_ORDER
from services.sla.domain.watch import WATCH
from services.sla.duties.translate import tell_handover, tell_project
from services.sla.firing import Firing
from services.sla.reactions import Reactions as SlaReactions
from services.sla.translate import tell_order, tell_watch
from services.triage.application import Triage
from services.triage.domain.assessment import ASSESSMENT
from services.triage.reactions import Reactions as TriageReactions
from services.triage.translate import translate as tell_assessment
from shared.clock import Clock
from shared.contracts import Contract
from shared.domain import AggregateType
from shared.event_store.port import Store
from shared.ids import Ids
from shared.policy import PolicyLibrary
from shared.subscriber import Handlers

SENDER = "huiyin@minghu.example"
CONSOLE_URL = "http://127.0.0.1:8000"
SERVICES = ("intake", "triage", "casework", "sla", "notify", "analytics", "console")

Tell = Callable[[Any, Any], Sequence[Contract]]

STREAMS: Mapping[str, Sequence[tuple[AggregateType[Any], Tell]]] = {
    "intake": ((COMPLAINT, tell_complaint),),
    "triage": ((ASSESSMENT, tell_assessment),),
    "casework": ((CASE, tell_case),),
    "sla": (
        (WATCH, tell_watch),
        (SUPERVISION_ORDER, tell_order),
        (PROJECT_WATCH, tell_project),
        (HANDOVER, tell_handover),
    ),
    "notify": ((NOTICE, tell_notice),),
    "analytics": (),
    "console": (),
}
"""What each service records, and what it tells the others of it."""


def kinds_of(service: str) -> tuple[AggregateType[Any], ...]:
    return tuple(kind for kind, _ in STREAMS[service])


@dataclass(frozen=True, slots=True)
class Ports:
    """What a service needs of the outside. `wall` is infrastructure time in seconds; `course` says
    whether anybody asks analytics for the steps of each complaint."""

    store: Store
    clock: Clock
    ids: Ids
    numbers: Numbers
    policies: PolicyLibrary
    zone: ZoneInfo
    carrier: Carrier
    wall: Callable[[], float]
    after_commit: Callable[[], None] = lambda: None
    course: bool = True


@dataclass(frozen=True, slots=True)
class Resident:
    """A composed service: its use cases, what it hears, and the work it does by itself."""

    application: Any = None
    handlers: Handlers = field(default_factory=dict)
    firing: Firing | None = None
    delivery: Delivery | None = None


def compose(service: str, ports: Ports) -> Resident:
    """One service of the house."""
    return _COMPOSERS[service](ports)


def _intake(ports: Ports) -> Resident:
    return Resident(
        Intake(
            store=ports.store,
            clock=ports.clock,
            ids=ports.ids,
            policies=ports.policies,
            numbers=ports.numbers,
            zone=ports.zone,
            after_commit=ports.after_commit,
        )
    )


def _triage(ports: Ports) -> Resident:
    reactions = TriageReactions(clock=ports.clock, policies=ports.policies)
    application = Triage(
        store=ports.store,
        clock=ports.clock,
        policies=ports.policies,
        reactions=reactions,
        after_commit=ports.after_commit,
    )
    return Resident(application, reactions.handlers)


def _casework(ports: Ports) -> Resident:
    application = Casework(
        store=ports.store,
        clock=ports.clock,
        policies=ports.policies,
        after_commit=ports.after_commit,
    )
    return Resident(application, CaseworkReactions(clock=ports.clock).handlers)


def _sla(ports: Ports) -> Resident:
    application = Sla(
        store=ports.store,
        clock=ports.clock,
        policies=ports.policies,
        after_commit=ports.after_commit,
    )
    firing = Firing(ports.store, ports.policies, ports.clock, after_commit=ports.after_commit)
    return Resident(application, SlaReactions(ports.policies, ports.clock).handlers, firing)


def _notify(ports: Ports) -> Resident:
    wording = Wording(ports.policies, ports.zone, CONSOLE_URL)
    planning = Planning(policies=ports.policies, wording=wording, clock=ports.clock)
    delivery = Delivery(
        store=ports.store,
        clock=ports.clock,
        carrier=ports.carrier,
        sender=SENDER,
        after_commit=ports.after_commit,
        wall=ports.wall,
    )
    return Resident(None, planning.handlers(), delivery=delivery)


def _analytics(ports: Ports) -> Resident:
    return Resident(None, Projections(ports.zone, course=ports.course).handlers())


def _console(ports: Ports) -> Resident:
    return Resident(None, PageKeeping(ports.policies, ports.zone).handlers())


_COMPOSERS: Mapping[str, Callable[[Ports], Resident]] = {
    "intake": _intake,
    "triage": _triage,
    "casework": _casework,
    "sla": _sla,
    "notify": _notify,
    "analytics": _analytics,
    "console": _console,
}
