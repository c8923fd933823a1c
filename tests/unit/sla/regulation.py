"""A regulation made for these tests: pauses, extensions, limits by grade, limits that recur."""

from __future__ import annotations

from datetime import date
from functools import cache

from shared.deadlines import HolidayNotice
from shared.policy import Pack, load_pack

TEXT = """\
pack: tests
version: "1"
effective_from: 2020-01-01
title: 试用制度
calendar:
  zone: Asia/Shanghai
  hours: {mon-fri: ["09:00-18:00"]}
  holidays: cn
departments: {engineering: 工程部, quality: 质量部}
posts: {manager: 经理}
categories:
  leak: {name: 漏水, department: engineering}
  noise: {name: 噪音, department: engineering}
default_category: leak
facts:
  persons: {type: int, label: 人数}
  overdue: {type: bool, label: 逾期, set_by: [deadline-missed]}
  again: {type: bool, label: 再次投诉, set_by: [complaint-repeated]}
grades:
  - grade: 1
    name: 重大
    conditions: [{rule: t-1, label: 五人以上, when: facts.persons >= 5}]
  - {grade: 2, name: 一般, otherwise: {rule: t-2, label: 其他}}
pause_reasons: {waits-for-customer: 等待客户, waits-for-part: 等待配件}
obligations:
  - key: answer
    rule: t-answer
    name: 答复
    starts: complaint-received
    from: received_at
    within: 5 wd
    answerable: department
    met_by: [{event: customer-contacted, when: event.preliminary_opinion}]
    cancelled_by: [complaint-withdrawn]
    paused_by: [waits-for-customer, waits-for-part]
    extended_by: manager
    warn: ["50%", "1 wd"]
    warned: [department]
    on_miss: {tell: [department, leader-in-charge]}
  - key: grave-answer
    rule: t-grave
    name: 重大答复
    starts: complaint-received
    when: facts.grade == 1
    within: 8 h
    answerable: department
    met_by: [{event: customer-contacted, when: event.preliminary_opinion}]
  - key: noise-survey
    rule: t-noise
    name: 噪音检测
    starts: complaint-received
    when: complaint.category == 'noise'
    within: 3 cd
    answerable: quality
    met_by: [cause-found]
  - key: progress
    rule: t-progress
    name: 告知进展
    starts: customer-contacted
    within: 2 h
    answerable: department
    met_by: [customer-contacted]
  - key: explain-delay
    rule: t-delay
    name: 说明逾期原因
    starts: deadline-missed
    when: event.obligation == 'answer'
    within: 1 h
    answerable: department
    met_by: [customer-contacted]
  - key: survey
    rule: t-survey
    name: 现场勘查
    starts: [cause-found, complaint-repeated]
    within: 10 h
    answerable: department
    met_by: [responsibility-assigned]
  - key: report
    rule: t-report
    name: 结案报告
    starts: case-closed
    within: 3 wd
    answerable: department
    met_by: [customer-urged]
supervision:
  terms:
    issued_by: quality
    to: department
    copies: [leader-in-charge]
    milestones: [{key: plan, name: 方案, within: 2 wd}, {key: done, name: 完成, within: 5 wd}]
    urging: {tell: [department, leader-in-charge]}
  orders:
    - {key: grave, rule: t-s1, label: 重大投诉, when: facts.grade == 1}
    - {key: late-again, rule: t-s2, label: 逾期且再次投诉, when: facts.overdue && facts.again}
notices:
  - {key: soon, rule: t-n, on: deadline-approaching, to: [event.tell], channel: email,
     subject: 预警, body: 预警}
  - {key: late, rule: t-n, on: deadline-missed, to: [event.tell], channel: email,
     subject: 超时, body: 超时}
  - {key: order, rule: t-n, on: supervision-order-issued, to: [department, event.copies],
     channel: email, subject: 督办, body: 督办}
  - {key: behind, rule: t-n, on: milestone-missed, to: [event.tell], channel: email,
     subject: 节点, body: 节点}
"""

NOTICES = tuple(
    HolidayNotice(f"cn-{year}", year, "放假通知", None, off, frozenset())
    for year, off in ((2026, frozenset({date(2026, 11, 20)})), (2027, frozenset[date]()))
)
"""One Friday off in 2026, and nothing in 2027."""


@cache
def regulation(*notices: HolidayNotice) -> Pack:
    """The regulation, under these holiday notices."""
    return load_pack(TEXT, file="tests.yaml", calendars={"cn": notices})
