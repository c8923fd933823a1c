"""The monthly report as a workbook: a sheet a section, its charts drawn by the reader's program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from services.analytics.figures import Count, IndicatorKind, MonthlyReport
from services.analytics.months import Month
from services.analytics.names import REACHED_WORDS, STANDING_NAMES, rule_name
from services.analytics.workbook import Form, Workbook
from shared.contracts.names import SATISFACTION_NAMES

OVERVIEW = "概况"
TEXT, COUNT, SHARE, MONEY, TIME = Form.TEXT, Form.COUNT, Form.SHARE, Form.MONEY, Form.TIME


def monthly_workbook(report: MonthlyReport, zone: ZoneInfo) -> bytes:
    """The report as an .xlsx file. The same report gives the same bytes."""
    month = Month.parse(report.month)
    title = f"{month.in_chinese} {report.title}"
    book = Workbook(title, created=datetime(month.year, month.month, 1), zone=zone)
    _overview(book, report, title)
    for breakdown in report.breakdowns:
        _counts(book, breakdown.title, "名称", breakdown.counts)
    _on_time(book, report)
    _indicators(book, report)
    _overdue(book, report)
    _orders(book, report)
    _highlights(book, report)
    _counts(book, "回访满意度", "回访结果", report.satisfaction.counts)
    _complaints(book, report)
    book.table(
        "口径与依据",
        [
            ("数字", TEXT, lambda d: d.figure),
            ("怎样计算", TEXT, lambda d: d.formula),
            ("依据", TEXT, lambda d: d.rule),
        ],
        report.definitions,
    )
    return book.bytes()


def _overview(book: Workbook, report: MonthlyReport, title: str) -> None:
    overall = report.on_time_overall
    figures: list[tuple[str, object, Form]] = [
        ("受理投诉", report.total, COUNT),
        ("上月受理", report.previous_total, COUNT),
        *((count.name, count.count, COUNT) for count in report.standing),
        ("二次投诉", report.repeated.count, COUNT),
        ("督办单", len(report.supervision_orders), COUNT),
        ("按时率", overall.rate, SHARE),
        ("超时次数", overall.missed, COUNT),
        ("回访到的件数", report.satisfaction.reached, COUNT),
        ("满意率", report.satisfaction.rate, SHARE),
    ]
    sheet = book.book.add_worksheet(OVERVIEW)
    sheet.set_column(0, 1, 16)
    sheet.write_string(0, 0, title, book.title)
    sheet.write_string(1, 0, f"依据 {report.rule}，按收到投诉的月份归集（{report.zone}）")
    for row, (name, value, form) in enumerate(figures, start=3):
        book.cell(sheet, row, 0, name, TEXT)
        book.cell(sheet, row, 1, value, form)
    for column, heading in ((3, "日"), (4, "受理件数")):
        book.cell(sheet, 3, column, heading, TEXT)
    for day, count in enumerate(report.by_day, start=1):
        book.cell(sheet, 3 + day, 3, day, COUNT)
        book.cell(sheet, 3 + day, 4, count, COUNT)
    book.bar_chart(
        sheet,
        "每日受理",
        kind="column",
        lines=(4, 3 + len(report.by_day)),
        names=3,
        series=[(4, "受理件数", "bar")],
        at="G4",
    )


def _counts(book: Workbook, name: str, heading: str, counts: Sequence[Count]) -> None:
    sheet = book.table(
        name,
        [
            (heading, TEXT, lambda c: c.name),
            ("件数", COUNT, lambda c: c.count),
            ("占比", SHARE, lambda c: c.share),
            ("投诉编号", TEXT, lambda c: "、".join(c.numbers)),
        ],
        counts,
    )
    book.bar_chart(
        sheet,
        name,
        kind="bar",
        lines=(1, len(counts)),
        names=0,
        series=[(1, "件数", "bar")],
        at="F2",
    )


def _on_time(book: Workbook, report: MonthlyReport) -> None:
    sheet = book.table(
        "按时率",
        [
            ("时限", TEXT, lambda line: line.name),
            ("依据", TEXT, lambda line: line.rule),
            ("按时", COUNT, lambda line: line.met),
            ("超时", COUNT, lambda line: line.missed),
            ("未到期", COUNT, lambda line: line.open),
            ("已取消", COUNT, lambda line: line.cancelled),
            ("按时率", SHARE, lambda line: line.rate),
            ("超时的投诉", TEXT, lambda line: "、".join(line.missed_numbers)),
        ],
        report.on_time,
    )
    book.bar_chart(
        sheet,
        "各时限的按时与超时",
        kind="bar",
        lines=(1, len(report.on_time)),
        names=0,
        series=[(2, "按时", "met"), (3, "超时", "missed"), (4, "未到期", "open")],
        at="J2",
    )


def _indicators(book: Workbook, report: MonthlyReport) -> None:
    book.table(
        "指标",
        [
            ("指标", TEXT, lambda line: line.title + ("（建议）" if line.proposal else "")),
            ("依据", TEXT, lambda line: line.rule),
            ("制度", TEXT, lambda line: f"{line.pack_title} {line.version}"),
            ("计入", COUNT, lambda line: len(line.counted_numbers)),
            ("总数", COUNT, lambda line: line.whole),
            ("比率", SHARE, lambda line: line.share),
            (
                "金额（元）",
                MONEY,
                lambda line: line.part / 100 if line.kind is IndicatorKind.MONEY else None,
            ),
            ("合计", COUNT, lambda line: line.part if line.kind is IndicatorKind.COUNT else None),
            ("目标", TEXT, lambda line: line.goal),
            ("达标", TEXT, lambda line: REACHED_WORDS[line.reached]),
            ("计入的投诉", TEXT, lambda line: "、".join(line.counted_numbers)),
            ("其余的投诉", TEXT, lambda line: "、".join(line.other_numbers)),
        ],
        report.indicators,
    )


def _overdue(book: Workbook, report: MonthlyReport) -> None:
    book.table(
        "逾期",
        [
            ("投诉编号", TEXT, lambda line: line.number),
            ("内容", TEXT, lambda line: line.title),
            ("项目", TEXT, lambda line: line.project_name),
            ("级别", TEXT, lambda line: line.grade_name),
            ("责任部门", TEXT, lambda line: line.department_name),
            ("时限", TEXT, lambda line: line.name),
            ("依据", TEXT, lambda line: line.rule),
            ("到期", TIME, lambda line: line.due_at),
            ("现状", TEXT, lambda line: STANDING_NAMES[line.standing]),
        ],
        report.overdue,
    )


def _orders(book: Workbook, report: MonthlyReport) -> None:
    book.table(
        "督办单",
        [
            ("督办单号", TEXT, lambda order: order.order_number),
            ("投诉编号", TEXT, lambda order: order.number),
            ("项目", TEXT, lambda order: order.project_name),
            ("责任部门", TEXT, lambda order: order.department_name),
            ("原因", TEXT, lambda order: order.label),
            ("依据", TEXT, lambda order: rule_name(order.rule)),
            ("签发", TIME, lambda order: order.issued_at),
            ("节点", COUNT, lambda order: order.milestones),
            ("完成", COUNT, lambda order: order.milestones_met),
            ("未按期", COUNT, lambda order: order.milestones_missed),
            ("办结", TIME, lambda order: order.closed_at),
        ],
        report.supervision_orders,
    )


def _highlights(book: Workbook, report: MonthlyReport) -> None:
    """One line a step of the course, so that the course can be read and filtered."""
    book.table(
        "重大与热点",
        [
            ("投诉编号", TEXT, lambda line: line[0].number),
            ("级别", TEXT, lambda line: line[0].grade_name),
            ("内容", TEXT, lambda line: line[0].title),
            ("项目", TEXT, lambda line: line[0].project_name),
            ("责任部门", TEXT, lambda line: line[0].department_name),
            ("现状", TEXT, lambda line: STANDING_NAMES[line[0].standing]),
            ("时间", TIME, lambda line: line[1].at),
            ("事件经过", TEXT, lambda line: line[1].sentence),
        ],
        [(case, step) for case in report.highlights for step in case.course],
    )


def _complaints(book: Workbook, report: MonthlyReport) -> None:
    book.table(
        "明细",
        [
            ("投诉编号", TEXT, lambda line: line.number),
            ("收到时间", TIME, lambda line: line.received_at),
            ("内容", TEXT, lambda line: line.title),
            ("项目", TEXT, lambda line: line.project_name),
            ("渠道", TEXT, lambda line: line.channel_name),
            ("类别", TEXT, lambda line: line.category_name),
            ("级别", TEXT, lambda line: line.grade_name),
            ("责任部门", TEXT, lambda line: line.department_name),
            ("现状", TEXT, lambda line: STANDING_NAMES[line.standing]),
            ("投诉次数", COUNT, lambda line: line.times),
            ("首次联系", TIME, lambda line: line.contacted_at),
            ("结案", TIME, lambda line: line.closed_at),
            ("满意度", TEXT, lambda line: SATISFACTION_NAMES.get(line.satisfaction)),
            ("督办", TEXT, lambda line: "是" if line.supervised else None),
            ("超时", COUNT, lambda line: line.missed),
        ],
        report.complaints,
    )
