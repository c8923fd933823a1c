"""What sla tells, in sentences."""

from __future__ import annotations

from services.console.read_model.rows import Tone
from services.console.story.told import Told, details
from services.console.story.wording import Wording
from shared.contracts import sla


def tell(contract: sla.SlaContract, wording: Wording) -> Told | None:
    match contract:
        case sla.ObligationContract(kind=sla.ObligationKind.THRESHOLD):
            return _threshold(contract, wording)
        case sla.ObligationStartedV1() | sla.DeadlineApproachingV1() | sla.DeadlineMissedV1():
            return _running(contract, wording)
        case sla.ObligationContract():
            return _changed(contract, wording)
        case sla.SupervisionContract():
            return _supervised(contract, wording)
        case _:
            return None


def _running(contract: sla.ObligationContract, wording: Wording) -> Told | None:
    due, name = wording.at(contract.due_at), f"“{contract.name}”"
    rule = ("依据", contract.rule)
    match contract:
        case sla.ObligationStartedV1():
            who = ("应办", wording.party(contract.answerable))
            return Told(f"{name}开始计时，应于 {due} 前完成", details=details(who, rule))
        case sla.DeadlineApproachingV1():
            told = f"，已提醒{wording.parties(contract.tell)}" if contract.tell else ""
            sentence = f"预警：{name}将于 {due} 到期{told}{wording.late(contract.late_s)}"
            return Told(sentence, tone=Tone.WARNING, details=details(rule))
        case sla.DeadlineMissedV1():
            told = f"，已报{wording.parties(contract.tell)}" if contract.tell else ""
            sentence = f"超时：{name}已于 {due} 到期{told}{wording.late(contract.late_s)}"
            return Told(sentence, tone=Tone.BAD, details=details(rule))
        case _:
            return None


def _changed(contract: sla.ObligationContract, wording: Wording) -> Told | None:
    due, name = wording.at(contract.due_at), f"“{contract.name}”"
    match contract:
        case sla.ObligationMetV1():
            return Told(f"{name}按时完成", tone=Tone.GOOD, details=details(("期限", due)))
        case sla.ObligationCancelledV1():
            return Told(f"{name}不再计时", details=details(("原因", contract.reason)))
        case sla.ObligationPausedV1():
            return Told(f"{name}中止计时", details=details(("原因", contract.reason)))
        case sla.ObligationResumedV1():
            return Told(f"{name}恢复计时，应于 {due} 前完成")
        case sla.ObligationExtendedV1():
            return Told(
                f"{name}延期至 {due}",
                wording.actor(contract.approved_by),
                Tone.WARNING,
                details(("原期限", wording.at(contract.first_due_at)), ("理由", contract.reason)),
            )
        case _:
            return None


def _threshold(contract: sla.ObligationContract, wording: Wording) -> Told | None:
    """A threshold is owed by nobody: passing it changes a fact, reaching an end before is well."""
    name, rule = f"临界点“{contract.name}”", ("依据", contract.rule)
    match contract:
        case sla.ObligationStartedV1():
            return Told(f"{name}在 {wording.at(contract.due_at)}", details=details(rule))
        case sla.DeadlineMissedV1():
            sentence = f"已过{name}{wording.late(contract.late_s)}"
            return Told(sentence, tone=Tone.WARNING, details=details(rule))
        case sla.ObligationMetV1():
            return Told(f"{name}之前已解决", tone=Tone.GOOD, details=details(rule))
        case _:
            return _changed(contract, wording)


def _supervised(contract: sla.SupervisionContract, wording: Wording) -> Told | None:
    order = f"督办单 {contract.order_number}"
    match contract:
        case sla.SupervisionOrderIssuedV1():
            return _issued(contract, wording, order)
        case sla.SupervisionGroundAddedV1():
            return _ground_added(contract, wording, order)
        case sla.MilestonesAgreedV1():
            nodes = tuple((m.name, wording.at(m.due_at)) for m in contract.milestones)
            return Told(f"商定{order} 的节点", wording.actor(contract.by), details=details(*nodes))
        case sla.MilestoneMetV1():
            sentence = f"{order} 的节点“{contract.milestone.name}”完成"
            return Told(sentence, tone=Tone.GOOD, details=details(("进展", contract.progress)))
        case sla.MilestoneMissedV1():
            name, late = contract.milestone.name, wording.late(contract.late_s)
            told = f"，已报{wording.parties(contract.tell)}" if contract.tell else ""
            return Told(f"{order} 的节点“{name}”逾期{told}{late}", tone=Tone.BAD)
        case sla.MilestoneUrgedV1() | sla.MilestoneExtendedV1() | sla.MilestoneRecountedV1():
            return _milestone_moved(contract, wording, order)
        case sla.SupervisionOrderClosedV1():
            result = details(("结果", contract.result))
            return Told(f"{order} 办结", wording.actor(contract.by), Tone.GOOD, result)
        case _:
            return None


def _milestone_moved(
    contract: sla.MilestoneUrgedV1 | sla.MilestoneExtendedV1 | sla.MilestoneRecountedV1,
    wording: Wording,
    order: str,
) -> Told:
    node = f"{order} 的节点“{contract.milestone.name}”"
    due = wording.at(contract.milestone.due_at)
    match contract:
        case sla.MilestoneUrgedV1():
            told = f"，已报{wording.parties(contract.tell)}" if contract.tell else ""
            late = wording.late(contract.late_s)
            return Told(f"第 {contract.rung} 次催办：{node}仍未完成{told}{late}", tone=Tone.BAD)
        case sla.MilestoneExtendedV1():
            first = ("原期限", wording.at(contract.first_due_at))
            return Told(
                f"{node}延期至 {due}",
                wording.actor(contract.approved_by),
                Tone.WARNING,
                details(first, ("理由", contract.reason)),
            )
        case sla.MilestoneRecountedV1():
            before = ("原期限", wording.at(contract.previous_due_at))
            return Told(
                f"{node}重新计算，应于 {due} 前完成",
                details=details(before, ("原因", contract.explanation)),
            )


def _issued(issued: sla.SupervisionOrderIssuedV1, wording: Wording, order: str) -> Told:
    return Told(
        f"签发{order}：{issued.label}",
        wording.actor(issued.issued_by),
        Tone.BAD,
        details(
            ("责任部门", wording.party(issued.department)),
            ("抄送", wording.parties(issued.copies)),
            ("依据", wording.rule(issued.rule)),
            ("事实", wording.facts(issued.facts)),
        ),
    )


def _ground_added(added: sla.SupervisionGroundAddedV1, wording: Wording, order: str) -> Told:
    why = details(("依据", wording.rule(added.rule)), ("事实", wording.facts(added.facts)))
    return Told(f"{order} 追加事由：{added.label}", tone=Tone.BAD, details=why)
