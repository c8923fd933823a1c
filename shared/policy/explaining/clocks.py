"""Limits of time, duties of projects and supervision orders, as a regulation words them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.contracts.intake import ComplaintReceivedV1
from shared.contracts.sla import ObligationKind
from shared.deadlines import WarningStep
from shared.policy.duties import DutyRule
from shared.policy.explaining.conditions import Chinese
from shared.policy.explaining.layout import article, lasting, proposed, reason, under
from shared.policy.explaining.names import Names, date_name
from shared.policy.obligations import EventMatch, Limits, Miss, ObligationRule, StartsFrom
from shared.policy.pack import Pack
from shared.policy.supervision import OrderTerms


def limits(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """时限."""
    yield from (_limit(rule, pack, names, chinese) for rule in pack.obligations)


def _limit(rule: ObligationRule, pack: Pack, names: Names, chinese: Chinese) -> str:
    head = f"{rule.name}{proposed(rule.proposal)}{article(rule.rule)}："
    when = f"，{chinese.of(rule.when)}的" if rule.when else ""
    since = "收到投诉" if rule.starts_from is StartsFrom.RECEIVED else names.events(rule.starts)
    is_received = rule.starts == (ComplaintReceivedV1.EVENT,)
    begins = f"{names.events(rule.starts)}时{when}，" if when or not is_received else ""
    ends = ending(rule.meeting, names, chinese)
    if rule.kind is ObligationKind.THRESHOLD:
        named = "、".join(f"“{f.label}”" for f in pack.facts.values() if f.after == rule.key)
        span = rule.within.zh if rule.within else ""
        return f"{head}{begins}自{since}起满 {span}仍无{ends}的，认定{named}。"
    who = names.recipient(rule.answerable)
    said = [f"{begins}{who}应在{_how_long(rule, names, since)}完成，以{ends}为准。"]
    if rule.customer_limit:
        said.append("客户提出的期限更早的，以客户的为准。")
    if rule.cancelling:
        said.append(f"{ending(rule.cancelling, names, chinese)}的，不再计时。")
    if rule.paused_by:
        reasons = "、".join(pack.pause_reasons[reason] for reason in rule.paused_by)
        said.append(f"可因{reasons}中止计时。")
    if rule.extended_by:
        said.append(f"到期前经{names.recipient(rule.extended_by)}批准可以延期。")
    said += _told(rule.warn, rule.warned, rule.on_miss, names)
    return head + "".join(said)


def _how_long(rule: ObligationRule, names: Names, since: str) -> str:
    if rule.limits is not None:
        return f"{since}后{_by_kind(rule.limits, rule, names)}内"
    if rule.within is not None:
        said = lasting(rule.within)
        return f"{since}{said}" if said == "当日" else f"{since}后 {said}"
    return "所约定的时间前"


def _by_kind(by: Limits, rule: ObligationRule, names: Names) -> str:
    kinds = [f"{names.word(by.by, word)} {span.zh}" for word, span in by.of.items()]
    rest = [f"其他 {rule.within.zh}"] if rule.within else []
    return f"规定时间（按{names.field(by.by)}：{'，'.join(kinds + rest)}）"


def ending(matches: Sequence[EventMatch], names: Names, chinese: Chinese) -> str:
    """The events that end a clock, each with its condition."""
    return "、".join(
        f"{names.event(match.event)}（{chinese.of(match.when)}）"
        if match.when
        else names.event(match.event)
        for match in matches
    )


def _told(
    warn: Sequence[WarningStep], warned: Sequence[str], missed: Miss | None, names: Names
) -> Iterator[str]:
    if warn:
        steps = "、".join(map(_step, warn))
        yield f"{steps}，预警{names.recipients(warned)}。"
    if missed:
        yield f"超时的，告知{names.recipients(missed.tell)}。"


def _step(step: WarningStep) -> str:
    return f"到期前 {step.before.zh}" if step.before else f"用去 {step}"


def duties(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """项目事项."""
    for duty in pack.duties:
        told = "".join(_told(duty.warn, duty.warned, duty.on_miss, names))
        contents = f"内容：{'、'.join(duty.contents)}。" if duty.contents else ""
        yield (
            f"{duty.name}{proposed(duty.proposal)}{article(duty.rule)}："
            f"{names.recipient(duty.answerable)}应{_when_due(duty, names)}。{contents}{told}"
        )


def _when_due(duty: DutyRule, names: Names) -> str:
    if duty.before is not None:
        lead = f" {duty.lead.zh}" if duty.lead else ""
        return f"在{date_name(duty.before)}前{lead}完成"
    assert duty.every is not None
    every = duty.every
    after = names.word("event.duty", every.after) if every.after else ""
    since = f"自{date_name(every.since)}起" if every.since else f"自“{after}”完成起"
    until = f"，至{date_name(every.until)}止" if every.until else ""
    return f"{since}每 {every.span.zh}完成一次{until}"


def supervision(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """督办."""
    if pack.supervision is None:
        return
    terms = pack.supervision.terms
    yield under(
        "有下列情形之一的，签发工作督办单：",
        [
            f"{reason(order.label, chinese.of(order.when))}。{article(order.rule)}"
            for order in pack.supervision.orders
        ],
    )
    yield from _terms(terms, names, chinese)
    for order in pack.supervision.orders:
        if order.terms is not terms:
            said = "\n     ".join(_terms(order.terms, names, chinese))
            yield f"因“{order.label}”签发的督办单另行规定：{said}"


def _terms(terms: OrderTerms, names: Names, chinese: Chinese) -> Iterator[str]:
    copies = f"，抄送{names.recipients(terms.copies)}" if terms.copies else ""
    yield f"督办单由{names.recipient(terms.issued_by)}签发给{names.recipient(terms.to)}{copies}。"
    nodes = []
    for node in terms.milestones:
        ends = f"，以{ending(node.meeting, names, chinese)}为准" if node.meeting else ""
        nodes.append(f"{node.name}：签发后 {lasting(node.within)}{ends}。{proposed(node.proposal)}")
    yield under("节点由双方商定，签发时建议：", nodes)
    rungs = "".join(
        f"；逾期 {rung.after.zh}仍未完成的，再告知{names.recipients(rung.tell)}"
        for rung in terms.ladder
    )
    yield f"节点逾期的，告知{names.recipients(terms.urging.tell)}{rungs}。"
    if terms.extended_by:
        yield f"节点到期前经{names.recipient(terms.extended_by)}批准可以延期。"
