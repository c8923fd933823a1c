"""Where assessments are stored, and how they are found by the complaint's number."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from services.triage.domain.assessment import ASSESSMENT
from services.triage.domain.events import AssessmentEvent, AssessmentOpened
from services.triage.translate import translate
from shared.commands import CommandSide
from shared.ids import derived_id

REMEMBERED = 1024
"""How many streams are not derived anew each time: one complaint has many messages in a row."""


@lru_cache(maxsize=REMEMBERED)
def stream_of(complaint_id: UUID) -> UUID:
    return derived_id("assessment", str(complaint_id))


def _names(event: AssessmentEvent) -> Sequence[str]:
    return [event.number] if isinstance(event, AssessmentOpened) else []


SIDE = CommandSide(ASSESSMENT, translate, names=_names)
