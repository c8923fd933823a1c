"""What analytics keeps that can be made anew: all of its facts."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.analytics.complaint_facts import COMPLAINTS, TITLES
from services.analytics.course import COURSE
from services.analytics.obligation_facts import OBLIGATIONS
from services.analytics.projections import Projections
from services.analytics.supervision_facts import SUPERVISION_ORDERS
from shared.policy import PolicyLibrary
from shared.rebuild.kept import Kept, ReadModel


def kept(policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    del policies  # Facts take over what was decided; they judge nothing.
    tables = (COMPLAINTS, OBLIGATIONS, SUPERVISION_ORDERS, TITLES)
    return Kept(ReadModel(Projections(zone).handlers(), tables, journal=(COURSE,)))
