"""The report of a year in words: Chinese first, headings in English beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from huiyin.simulation.figures import YearReport
from huiyin.summary import columns
from services.analytics.complaint_facts import Standing
from services.analytics.names import STANDING_NAMES
from shared.contracts.casework import Satisfaction
from shared.contracts.names import SATISFACTION_NAMES

FULLY_BUSY = 0.95
LONG_QUEUE_H = 7.5
"""Waiting for a handler longer than a working day, on average."""


def told(report: YearReport) -> str:
    """Everything that the report says, for a terminal."""
    return "\n\n".join(
        "\n".join(part)
        for part in (
            list(_head(report)),
            ["各月 Months", columns(list(_months(report)))],
            ["时限 Time limits", columns(list(_obligations(report)))],
            ["部门 Departments", columns(list(_departments(report)))],
            list(_totals(report)),
            list(_advice(report)),
        )
        if part
    )


def _head(report: YearReport) -> Iterator[str]:
    yield f"{report.year} 年投诉办理推演 A year of complaints"
    divided = f"{report.branches} 个城市公司，" if report.branches > 1 else ""
    yield (
        f"制度《{report.title}》{report.version} 版（{report.pack}），"
        f"{divided}{report.households:,} 户，{report.projects:,} 个项目，"
        f"{report.complaints:,} 件投诉，种子 {report.seed}"
    )
    standing = "，".join(
        f"{STANDING_NAMES[Standing(key)]} {count:,}" for key, count in report.standing.items()
    )
    yield f"年末 At year end：{standing or '—'}"


def _months(report: YearReport) -> Iterator[tuple[str, ...]]:
    yield ("月份", "受理", *report.grade_names, "已结案", "督办", "重办", "平均天数")
    for line in report.months:
        yield (
            line.month,
            f"{line.received:,}",
            *(f"{count:,}" for count in line.grades),
            f"{line.closed:,}",
            f"{line.supervised:,}",
            f"{line.reopened:,}",
            "—" if line.days is None else f"{line.days}",
        )
    yield (
        "合计",
        f"{report.complaints:,}",
        *(f"{count:,}" for count in report.grades),
        f"{report.standing.get(Standing.CLOSED, 0):,}",
        f"{sum(line.supervised for line in report.months):,}",
        f"{report.reopened:,}",
        "",
    )


def _obligations(report: YearReport) -> Iterator[tuple[str, ...]]:
    yield ("依据", "时限", "起算", "按时", "超时", "取消", "未到期", "预警", "按时率")
    for line in report.obligations:
        yield (
            line.rule,
            line.name,
            f"{line.started:,}",
            f"{line.met:,}",
            f"{line.missed:,}",
            f"{line.cancelled:,}",
            f"{line.open:,}",
            f"{line.warned:,}",
            _percent(line.rate),
        )


def _departments(report: YearReport) -> Iterator[tuple[str, ...]]:
    yield ("部门", "代码", "人数", "投诉", "任务", "忙碌", "平均排队", "按时率")
    for line in report.departments:
        yield (
            line.name,
            line.department,
            f"{line.handlers}",
            f"{line.complaints:,}",
            f"{line.tasks:,}",
            f"{line.utilisation:.0%}",
            f"{line.waited_h:.1f} 工时",
            _percent(line.rate),
        )


def _totals(report: YearReport) -> Iterator[str]:
    reached = sum(
        count for key, count in report.satisfaction.items() if key != Satisfaction.NOT_REACHED
    )
    satisfied = report.satisfaction.get(Satisfaction.SATISFIED, 0)
    answers = _listed(
        {SATISFACTION_NAMES[Satisfaction(key)]: n for key, n in report.satisfaction.items()}
    )
    rate = _percent(satisfied / reached if reached else None)
    yield f"预警 Warnings：{report.warnings:,}；超时 Missed：{report.missed:,}"
    yield (
        f"督办单 Supervision orders：{report.orders:,}；"
        f"节点逾期 Milestones missed：{report.milestones_missed:,}"
    )
    yield (
        f"二次投诉 Second complaints：{report.repeated:,}；催办 Urged：{report.urged:,}；"
        f"重新办理 Reopened：{report.reopened:,}"
    )
    yield f"满意率 Satisfaction：{rate}（{answers or '—'}）"
    sent = sum(report.notices.values())
    yield f"通知 Notices：{sent:,}（{_listed(report.notices) or '—'}）"
    if report.refused:
        yield f"被制度拒绝的操作 Refused acts：{_listed(report.refused)}"


def _advice(report: YearReport) -> Iterator[str]:
    """Where one more person, in each city company, is worth a try: it is up to the planner to run
    again."""
    busy = [
        line
        for line in report.departments
        if line.utilisation > FULLY_BUSY or line.waited_h > LONG_QUEUE_H
    ]
    if not busy:
        return
    names = "、".join(f"{line.name}（{line.utilisation:.0%}）" for line in busy)
    wish = ",".join(f"{line.department}={line.handlers + report.branches}" for line in busy)
    yield f"忙不过来 Overloaded：{names}。可加人再推演 / try again with: --staff {wish}"


def _listed(counts: Mapping[str, int]) -> str:
    return "，".join(f"{name} {count:,}" for name, count in counts.items())


def _percent(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"
