"""What gives occasion for a notice on a complaint. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from services.notify.complaint import KnownComplaint
from services.notify.recipients import department_meant
from services.notify.wording import Wording
from shared.contracts import Contract
from shared.policy import NoticeRule, Pack


class Occasion(NamedTuple):
    """What was told of a known complaint, the article that wants a notice on it, and when."""

    told: Contract
    known: KnownComplaint
    rule: NoticeRule
    pack: Pack
    wording: Wording
    at: datetime

    @property
    def department(self) -> str | None:
        return department_meant(self.known, self.told)

    def named(self, key: str | None) -> str | None:
        """What a department or post is called in the complaint's project."""
        return self.wording.named(key, self.known.project)

    def told_of(self, field: str, otherwise: Any) -> Any:
        """A field of what was told, where that has it: pydantic's own answer to a field that a
        model has not is dear."""
        return self.told.__dict__.get(field, otherwise)
