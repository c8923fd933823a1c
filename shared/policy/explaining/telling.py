"""Approvals, closing, notices, reports and what is left to people or left out."""

from __future__ import annotations

from collections.abc import Iterator

from shared.policy.decisions import Period
from shared.policy.explaining.conditions import Chinese, money
from shared.policy.explaining.layout import article, proposed, reason, under
from shared.policy.explaining.names import Names, title_of
from shared.policy.metrics import Metric
from shared.policy.notices import NoticeChannel
from shared.policy.pack import Pack

_CHANNELS = {
    NoticeChannel.EMAIL: "邮件",
    NoticeChannel.WECHAT: "微信",
    NoticeChannel.SMS: "短信",
}
_PERIODS = {
    Period.MONTH: "每月一次",
    Period.QUARTER: "每季度一次",
    Period.CASE: "每件投诉办结时一次",
}


def approvals(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """审批与结案."""
    for plan in pack.approvals.plan:
        decided = (
            f"经{names.recipient(plan.approved_by)}批准后实施"
            if plan.approved_by
            else "自行实施，无需审批"
        )
        yield (
            f"{names.grade(plan.grade)}：由{names.recipient(plan.proposed_by)}提出处理方案，"
            f"{decided}。{article(plan.rule)}{proposed(plan.proposal)}"
        )
    for cost in pack.approvals.cost:
        reached = f"费用 {money(cost.from_fen)}以上的，" if cost.from_fen else "费用"
        yield f"{reached}由{names.recipients(cost.approved_by)}审批。{article(cost.rule)}"
    if pack.closing:
        wanted = [
            f"{reason(condition.label, chinese.of(condition.when))}。"
            f"{article(condition.rule)}{proposed(condition.proposal)}"
            for condition in pack.closing
        ]
        yield under("下列条件全部具备的，方可结案：", wanted)


def notices(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """通知."""
    for notice in pack.notices:
        when = f"（{chinese.of(notice.when)}）" if notice.when else ""
        yield (
            f"{title_of(notice)}：{names.events(notice.on)}时{when}，"
            f"以{_CHANNELS.get(notice.channel, notice.channel)}告知{names.recipients(notice.to)}。"
            f"{article(notice.rule)}{proposed(notice.proposal)}"
        )


def reports(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """报告与指标."""
    for report in pack.reports:
        contents = f"内容：{'、'.join(report.contents)}。" if report.contents else ""
        yield (
            f"{report.title}：{_PERIODS.get(report.every, report.every)}，"
            f"涵盖 {names.grades(report.grades)}，"
            f"报送{names.recipients(report.to)}。{contents}{article(report.rule)}"
        )
    for metric in pack.metrics:
        goal = f"目标 {metric.goal}。" if metric.goal else ""
        yield (
            f"{metric.title}：{_measured(metric, names, chinese)}。{goal}"
            f"{article(metric.rule)}{proposed(metric.proposal)}"
        )


def _measured(metric: Metric, names: Names, chinese: Chinese) -> str:
    among = f"{chinese.of(metric.where)}的投诉" if metric.where else "全部投诉"
    if metric.counts is not None:
        return f"{among}中，{chinese.of(metric.counts)}的占比"
    facts = "、".join(names.field(f"facts.{name}") for name in metric.sum)
    return f"{among}的{facts}之和"


def people(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """由人办理的事项: steps, promises and provisions for people."""
    for step in pack.steps.values():
        yield f"办理步骤：{step.name}，办毕登记。{article(step.rule)}{proposed(step.proposal)}"
    for promise in pack.promises.values():
        yield (
            f"约定时间：{promise.name}，约定后登记。"
            f"{article(promise.rule)}{proposed(promise.proposal)}"
        )
    for provision in pack.for_people:
        posts = f"由{names.recipients(provision.posts)}负责。" if provision.posts else ""
        said = f"{provision.says.removesuffix('。')}。{posts}{article(provision.rule)}"
        yield under(said, provision.contents) if provision.contents else said


def silent(pack: Pack, names: Names, chinese: Chinese) -> Iterator[str]:
    """本制度未执行的条款."""
    for silence in pack.silent:
        yield f"{silence.reason}。{article(silence.rule)}"
