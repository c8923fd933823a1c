"""What the outside says of a new complaint, and how the regulation that governs it takes that."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from services.intake.domain.complaint import ReceiveComplaint
from services.intake.domain.refusals import CategoryIsUnknown, FactIsDerived
from shared.contracts.intake import Channel, Customer
from shared.domain import FactValue, Immutable
from shared.policy import Pack, Policies
from shared.policy.facts import FactHasWrongType, FactIsUnknown

TITLE_MAX = 40


class Registration(Immutable):
    """What the outside says of a new complaint, as yet without number, id and policy."""

    channel: Channel
    project: str
    text: str
    title: str | None = None
    category: str | None = None
    received_at: AwareDatetime | None = None
    customer: Customer = Customer()
    facts: dict[str, FactValue] = Field(default_factory=dict)
    answer_wanted_by: AwareDatetime | None = None
    source: str | None = None
    external_ref: str | None = None


def governed(
    registration: Registration,
    policies: Policies,
    *,
    zone: ZoneInfo,
    now: datetime,
    taken_by: str,
) -> ReceiveComplaint:
    """The registration under the pack that was in force for its project when it was received.

    Refuses projects, categories and facts that this pack or the directory does not know.
    """
    received_at = registration.received_at or now
    project = policies.project(registration.project)
    pack = policies.pack_for(registration.project, received_at.astimezone(zone).date())
    return ReceiveComplaint(
        received_at=received_at,
        channel=registration.channel,
        project=registration.project,
        project_name=project.name,
        category=_known_category(pack, registration.category),
        title=registration.title or title_of(registration.text),
        text=registration.text,
        customer=registration.customer,
        policy=pack.stamp,
        facts=_stated_facts(pack, registration.facts),
        answer_wanted_by=registration.answer_wanted_by,
        source=registration.source,
        external_ref=registration.external_ref,
        taken_by=taken_by,
    )


def title_of(text: str) -> str:
    """A complaint without a title is called by its first words."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:TITLE_MAX]


def _known_category(pack: Pack, category: str | None) -> str | None:
    if category is not None and category not in pack.categories:
        known = ", ".join(pack.categories)
        raise CategoryIsUnknown(field="category", pack=pack.id, category=category, known=known)
    return category


def _stated_facts(pack: Pack, stated: dict[str, FactValue]) -> dict[str, FactValue]:
    """Every fact of the pack, with what was stated; what the system finds, nobody can state."""
    for name in stated:
        field, declared = f"facts.{name}", pack.facts.get(name)
        if declared is None:
            raise FactIsUnknown(field=field, pack=pack.id, fact=name)
        if not declared.stated_by_a_person:
            raise FactIsDerived(field=field, fact=name, label=declared.label)
    try:
        return pack.facts_with_defaults(stated)
    except FactHasWrongType as refusal:
        raise refusal.about(f"facts.{refusal.field}") from None
