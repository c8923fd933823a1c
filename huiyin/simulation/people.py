"""What people do about complaints as the year goes by, each act at its time.

Handlers work through the queue of their department (staffing.py); all others act after a delay.
People hear what the services tell, as anybody would who looks at the console.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from heapq import heappop, heappush
from uuid import UUID

from huiyin.simulation.acts import Acts
from huiyin.simulation.arrivals import Arrival, Arrivals, dice_of
from huiyin.simulation.company import Company
from huiyin.simulation.life import STEPS, Life, Stage, Talk, begun
from huiyin.simulation.staffing import WorkingTime, desks
from huiyin.simulation.talks import after_closing, after_order, beside_handling
from shared.contracts import ComplaintContract, Contract, Message
from shared.contracts.casework import CaseClosedV1, ReopenedV1, Satisfaction
from shared.contracts.intake import ComplaintWithdrawnV1
from shared.contracts.sla import SupervisionOrderIssuedV1
from shared.contracts.triage import EscalatedV1, GradedV1, ResponsibilityAssignedV1
from shared.domain import Refusal

HEARS: tuple[type[Contract], ...] = (
    GradedV1,
    EscalatedV1,
    ResponsibilityAssignedV1,
    ReopenedV1,
    CaseClosedV1,
    ComplaintWithdrawnV1,
    SupervisionOrderIssuedV1,
)
HOUR_S = 3600
MENDED_MOST = 3
NEXT = {
    Stage.CONTACT: Stage.CAUSE,
    Stage.CAUSE: Stage.PLAN,
    Stage.PLAN: Stage.APPROVAL,
    Stage.APPROVAL: Stage.CARRY_OUT,
    Stage.CARRY_OUT: Stage.REVISIT,
    Stage.REVISIT: Stage.CLOSE,
}


class People:
    """Everybody. `forget` is told a complaint that nobody will speak of again."""

    def __init__(
        self, company: Company, arrivals: Arrivals, time: WorkingTime, chance: str
    ) -> None:
        self.desks = desks(company.staff)
        self.refused: Counter[str] = Counter()
        self.acts_done = 0
        self.arrived = 0
        self.forget: Callable[[Life], None] = lambda _: None
        self._company = company
        self._time = time
        self._chance = chance
        self._until = float(time.total)
        self._case_s = time.day / company.cases_a_day
        self._coming = iter(arrivals)
        self._next_arrival = next(self._coming, None)
        self._lives: dict[UUID, Life] = {}
        self._agenda: list[tuple[int, int, Life, Stage | Talk, int, bool]] = []
        self._entered = 0
        self._acted: Life | None = None

    @property
    def next_at(self) -> int | None:
        """When somebody does something next, in seconds since 1970."""
        arrival = self._next_arrival
        if arrival is None:
            return self._agenda[0][0] if self._agenda else None
        return min(arrival.at, self._agenda[0][0]) if self._agenda else arrival.at

    def act(self, acts: Acts) -> None:
        """Let the next thing happen, which is due now."""
        self.acts_done += 1
        arrival = self._next_arrival
        if arrival is not None and (not self._agenda or arrival.at <= self._agenda[0][0]):
            self._next_arrival = next(self._coming, None)
            self._receive(arrival, acts)
            return
        at, _, life, what, of_round, ready = heappop(self._agenda)
        life.pending -= 1
        if isinstance(what, Talk):
            self._talk(what, life, acts)
        elif of_round == life.round and not life.closed and not life.withdrawn:
            if ready:
                self._queue(what, life, at)
            else:
                self._handle(what, life, at, acts)
        self._acted = life

    def clear_up(self) -> None:
        """Once what was done has taken effect: forget a complaint that is over."""
        life, self._acted = self._acted, None
        if life is not None and life.over:
            del self._lives[life.complaint_id]
            self.forget(life)

    async def hear(self, message: Message) -> None:
        """What the services tell; what follows is put on the agenda."""
        told = message.contract
        assert isinstance(told, ComplaintContract)
        life = self._lives.get(told.complaint_id)
        if life is None:
            return
        now = int(told.occurred_at.timestamp())
        match told:
            case GradedV1() | EscalatedV1():
                life.grade = told.grade
            case ResponsibilityAssignedV1():
                first, life.department = life.department is None, told.department
                if first:
                    self._begin(Stage.CONTACT, life, now)
            case ReopenedV1():
                life.round += 1
                life.closed, life.approved_by, life.redone = False, None, 0
                self._begin(Stage.CONTACT, life, now)
            case CaseClosedV1():
                life.closed = True
                for talk, after in after_closing(life.dice):
                    self._enter(now + after, life, talk)
            case ComplaintWithdrawnV1():
                life.withdrawn = True
            case SupervisionOrderIssuedV1():
                life.orders.append(told.order_number)
                life.milestones = tuple((m.key, m.name) for m in told.milestones)
                for talk, after in after_order(life.dice):
                    self._enter(now + after, life, talk)

    def _receive(self, arrival: Arrival, acts: Acts) -> None:
        self.arrived += 1
        reply = acts.receive(arrival)
        life = begun(
            reply.complaint_id,
            reply.number,
            arrival.at,
            arrival.category,
            reachable=arrival.registration.customer.can_be_reached,
            dice=dice_of(self._chance, arrival.place, "life"),
        )
        self._lives[life.complaint_id] = life
        for talk, after in beside_handling(life.dice, self._company.pack):
            self._enter(arrival.at + after, life, talk)

    def _talk(self, talk: Talk, life: Life, acts: Acts) -> None:
        if life.withdrawn or (life.closed and talk is not Talk.REPEAT):
            return
        try:
            acts.talk(talk, life, life.dice)
        except Refusal as refusal:
            self.refused[refusal.code] += 1

    def _handle(self, stage: Stage, life: Life, at: int, acts: Acts) -> None:
        """Do a step and begin the next; what is refused is done again from where it can be."""
        if stage is Stage.CARRY_OUT and acts.approver(life) not in (None, life.approved_by):
            self._begin(Stage.APPROVAL, life, at)  # The grade rose, and another must agree.
            return
        try:
            answer = acts.handle(stage, life, life.dice)
        except Refusal as refusal:
            self.refused[refusal.code] += 1
            if stage is Stage.CLOSE and life.redone < MENDED_MOST:
                life.redone += 1
                self._begin(Stage.CARRY_OUT, life, at)
            return
        self._go_on(stage, answer, life, at, acts)

    def _go_on(
        self, stage: Stage, answer: Satisfaction | bool | None, life: Life, at: int, acts: Acts
    ) -> None:
        following = NEXT.get(stage)
        if stage is Stage.PLAN and acts.approver(life) is None:
            following = Stage.CARRY_OUT
        elif answer is False:
            following = Stage.PLAN
        elif answer is Satisfaction.DISSATISFIED:
            life.redone += 1
            following = Stage.CARRY_OUT
        elif answer is Satisfaction.NOT_REACHED:
            following = Stage.REVISIT
        elif stage is Stage.CARRY_OUT and not life.reachable:
            following = Stage.CLOSE
        if following is not None:
            self._begin(following, life, at)

    def _begin(self, stage: Stage, life: Life, now: int) -> None:
        """Wait for whatever is nobody's work, then for a handler."""
        if stage is life.stuck_at:
            return
        step = STEPS[stage]
        wait = life.dice.uniform(step.low, step.high) * life.pace * HOUR_S
        ready = self._time.instant(self._time.worked(now) + wait)
        self._enter(max(ready, now), life, stage, ready=step.share > 0)

    def _queue(self, stage: Stage, life: Life, now: int) -> None:
        """Into the queue of the department; done when a handler has done it."""
        assert life.department is not None, "handling begins with an assignment"
        desk = self.desks.get(life.department)
        work = STEPS[stage].share * self._case_s * life.dice.uniform(0.5, 1.5)
        worked = float(self._time.worked(now))
        end = desk.take(worked, work, until=self._until) if desk else worked + work
        self._enter(max(now, self._time.instant(end)), life, stage)

    def _enter(self, at: int, life: Life, what: Stage | Talk, *, ready: bool = False) -> None:
        self._entered += 1
        life.pending += 1
        heappush(self._agenda, (at, self._entered, life, what, life.round, ready))
