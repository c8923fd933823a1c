"""Models built as given: the same as checked ones, and only while a year is played."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from huiyin.simulation.as_given import models_as_given
from services.sla.domain.obligation import Timing
from services.sla.domain.watch import Watch
from shared.contracts.intake import Channel, PolicyStamp
from shared.contracts.triage import FactsChangedV1
from shared.policy.obligations import Miss

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COMPLAINT = UUID(int=7)


def watch() -> Watch:
    return Watch(
        id=UUID(int=1),
        complaint_id=COMPLAINT,
        number="TS20261120-000001",
        policy=PolicyStamp(pack="zsy", version="2026.1"),
        project="mhhy",
        channel=Channel.PHONE,
        received_at=AT,
        has_contact=True,
        answer_wanted_by=None,
    )


def facts_changed(**more: Any) -> FactsChangedV1:
    return FactsChangedV1(
        complaint_id=COMPLAINT,
        number="TS20261120-000001",
        occurred_at=AT,
        changed={"injured": True},
        facts={"injured": True},
        by="policy",
        reason=None,
        **more,
    )


def test_a_model_as_given_is_the_checked_one() -> None:
    checked = watch()

    with models_as_given():
        given = watch()
        again = watch()

    assert given == checked
    assert given.model_dump_json() == checked.model_dump_json()
    assert given.model_copy(update={"grade": 1}) == checked.model_copy(update={"grade": 1})
    assert given.facts is not again.facts, "each has a default of its own"


def test_what_a_contract_does_not_know_is_left_out() -> None:
    with models_as_given():
        assert facts_changed(novelty=1) == facts_changed()


def test_a_model_that_asks_more_than_types_is_checked() -> None:
    with models_as_given(), pytest.raises(ValidationError):
        Miss(tell=())


def test_afterwards_everything_is_checked_again() -> None:
    with pytest.raises(ZeroDivisionError), models_as_given():
        _ = 1 / 0

    with pytest.raises(ValidationError):
        Timing(due_at="tomorrow", warnings=(), explanation=None)  # type: ignore[arg-type]


def test_a_model_that_lacks_a_field_is_refused() -> None:
    with models_as_given(), pytest.raises(ValidationError):
        PolicyStamp(pack="zsy")  # type: ignore[call-arg]
