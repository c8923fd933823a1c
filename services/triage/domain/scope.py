"""What the regulation covers (适用范围), asked at receipt and again when facts change (hm-scope)."""

from __future__ import annotations

from datetime import datetime

from services.triage.domain.assessment import Assessment
from services.triage.domain.events import FoundOutOfScope
from shared.domain import FactValue
from shared.policy import ComplaintContext, Context, Facts, Pack

CATEGORY = "complaint.category"


def found_out_of_scope(
    pack: Pack, facts: Facts, complaint: ComplaintContext, received_at: datetime
) -> list[FoundOutOfScope]:
    """The article on scope that the complaint does not fulfil, if any."""
    if not pack.scope:
        return []
    context = Context(facts=facts, complaint=complaint, received=pack.received_context(received_at))
    unmet = pack.found_out_of_scope(facts, context)
    if unmet is None:
        return []
    values = context.values()
    used = {name.removeprefix("facts."): values[name] for name in unmet.when.names}
    found = {name: value for name, value in used.items() if isinstance(value, FactValue)}
    return [FoundOutOfScope(rule=unmet.rule, label=unmet.label, facts=found)]


def now_out_of_scope(
    assessment: Assessment, pack: Pack, changed: Facts, *, reclassified: bool
) -> list[FoundOutOfScope]:
    """The finding that changed facts newly demand, or the category where it is another one.

    Only an article on scope that reads what changed is asked: what was covered at receipt does not
    fall out of scope over anything else. A finding is made once and stands, whatever is learnt
    later, as a grade that has risen does: the customer has been answered and clocks have stopped.
    """
    names = {f"facts.{name}" for name in changed} | ({CATEGORY} if reclassified else set())
    asked = any(name in rule.when.names for rule in pack.scope for name in names)
    if assessment.out_of_scope is not None or not asked:
        return []
    facts = pack.facts_with_defaults({**assessment.facts, **changed})
    complaint = assessment.as_complaint(assessment.category)
    return found_out_of_scope(pack, facts, complaint, assessment.received_at)
