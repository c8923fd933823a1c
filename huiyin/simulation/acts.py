"""Each act of people as the use case that it is: what `POST` would call."""

from __future__ import annotations

from collections.abc import Awaitable
from random import Random
from typing import Any

from huiyin.simulation.arrivals import Arrival, Statable, a_fact, statable
from huiyin.simulation.company import Company
from huiyin.simulation.house import Resident
from huiyin.simulation.life import Life, Stage, Talk
from huiyin.simulation.plain_bus import done
from services.casework.application import Casework
from services.intake.application import Intake
from services.intake.domain.complaint import CustomerSays
from services.sla.application import Sla
from services.sla.commanding import Caller
from services.sla.domain.adjusting import Extend
from services.sla.supervision import MilestoneWish
from services.triage.application import Triage
from shared.clock import Clock
from shared.commands import Reply
from shared.contracts.casework import Satisfaction, Side
from shared.contracts.intake import Channel
from shared.contracts.sla import ObligationKind
from shared.web.asking import Asked

AGENT, HANDLER, SPECIALIST, LEADER = "接线专员", "责任部门经办人", "客户服务专员", "分管领导"
NOBODY = "nobody"
REJECTED_SHARE = 0.06
SIDES = ((Side.OURS, Side.CUSTOMER, Side.THIRD_PARTY), (70, 82, 100))
NEUTRAL_SHARE, NOT_REACHED_SHARE = 0.18, 0.05
DISSATISFIED_SHARE, DISSATISFIED_A_DAY, DISSATISFIED_MOST = 0.05, 0.008, 0.4
DAY_S = 86_400
AGREED_WITHIN = "12 wd"


class Acts:
    """Raises the refusals of the services, which leave nothing behind."""

    def __init__(self, company: Company, residents: dict[str, Resident], clock: Clock) -> None:
        self._pack = company.pack
        self._clock = clock
        self._intake: Intake = residents["intake"].application
        self._triage: Triage = residents["triage"].application
        self._casework: Casework = residents["casework"].application
        self._sla: Sla = residents["sla"].application
        self._stated: Statable = statable(company.pack)

    def receive(self, arrival: Arrival) -> Any:
        """The acknowledgement."""
        return done(self._intake.receive(arrival.registration, actor=AGENT)).body

    def approver(self, life: Life) -> str | None:
        return self._pack.approver_of_plan(life.grade)

    def handle(self, stage: Stage, life: Life, dice: Random) -> Satisfaction | bool | None:
        """Do a step of handling. A revisit gives the customer's answer, an approval whether it
        was given."""
        asked, cases = Asked(life.number, HANDLER), self._casework
        match stage:
            case Stage.CONTACT:
                done(_contact(cases, asked))
            case Stage.CAUSE:
                (side,) = dice.choices(SIDES[0], cum_weights=SIDES[1])
                done(cases.find_cause(asked, side, "现场查明"))
            case Stage.PLAN:
                done(cases.propose_plan(asked, "按制度处理"))
            case Stage.APPROVAL:
                return self._approve(life, dice)
            case Stage.CARRY_OUT:
                done(cases.carry_out(asked, "已按方案完成"))
            case Stage.REVISIT:
                return self._revisit(life, dice)
            case Stage.CLOSE:
                done(cases.close(Asked(life.number, SPECIALIST), "处理完毕"))
        return None

    def _approve(self, life: Life, dice: Random) -> bool:
        post = self.approver(life) or NOBODY
        asked = Asked(life.number, LEADER)
        if dice.random() < REJECTED_SHARE:
            done(self._casework.reject_plan(asked, post, "方案不够具体"))
            return False
        done(self._casework.approve_plan(asked, post))
        life.approved_by = post
        return True

    def _revisit(self, life: Life, dice: Random) -> Satisfaction:
        """The longer it took, the more are dissatisfied; who was mended twice gives in."""
        days = (self._clock.now().timestamp() - life.born) / DAY_S
        bad = min(DISSATISFIED_MOST, DISSATISFIED_SHARE + DISSATISFIED_A_DAY * days)
        roll = dice.random()
        answer = Satisfaction.SATISFIED
        if roll < NOT_REACHED_SHARE:
            answer = Satisfaction.NOT_REACHED
        elif roll < NOT_REACHED_SHARE + bad and life.redone < 2:
            answer = Satisfaction.DISSATISFIED
        elif roll > 1 - NEUTRAL_SHARE:
            answer = Satisfaction.NEUTRAL
        asked = Asked(life.number, SPECIALIST)
        done(
            self._casework.revisit(
                asked, satisfaction=answer, first_asked_followed_up=True, note="回访"
            )
        )
        return answer

    def talk(self, talk: Talk, life: Life, dice: Random) -> None:
        """Do something beside the handling."""
        number, now = life.number, self._clock.now()
        said = CustomerSays(said_at=now, channel=Channel.PHONE, text="什么时候能处理好？")
        asked, caller = Asked(number, SPECIALIST), Caller(SPECIALIST)
        match talk:
            case Talk.URGE:
                done(self._intake.urge(number, said, actor=AGENT, key=None))
            case Talk.REPEAT:
                done(self._intake.repeat(number, said, actor=AGENT, key=None))
            case Talk.WITHDRAW:
                done(self._intake.withdraw(number, "问题已解决", now, actor=AGENT, key=None))
            case Talk.STATE_FACT if self._stated:
                fact = a_fact(self._stated, dice)
                done(self._triage.state_facts(asked, fact, "跟进中得知"))
            case Talk.REASSIGN:
                department = dice.choice(list(self._pack.departments))
                done(self._triage.assign(asked, department, "责任不在原部门"))
            case Talk.RECLASSIFY:
                done(self._triage.classify(asked, life.category, "按实际内容归类"))
            case Talk.EXTEND:
                self._extend(life)
            case Talk.PAUSE:
                reason = next(iter(self._pack.pause_reasons))
                done(self._sla.watches.pause(number, reason, caller))
            case Talk.RESUME:
                reason = next(iter(self._pack.pause_reasons))
                done(self._sla.watches.resume(number, reason, caller))
            case Talk.AGREE:
                wishes = [
                    MilestoneWish(key=key, name=name, due_at=None, within=AGREED_WITHIN)
                    for key, name in life.milestones
                ]
                done(self._sla.orders.agree(life.orders[-1], wishes, caller))

    def _extend(self, life: Life) -> None:
        """More time for the first thing that is still owed."""
        watch = done(self._sla.watches.find(life.number))
        owed = (o for o in watch.open_obligations if o.kind is ObligationKind.DEADLINE)
        first = next(owed, None)
        if first is None:
            return
        post = self._pack.obligation(first.key).extended_by or LEADER
        command = Extend(key=first.key, until=None, by="2 wd", reason="待料", approved_by=post)
        done(self._sla.watches.extend(life.number, command, Caller(HANDLER)))


def _contact(cases: Casework, asked: Asked) -> Awaitable[Reply]:
    return cases.contact(
        asked,
        channel=Channel.PHONE,
        preliminary_opinion=True,
        note="说明初步处理意见",
        contacted_at=None,
    )
