"""What is given for several types together is found by each of them."""

from __future__ import annotations

from shared.contracts import ABOUT_COMPLAINTS, CONTRACTS
from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.sla import ObligationContract, ObligationExtendedV1, ObligationMetV1
from shared.contracts.triage import EscalatedV1, GradeDecided, GradedV1


def test_what_is_given_for_what_types_have_in_common_holds_for_each() -> None:
    found = CONTRACTS.by_type({GradeDecided: "grade", ComplaintReceivedV1: "received"})
    assert found == {GradedV1: "grade", EscalatedV1: "grade", ComplaintReceivedV1: "received"}


def test_the_nearest_class_decides() -> None:
    found = CONTRACTS.by_type({ObligationContract: "any", ObligationExtendedV1: "extended"})
    assert found[ObligationExtendedV1] == "extended"
    assert found[ObligationMetV1] == "any"
    assert set(found) == {c for c in ABOUT_COMPLAINTS if issubclass(c, ObligationContract)}
