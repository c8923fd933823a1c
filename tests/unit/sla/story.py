"""A complaint's deadlines lived through day by day, as the tests tell it.

story = Story(zsy()).received("2026-11-18 10:00")
story.hears(graded(2), "2026-11-18 10:01").passes("2026-11-19 12:00")
assert story.outcomes["preliminary-opinion"] is Outcome.MISSED
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from services.sla.domain import happening
from services.sla.domain.events import DeadlineApproaching, DeadlineMissed
from services.sla.domain.noting import News
from services.sla.domain.obligation import Obligation, Outcome
from services.sla.domain.watch import WATCH, Watch
from shared.contracts import Contract
from shared.contracts.casework import (
    CaseClosedV1,
    CauseFoundV1,
    CustomerContactedV1,
    PlanApprovedV1,
    ReopenedV1,
    RevisitedV1,
    Satisfaction,
    Side,
    SolutionCarriedOutV1,
)
from shared.contracts.intake import (
    Channel,
    ComplaintReceivedV1,
    ComplaintRepeatedV1,
    ComplaintWithdrawnV1,
    Customer,
    PolicyStamp,
)
from shared.contracts.notify import NoticeSentV1
from shared.contracts.triage import (
    ClassifiedV1,
    EscalatedV1,
    FactsChangedV1,
    GradedV1,
    ResponsibilityAssignedV1,
)
from shared.domain import DomainEvent, stamp
from shared.policy import Pack
from tests.unit.policy.regulations import at

COMPLAINT = UUID("00000000-0000-4000-8000-0000000000c1")
WATCH_STREAM = UUID("00000000-0000-4000-8000-0000000000d1")
NUMBER = "TS20261118-000123"
Telling = Callable[[datetime], Contract]
Event = TypeVar("Event", bound=DomainEvent)


def _told(contract: type[Contract], **fields: Any) -> Telling:
    return lambda when: contract(complaint_id=COMPLAINT, number=NUMBER, occurred_at=when, **fields)


def complaint(
    pack: Pack,
    received: str,
    *,
    channel: Channel = Channel.PHONE,
    wanted_by: str | None = None,
    **facts: Any,
) -> Telling:
    return _told(
        ComplaintReceivedV1,
        received_at=at(received),
        channel=channel,
        project="mhhy",
        project_name="明湖花园",
        category=None,
        title="漏水",
        text="客厅漏水",
        customer=Customer(phone="13800000000"),
        policy=pack.stamp,
        facts=pack.facts_with_defaults(facts),
        answer_wanted_by=at(wanted_by) if wanted_by else None,
    )


def _grading(contract: type[Contract], grade: int, **facts: Any) -> Telling:
    return _told(
        contract,
        grade=grade,
        grade_name="-",
        previous=None,
        evidence=(),
        facts=facts,
        policy=PolicyStamp(pack="-", version="-"),
        by="policy",
        reason=None,
    )


def graded(grade: int, **facts: Any) -> Telling:
    return _grading(GradedV1, grade, **facts)


def escalated(grade: int, **facts: Any) -> Telling:
    return _grading(EscalatedV1, grade, **facts)


def facts_changed(**facts: Any) -> Telling:
    return _told(FactsChangedV1, changed=facts, facts=facts, by="wang", reason="查实")


def classified(category: str) -> Telling:
    return _told(ClassifiedV1, category=category, category_name="-", words=(), by="policy")


def assigned(department: str = "engineering") -> Telling:
    return _told(
        ResponsibilityAssignedV1,
        department=department,
        department_name="-",
        category="engineering-quality",
        by="policy",
    )


def contacted(when: str, *, opinion: bool = True) -> Telling:
    return _told(
        CustomerContactedV1,
        by="agent",
        contacted_at=at(when),
        channel="phone",
        preliminary_opinion=opinion,
        note="已致电",
    )


def handed_over() -> Telling:
    return _told(
        NoticeSentV1,
        notice_id=UUID(int=7),
        template="handover-form",
        rule="zsy-5.1.5a",
        to="department",
        channel="email",
        attempts=1,
        subject="投诉处理单",
    )


def cause_found(side: Side = Side.OURS) -> Telling:
    return _told(CauseFoundV1, by="engineer", side=side, cause="防水层破损")


def plan_approved() -> Telling:
    return _told(PlanApprovedV1, by="manager", post="marketing-manager")


def carried_out(result: str) -> Telling:
    return _told(SolutionCarriedOutV1, by="engineer", result=result)


def revisited(answer: Satisfaction) -> Telling:
    return _told(
        RevisitedV1, by="specialist", satisfaction=answer, first_asked_followed_up=True, note=""
    )


def repeated() -> Telling:
    return _told(ComplaintRepeatedV1, channel=Channel.PHONE, text="又漏了", times=2)


def closed() -> Telling:
    return _told(CaseClosedV1, by="specialist", summary="已解决")


def reopened() -> Telling:
    return _told(ReopenedV1, by="specialist", reason="再次漏水")


def withdrawn() -> Telling:
    return _told(ComplaintWithdrawnV1, reason="已协商")


class Story:
    """A watch as its history makes it. Times are local; nothing passes unless it is said to."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.events: list[DomainEvent] = []
        self._watch: Watch | None = None

    @property
    def watch(self) -> Watch:
        assert self._watch is not None, "begin with received()"
        return self._watch

    def received(self, received: str, *, recorded: str | None = None, **more: Any) -> Self:
        """A complaint comes in; `recorded` is when it was typed in, if that was later."""
        contract = complaint(self.pack, received, **more)(at(recorded or received))
        assert isinstance(contract, ComplaintReceivedV1)
        now = at(recorded or received)
        return self._record(happening.open_watch(self._watch, contract, self.pack, now=now), now)

    def hears(self, telling: Telling, when: str, *, heard: str | None = None) -> Self:
        """An event that occurred at a time reaches the watch, then or later."""
        now = at(heard or when)
        news = News.of(telling(at(when)))
        return self._record(happening.hear(self._watch, news, self.pack, now=now), now)

    def passes(self, until: str, *, noticed: str | None = None) -> Self:
        """The timers fire everything up to a time."""
        now = at(noticed or until)
        return self._record(
            happening.let_pass(self._watch, self.pack, until=at(until), now=now), now
        )

    def does(self, decide: Callable[[Watch], Sequence[DomainEvent]], when: str) -> Self:
        return self._record(decide(self.watch), at(when))

    def under(self, pack: Pack) -> Self:
        """The policies folder was read anew."""
        self.pack = pack
        return self

    def _record(self, events: Sequence[DomainEvent], now: datetime) -> Self:
        before = self._watch.version if self._watch else 0
        recorded = stamp(events, stream=WATCH_STREAM, after_version=before, now=now)
        self._watch = WATCH.fold(self._watch, recorded)
        self.events += recorded
        return self

    def of(self, kind: type[Event], key: str | None = None) -> list[Event]:
        """The recorded events of a kind, of one obligation where it is named."""
        found = (event for event in self.events if isinstance(event, kind))
        return [event for event in found if key is None or getattr(event, "key", None) == key]

    def obligation(self, key: str) -> Obligation:
        found = self.watch.obligation(key)
        assert found is not None, f"{key} never started"
        return found

    def due(self, key: str) -> str | None:
        """When it is due, in local time."""
        due_at = self.obligation(key).timing.due_at
        return local(due_at, self.pack) if due_at else None

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return {obligation.key: obligation.outcome for obligation in self.watch.obligations}

    @property
    def fired(self) -> list[tuple[str, str, float]]:
        """What has passed: obligation, warning step or `missed`, seconds late."""
        return [
            (event.key, getattr(event, "step", "missed"), event.late_s)
            for event in self.events
            if isinstance(event, DeadlineApproaching | DeadlineMissed)
        ]


def local(instant: datetime, pack: Pack) -> str:
    return f"{pack.calendar.local(instant):%Y-%m-%d %H:%M}"
