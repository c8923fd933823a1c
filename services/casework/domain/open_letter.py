"""An open letter 公开信 as one case sees it: a contact by letter, and perhaps a step taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from services.casework.domain.case import Case
from services.casework.domain.events import CustomerContacted
from services.casework.domain.handling import contact
from services.casework.domain.reporting import take_step
from shared.contracts.intake import Channel
from shared.domain import DomainEvent, Immutable
from shared.policy import Policies

DIGITS = 8


class FiledLetter(Immutable):
    """A letter with its number, and to how many complaints it answers."""

    number: str
    households: int
    text: str
    step: str | None


def letter_number(numbers: Sequence[str], text: str, now: datetime) -> str:
    """The same letter to the same complaints at the same instant has the same number."""
    said = "\n".join((now.isoformat(), *numbers, text))
    return f"GK-{sha256(said.encode()).hexdigest()[:DIGITS].upper()}"


def answer_with(
    case: Case, letter: FiledLetter, *, policies: Policies, by: str, now: datetime
) -> list[DomainEvent]:
    """File the letter with a case (pd-open-letter): the customer was answered by it."""
    note = f"公开信 {letter.number}（共 {letter.households} 件投诉）：{letter.text}"
    contacted = CustomerContacted(
        contacted_at=now, channel=Channel.LETTER, preliminary_opinion=False, note=note, by=by
    )
    filed = contact(case, contacted, now=now)
    if letter.step is None:
        return filed
    pack = policies.pack(case.policy.pack, case.policy.version)
    done = take_step(
        case, letter.step, note=f"公开信 {letter.number}", taken_at=now, by=by, pack=pack, now=now
    )
    return [*filed, *done]
