"""The indicators 指标 of the packs over complaints: the one computation, wherever they are shown.
Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from uuid import UUID

from services.analytics.complaint_facts import ComplaintFact
from services.analytics.figures import Indicator, IndicatorKind
from services.analytics.obligation_facts import ObligationFact, Outcome
from services.analytics.on_time import deadlines, rate_of
from shared.contracts.casework import Satisfaction
from shared.policy.events import ValueType
from shared.policy.metrics import Metric, measure
from shared.policy.pack import Pack

Packs = Mapping[tuple[str, str], Pack]
"""Packs by id and version."""


def indicators(
    complaints: Iterable[ComplaintFact], obligations: Iterable[ObligationFact], packs: Packs
) -> tuple[Indicator, ...]:
    """Every indicator of every pack and version that governs any of the complaints, each over the
    complaints of that version. Raises ConditionFailed."""
    late = frozenset(
        owed.complaint_id for owed in deadlines(obligations) if owed.outcome is Outcome.MISSED
    )
    governed: defaultdict[tuple[str, str], list[ComplaintFact]] = defaultdict(list)
    for fact in complaints:
        governed[fact.pack, fact.version].append(fact)
    return tuple(
        indicator
        for version in sorted(governed)
        if version in packs
        for indicator in _of_version(packs[version], governed[version], late)
    )


def without_packs(complaints: Iterable[ComplaintFact], packs: Packs) -> tuple[str, ...]:
    """The versions that govern complaints and are not at hand, such as `zsy@2025.1`."""
    versions = {(fact.pack, fact.version) for fact in complaints}
    return tuple(f"{pack}@{version}" for pack, version in sorted(versions - set(packs)))


def _of_version(
    pack: Pack, complaints: Sequence[ComplaintFact], late: Set[UUID]
) -> tuple[Indicator, ...]:
    if not pack.metrics:
        return ()
    amounts: tuple[dict[str, int], ...] = tuple({} for _ in pack.metrics)
    for fact in complaints:
        values = record_of(fact, pack, on_time=fact.complaint_id not in late)
        for metric, found in zip(pack.metrics, amounts, strict=True):
            if metric.lets_in(values):
                found[fact.number] = metric.amount(values)
    return tuple(
        _indicator(metric, pack, found) for metric, found in zip(pack.metrics, amounts, strict=True)
    )


def _indicator(metric: Metric, pack: Pack, amounts: Mapping[str, int]) -> Indicator:
    found = measure(metric, list(amounts.values()))
    kind = _kind(metric, pack)
    return Indicator(
        **found.model_dump(),
        pack=pack.id,
        version=pack.version,
        pack_title=pack.title,
        kind=kind,
        share=rate_of(found.part, found.whole) if kind is IndicatorKind.SHARE else None,
        proposal=metric.proposal,
        counted_numbers=tuple(number for number, amount in amounts.items() if amount),
        other_numbers=tuple(number for number, amount in amounts.items() if not amount),
    )


def _kind(metric: Metric, pack: Pack) -> IndicatorKind:
    if not metric.sum:
        return IndicatorKind.SHARE
    is_money = all(pack.facts[name].type is ValueType.MONEY for name in metric.sum)
    return IndicatorKind.MONEY if is_money else IndicatorKind.COUNT


def record_of(fact: ComplaintFact, pack: Pack, *, on_time: bool) -> dict[str, object]:
    """A complaint as indicators count it, by full name (`shared.policy.events.RECORD`). A fact that
    another version declared is none of this one's."""
    stated = {name: value for name, value in fact.facts.items() if name in pack.facts}
    facts = pack.facts_with_defaults({}) | stated
    known: dict[str, object] = {f"facts.{name}": value for name, value in facts.items()}
    answer = fact.satisfaction if fact.satisfaction is not Satisfaction.NOT_REACHED else None
    return known | {
        "facts.grade": fact.grade or 0,
        "record.closed": fact.closed_at is not None,
        "record.withdrawn": fact.withdrawn_at is not None,
        "record.out_of_scope": fact.out_of_scope,
        "record.on_time": on_time,
        "record.revisited": answer is not None,
        "record.satisfaction": answer or "",
        "record.category": fact.category or "",
        "record.grade": fact.grade or 0,
    }
