"""What casework tells, in sentences."""

from __future__ import annotations

from services.console.phrases import channel_name
from services.console.read_model.rows import Tone
from services.console.story.told import Told, details
from services.console.story.wording import Wording
from shared.contracts import casework
from shared.contracts.names import SATISFACTION_NAMES, SIDE_NAMES

SATISFACTION_TONES = {
    casework.Satisfaction.SATISFIED: Tone.GOOD,
    casework.Satisfaction.DISSATISFIED: Tone.BAD,
}


def tell(contract: casework.CaseworkContract, wording: Wording) -> Told | None:
    """A sentence, or None where the event is none of those known here."""
    told = _investigated(contract, wording) or _reported(contract, wording) or _concluded(contract)
    if told is None:
        return None
    sentence, tone, read = told
    return Told(sentence, wording.actor(contract.by), tone, details(*read))


Spoken = tuple[str, Tone, tuple[tuple[str, str | None], ...]]


def _investigated(contract: casework.CaseworkContract, wording: Wording) -> Spoken | None:
    match contract:
        case casework.CustomerContactedV1():
            what = "并告知初步处理意见" if contract.preliminary_opinion else ""
            sentence = f"{channel_name(contract.channel)}联系客户{what}"
            return sentence, Tone.PLAIN, (("记录", contract.note),)
        case casework.CauseFoundV1():
            sentence = f"查明原因，责任在{SIDE_NAMES[contract.side]}"
            return sentence, Tone.PLAIN, (("原因", contract.cause),)
        case casework.PlanProposedV1():
            approver = f"，报{wording.party(contract.approver)}批准" if contract.approver else ""
            return f"提出处理方案{approver}", Tone.PLAIN, (("方案", contract.plan),)
        case casework.PlanApprovedV1():
            return f"{wording.party(contract.post)}批准处理方案", Tone.GOOD, ()
        case casework.PlanRejectedV1():
            sentence = f"{wording.party(contract.post)}退回处理方案"
            return sentence, Tone.WARNING, (("理由", contract.reason),)
        case _:
            return None


def _reported(contract: casework.CaseworkContract, wording: Wording) -> Spoken | None:
    match contract:
        case casework.StepTakenV1():
            return f"办理步骤：{contract.step_name}", Tone.PLAIN, (("记录", contract.note),)
        case casework.PromiseMadeV1():
            sentence = f"约定“{contract.promise_name}”：{wording.at(contract.promised_for)} 前"
            return sentence, Tone.PLAIN, (("记录", contract.note),)
        case casework.ProgressToldV1():
            expected = contract.expected_at
            until = f"，预计 {wording.at(expected)} 完成" if expected else ""
            return f"告知客户进展{until}", Tone.PLAIN, (("内容", contract.note),)
        case _:
            return None


def _concluded(contract: casework.CaseworkContract) -> Spoken | None:
    match contract:
        case casework.SolutionCarriedOutV1():
            return "处理方案实施完毕", Tone.GOOD, (("结果", contract.result),)
        case casework.RevisitedV1():
            followed = {True: "是", False: "否", None: None}[contract.first_asked_followed_up]
            return (
                f"回访客户：{SATISFACTION_NAMES[contract.satisfaction]}",
                SATISFACTION_TONES.get(contract.satisfaction, Tone.PLAIN),
                (("首问部门是否跟进", followed), ("记录", contract.note)),
            )
        case casework.ReopenedV1():
            return "重新办理", Tone.WARNING, (("理由", contract.reason),)
        case casework.CaseClosedV1():
            return "结案", Tone.GOOD, (("结论", contract.summary),)
        case _:
            return None
