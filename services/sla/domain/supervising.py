"""When the regulation, or a person, calls for a supervision order 工作督办单."""

from __future__ import annotations

from datetime import datetime

from services.sla.domain.draft import Draft
from services.sla.domain.events import (
    FactsNoted,
    GradeNoted,
    ResponsibilityNoted,
    SupervisionCalledFor,
    SupervisionEnded,
    SupervisionGrew,
    WatchReopened,
)
from services.sla.domain.ground import Ground
from services.sla.domain.refusals import (
    ComplaintIsClosed,
    DepartmentIsUnknown,
    OrderIsOpenAlready,
    RegulationKnowsNoSupervision,
)
from services.sla.domain.watch import Watch
from shared.contracts.sla import BY_HAND
from shared.domain import DomainEvent
from shared.policy import OrderTerms, Pack, SupervisionRule

_RESPONSIBLE = "department"
_BEARING = frozenset({FactsNoted, GradeNoted, ResponsibilityNoted, WatchReopened})


def bears_on_supervision(draft: Draft) -> bool:
    """Whether anything is new that the rules or their addressees depend on."""
    return not _BEARING.isdisjoint(map(type, draft.events))


def call_for_supervision(draft: Draft) -> None:
    """Each rule has its effect once a complaint; while an order is open, it grows instead.

    An order to the responsible department waits until there is one.
    """
    watch = draft.watch
    if watch.closed:
        return
    grounds = tuple(
        _ground(rule, draft)
        for rule in draft.pack.supervision_due(watch.known_facts)
        if rule.key not in watch.called_for and addressee(rule.terms, watch)
    )
    if not grounds:
        return
    if watch.order is not None:
        draft.add(SupervisionGrew(order_number=watch.order, grounds=grounds))
    else:
        draft.add(SupervisionCalledFor(order_number=_next_number(watch), grounds=grounds))


def call_by_hand(watch: Watch, reason: str, pack: Pack, *, now: datetime) -> list[DomainEvent]:
    """A person issues an order for a reason the regulation does not name."""
    if watch.closed:
        raise ComplaintIsClosed(number=watch.number)
    if watch.order is not None:
        raise OrderIsOpenAlready(number=watch.number, order=watch.order)
    if pack.supervision is None:
        raise RegulationKnowsNoSupervision(pack=pack.title)
    if addressee(pack.supervision.terms, watch) is None:
        raise DepartmentIsUnknown(number=watch.number)
    draft = Draft(watch, pack, now)
    grounds = (by_hand(reason),)
    draft.add(SupervisionCalledFor(order_number=_next_number(watch), grounds=grounds))
    return draft.events


def by_hand(reason: str) -> Ground:
    """A person's own reason."""
    return Ground(key=BY_HAND, rule=BY_HAND, label=reason, facts={})


def end_supervision(watch: Watch, order_number: str, result: str) -> list[DomainEvent]:
    """The order was closed; the next reason is one for a new order."""
    if watch.order != order_number:
        return []
    return [SupervisionEnded(order_number=order_number, result=result)]


def addressee(terms: OrderTerms, watch: Watch) -> str | None:
    """The department that an order goes to, where it is known yet."""
    return watch.department if terms.to == _RESPONSIBLE else terms.to


def terms_of(ground: Ground, pack: Pack) -> OrderTerms:
    """What an order for this reason says besides it."""
    assert pack.supervision is not None, "there is no ground without supervision"
    rules = (rule for rule in pack.supervision.orders if rule.key == ground.key)
    return next((rule.terms for rule in rules), pack.supervision.terms)


def _ground(rule: SupervisionRule, draft: Draft) -> Ground:
    known = draft.pack.facts_with_defaults(draft.watch.known_facts)
    names = (name.removeprefix("facts.") for name in rule.when.names)
    return Ground(
        key=rule.key, rule=rule.rule, label=rule.label, facts={name: known[name] for name in names}
    )


def _next_number(watch: Watch) -> str:
    """DB with the complaint's own digits, so that it can be read out: DB20261122-000123."""
    first = f"DB{watch.number.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
    return first if watch.orders == 0 else f"{first}-{watch.orders + 1}"
