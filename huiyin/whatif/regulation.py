"""A regulation on trial, with what of it is the same for every complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.sla.domain.happening import always_changes_a_watch
from shared.contracts import ABOUT_COMPLAINTS, Contract
from shared.contracts.casework import CaseworkContract
from shared.contracts.intake import ComplaintReceivedV1, IntakeContract
from shared.contracts.notify import NoticeSentV1
from shared.contracts.sla import DeadlineMissedV1
from shared.policy import Directory, Pack

WHAT_PEOPLE_DO: tuple[type[Contract], ...] = tuple(
    contract
    for contract in ABOUT_COMPLAINTS
    if issubclass(contract, IntakeContract | CaseworkContract)
    and contract is not ComplaintReceivedV1
)
"""The events that only customers and handlers cause."""

_ALONE = 1


@dataclass(frozen=True, slots=True)
class Regulation:
    """What a course asks of its regulation again and again.

    `alone` are the counting facts of a complaint that has no like; `heeded` the events among
    `WHAT_PEOPLE_DO` that may change anything; `reaching` those that may reach a milestone. A notice
    matters where something waits for its being sent, a miss where somebody hears of it.
    """

    pack: Pack
    directory: Directory
    alone: Mapping[str, int]
    heeded: frozenset[str]
    reaching: frozenset[str]
    notices_matter: bool
    misses_matter: bool

    @classmethod
    def of(cls, pack: Pack, directory: Directory) -> Regulation:
        reaching = pack.supervision.followed if pack.supervision else frozenset[str]()
        sent = NoticeSentV1.EVENT
        notices_matter = pack.waits_for(sent) or pack.tells_facts(sent)
        return cls(
            pack=pack,
            directory=directory,
            alone={name: _ALONE for name, fact in pack.facts.items() if fact.counted},
            heeded=frozenset(
                contract.EVENT
                for contract in WHAT_PEOPLE_DO
                if always_changes_a_watch(contract.EVENT, pack)
                or pack.waits_for(contract.EVENT)
                or contract.EVENT in reaching
                or (notices_matter and pack.tells_somebody(contract.EVENT))
            ),
            reaching=frozenset(reaching),
            notices_matter=notices_matter,
            misses_matter=notices_matter or pack.tells_facts(DeadlineMissedV1.EVENT),
        )
