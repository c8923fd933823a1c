"""What the pages work with, and how a page's route gets hold of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends

from services.console.desk.application import Desk
from services.console.neighbours import Neighbours
from services.console.reactions import PageKeeping
from services.console.web.look import Look, When
from shared.clock import Clock
from shared.policy import Policies
from shared.web.asking import application


@dataclass(frozen=True, slots=True)
class Workbench:
    """The console's use cases in one place."""

    desk: Desk
    neighbours: Neighbours
    keeping: PageKeeping
    policies: Policies
    clock: Clock
    zone: ZoneInfo
    look: Look

    def when(self) -> When:
        return When(self.clock.now(), self.zone)


Bench = Annotated[Workbench, Depends(application)]
