"""What the console keeps that can be made anew: all of its pages."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from services.console.reactions import PageKeeping
from services.console.read_model.rows import CLOCKS, PAGES, TIMELINE
from shared.policy import PolicyLibrary
from shared.rebuild.kept import Kept, ReadModel


def kept(policies: PolicyLibrary, zone: ZoneInfo) -> Kept:
    handlers = PageKeeping(policies, zone).handlers()
    return Kept(ReadModel(handlers, (PAGES, CLOCKS), journal=(TIMELINE,)))
