"""A scenario told to its author: what happened, why, and whether it is what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from huiyin.scenarios.acts.complaining import Complain
from huiyin.scenarios.acts.step import Act, Step
from huiyin.scenarios.instants import local
from huiyin.scenarios.playing import Played, Verdict, said_of
from huiyin.scenarios.scenario import Edge
from huiyin.scenarios.story import Happening, Posted
from services.console.story import tell
from services.console.story.wording import Wording
from shared.contracts import Contract, ProjectContract, duties, sla
from shared.contracts.intake import ComplaintAcknowledgedV1
from shared.contracts.notify import NoticeContract

_INDENT = "      "
_EDGES = {Edge.INSIDE: "适用的一侧", Edge.OUTSIDE: "不适用的一侧"}
_UNTOLD = (NoticeContract, ComplaintAcknowledgedV1)
"""What is told better otherwise, or by the line before."""
_DUTY_WORDS: Mapping[type[Contract], str] = {
    duties.DutyStartedV1: "应于 {due} 前完成",
    duties.DutyDoneV1: "已完成",
    duties.DutyApproachingV1: "将于 {due} 到期，预警",
    duties.DutyMissedV1: "逾期，应于 {due} 完成",
    duties.DutyDroppedV1: "取消",
}


def told(verdict: Verdict) -> str:
    """The whole story, for a terminal."""
    return "\n".join((*_head(verdict), *_story(verdict), *_conclusions(verdict)))


def in_short(verdict: Verdict) -> str:
    """One line, and what failed."""
    mark = "✓" if verdict.holds else "✗"
    lines = [f"{mark} {verdict.scenario.name}"]
    lines += [f"    {one}" for failure in verdict.failures for one in failure.splitlines()]
    return "\n".join(lines)


def _head(verdict: Verdict) -> Iterator[str]:
    scenario = verdict.scenario
    yield f"{scenario.name}（{scenario.file}:{scenario.line}）"
    edge = f"，{_EDGES[scenario.edge]}" if scenario.edge else ""
    proves = "、".join(scenario.proves) or "—"
    pack = scenario.pack
    yield f"制度《{pack.title}》{pack.version} 版；证明 {proves}{edge}"
    yield ""


def _story(verdict: Verdict) -> Iterator[str]:
    """Lines of the file, events and notices by time; at one time in that order."""
    scenario = verdict.scenario
    zone = scenario.zone
    wording = Wording(scenario.pack, scenario.directory, scenario.zone)
    entries: list[tuple[datetime, int, list[str]]] = []
    entries += [(one.at, 0, _of_step(one)) for one in verdict.played]
    entries += [(h.at, 1, _of_event(h, verdict, wording)) for h in verdict.story.happenings]
    entries += [(p.at, 2, _of_notice(p, verdict)) for p in verdict.story.posted]
    last = None
    for at, _, lines in sorted(entries, key=lambda entry: entry[:2]):
        if lines and at != last:
            yield local(at, zone)
            last = at
        yield from lines
    yield f"{local(verdict.story.until, zone)}  到此为止"
    yield ""


def _of_step(played: Played) -> list[str]:
    said = f"  ▸ {_said(played.line.step)}"
    refusal = played.refusal
    if refusal is not None:
        said += f" —— 被拒绝：{said_of(refusal)}（{type(refusal).__name__}）"
    return [said]


def _said(step: Step) -> str:
    if isinstance(step, Complain):
        stated = "，".join(f"{name} = {value}" for name, value in step.facts.items())
        copies = f" × {step.copies}" if step.copies > 1 else ""
        return f"受理投诉“{step.complaint}”{copies}" + (f"：{stated}" if stated else "")
    if isinstance(step, Act):
        return f"{step.complaint or '投诉'}：{step.SAYS}"
    return step.SAYS


def _of_event(happening: Happening, verdict: Verdict, wording: Wording) -> list[str]:
    contract = happening.contract
    if isinstance(contract, _UNTOLD):
        return []
    if isinstance(contract, ProjectContract):
        return _of_project(contract, wording)
    sentence = tell(contract, wording)
    details = "；".join(f"{one.label}：{one.value}" for one in sentence.details)
    who = f"（{sentence.who}）" if sentence.who else ""
    lines = [f"    {_whose(contract, verdict)}{sentence.sentence}{who}"]
    if details:
        lines.append(f"{_INDENT}{details}".replace("\n", f"\n{_INDENT}"))
    if isinstance(contract, sla.ObligationStartedV1):
        lines += [f"{_INDENT}· {one}" for one in contract.explanation.sentences]
    return lines


def _of_project(contract: ProjectContract, wording: Wording) -> list[str]:
    about = f"    {contract.project_name}："
    if isinstance(contract, duties.HandoverRefusedV1):
        why = contract.reason or "没有说明理由"
        return [f"{about}{contract.household} 未办理交付（{why}），第 {contract.times} 次"]
    assert isinstance(contract, duties.DutyContract)
    what = _DUTY_WORDS[type(contract)].format(due=wording.at(contract.due_at))
    lines = [
        f"{about}项目事项“{contract.name}”第 {contract.occurrence} 次{what}（{contract.rule}）"
    ]
    if isinstance(contract, duties.DutyStartedV1):
        lines += [f"{_INDENT}· {one}" for one in contract.explanation.sentences]
    return lines


def _of_notice(posted: Posted, verdict: Verdict) -> list[str]:
    letter = posted.letter
    outcome = f"未能发出（{posted.failed}）" if posted.failed else "已发"
    whose = _whose_id(str(letter.complaint_id), verdict)
    return [
        f"    {whose}通知“{letter.template}”{outcome} {letter.recipient_name}"
        f" <{letter.address or '无地址'}>：{letter.subject}（{letter.rule}）"
    ]


def _whose(contract: Contract, verdict: Verdict) -> str:
    return _whose_id(str(contract.key), verdict)


def _whose_id(complaint: str, verdict: Verdict) -> str:
    names = {str(key): name for name, key in verdict.complaints.items()}
    return f"{names[complaint]}：" if len(names) > 1 and complaint in names else ""


def _conclusions(verdict: Verdict) -> Iterator[str]:
    for one in verdict.judged:
        mark = "✓" if one.finding.holds else "✗"
        yield f"{mark} 第 {one.line} 行  {one.finding.expected}"
        yield f"    {'' if one.finding.holds else '实际：'}{one.finding.found}"
