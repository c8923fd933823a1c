"""The like of every complaint, counted for a history at once, as triage would have told it."""

from __future__ import annotations

from uuid import UUID

from huiyin.whatif.counting import counts_under
from huiyin.whatif.life import lives_of
from services.triage.domain.thresholds import thresholds_of
from shared.contracts.casework import CaseClosedV1
from shared.contracts.intake import ComplaintReceivedV1, ComplaintWithdrawnV1
from shared.contracts.triage import FactsChangedV1, GradedV1
from tests.unit.whatif.history import a_year

FACT = "similar_in_month"


def test_counts_tell_apart_what_triage_told() -> None:
    """Given a year in which neighbours complain of the like, when it is counted at once, then the
    last count of each crosses the same numbers as what triage told."""
    told = a_year()
    pack = told.library.pack("zsy", "2026.1")
    recorded: dict[UUID, int] = {}
    closed: set[UUID] = set()
    for contract in told.contracts:
        if isinstance(contract, CaseClosedV1 | ComplaintWithdrawnV1):
            closed.add(contract.key)  # What is closed is not told of any more of the like.
        if isinstance(contract, GradedV1 | FactsChangedV1) and FACT in contract.facts:
            recorded[contract.key] = int(contract.facts[FACT])
    lives = lives_of(told.contracts)

    counted = counts_under(pack, lives)

    numbers = thresholds_of(pack, FACT)
    assert max(recorded.values()) >= 3
    for life in lives:
        key = life.received.complaint_id
        last = counted[key][-1][1][FACT] if key in counted else 1
        assert recorded[key] <= last
        if key not in closed:
            assert not numbers.tell_apart(recorded[key], last)


def test_who_complains_alone_counts_one() -> None:
    told = a_year()
    pack = told.library.pack("zsy", "2026.1")
    one = [c for c in told.contracts if isinstance(c, ComplaintReceivedV1)][:1]

    assert counts_under(pack, lives_of(one)) == {}
