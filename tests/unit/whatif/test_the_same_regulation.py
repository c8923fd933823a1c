"""Under the regulation that it was lived under, a history comes out as it did: as the services told
it, and as its record is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from uuid import UUID

import pytest

from huiyin.whatif.counting import counts_under
from huiyin.whatif.course import Course
from huiyin.whatif.life import lives_of
from huiyin.whatif.outcome import Outcome
from huiyin.whatif.regulation import Regulation
from shared.contracts.sla import (
    DeadlineMissedV1,
    MilestoneMissedV1,
    ObligationExtendedV1,
    ObligationKind,
    ObligationMetV1,
    ObligationPausedV1,
    ObligationResumedV1,
    SupervisionOrderIssuedV1,
)
from shared.contracts.triage import GradeDecided, ResponsibilityAssignedV1
from tests.unit.whatif.history import END, Told, a_year

Seen = dict[str, object]
MOVING = (ObligationExtendedV1, ObligationPausedV1, ObligationResumedV1)


@pytest.fixture(scope="module")
def told() -> Told:
    return a_year()


def test_every_complaint_comes_out_as_it_did(told: Told) -> None:
    recorded = _recorded(told)

    tried = {one: _seen(outcome) for one, outcome in _tried(told).items()}

    assert tried == recorded
    assert any(seen["missed"] for seen in recorded.values())
    assert any(seen["orders"] for seen in recorded.values())
    assert len({seen["grade"] for seen in recorded.values()}) > 2


def test_the_record_is_what_a_trial_makes_of_it(told: Told) -> None:
    """Given nobody was late to send a notice and nobody set a grade, then the record and a trial
    under its own regulation are the same in everything but explanations."""
    tried = _tried(told)

    for life in lives_of(told.contracts):
        assert life.record is not None
        record = life.record.outcome
        outcome = tried[life.received.complaint_id]
        assert _without_words(record) == _without_words(outcome)
        if not any(isinstance(one, MOVING) for one in life.happenings):
            assert record == outcome
            assert all(thing.sentences for thing in record.owed)


def test_trying_it_twice_gives_the_same(told: Told) -> None:
    assert _tried(told) == _tried(told)


def _tried(told: Told) -> dict[UUID, Outcome]:
    lives = lives_of(told.contracts)
    pack = told.library.pack("zsy", "2026.1")
    regulation = Regulation.of(pack, told.library.directory)
    counts = counts_under(pack, lives)
    return {
        life.received.complaint_id: Course(
            life, regulation, counts.get(life.received.complaint_id, ())
        ).run(END)
        for life in lives
    }


def _without_words(outcome: Outcome) -> Outcome:
    return replace(outcome, owed=tuple(replace(one, sentences=()) for one in outcome.owed))


def _seen(outcome: Outcome) -> Seen:
    return {
        "grade": outcome.grade,
        "department": outcome.department,
        "missed": sorted(thing.key for thing in outcome.missed),
        "met": sorted(thing.key for thing in outcome.owed if thing.outcome == "met"),
        "orders": len(outcome.orders),
        "milestones": sum(order.milestones_missed for order in outcome.orders),
    }


def _recorded(told: Told) -> dict[UUID, Seen]:
    """What the services said themselves, in the same terms."""
    found: dict[UUID, Seen] = defaultdict(
        lambda: {"missed": [], "met": [], "orders": 0, "milestones": 0}
    )
    for contract in told.contracts:
        seen = found[contract.key]
        match contract:
            case GradeDecided():
                seen["grade"] = contract.grade
            case ResponsibilityAssignedV1():
                seen["department"] = contract.department_name
            case DeadlineMissedV1() if contract.kind is ObligationKind.DEADLINE:
                seen["missed"] = sorted([*_keys(seen["missed"]), contract.obligation])
            case ObligationMetV1() if contract.kind is ObligationKind.DEADLINE:
                seen["met"] = sorted([*_keys(seen["met"]), contract.obligation])
            case SupervisionOrderIssuedV1():
                seen["orders"] = int(str(seen["orders"])) + 1
            case MilestoneMissedV1():
                seen["milestones"] = int(str(seen["milestones"])) + 1
    return dict(found)


def _keys(listed: object) -> list[str]:
    assert isinstance(listed, list)
    return listed
