"""What intake keeps that can be checked: what its complaints told, and their numbers."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.intake.streams import SIDE
from shared.policy import PolicyLibrary
from shared.rebuild.kept import History, Kept


def kept(policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    del policies, zone  # What was recorded is recorded.
    return Kept(histories=(History(SIDE),))
