"""How complaints are recorded, and found by their number."""

from __future__ import annotations

from collections.abc import Sequence

from services.intake.domain.complaint import COMPLAINT
from services.intake.domain.events import ComplaintEvent, ComplaintReceived
from services.intake.translate import translate
from shared.commands import CommandSide


def _names(event: ComplaintEvent) -> Sequence[str]:
    return [event.number] if isinstance(event, ComplaintReceived) else []


SIDE = CommandSide(COMPLAINT, translate, names=_names)
