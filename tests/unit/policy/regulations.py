"""The regulations the tests ask: the real ones, and a small one to be broken line by line."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from shared.policy import ComplaintContext, Context, Pack, PolicyLibrary

POLICIES = Path(__file__).parents[3] / "policies"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@cache
def library() -> PolicyLibrary:
    return PolicyLibrary.read(POLICIES)


def zsy() -> Pack:
    return library().pack("zsy", "2026.1")


def at(written: str) -> datetime:
    """Local time in Shanghai, such as `2026-11-18 10:00`."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI)


def complaint(channel: str, received: str, *, has_contact: bool = True) -> Context:
    """The circumstances of a complaint that came in by a channel at a local time."""
    return Context(
        complaint=ComplaintContext(channel=channel, project="mhhy", has_contact=has_contact),
        received=zsy().received_context(at(received)),
    )


SMALL = """\
pack: small
version: "1"
effective_from: 2020-01-01
title: 小制度
calendar:
  zone: Asia/Shanghai
  hours: {mon-fri: ["09:00-18:00"]}
departments: {engineering: 工程部}
posts: {manager: 经理}
categories:
  leak: {name: 漏水, department: engineering, words: [漏水]}
default_category: leak
facts:
  persons: {type: int, label: 人数}
  late: {type: bool, label: 逾期, after: answer}
  cost: {type: money, label: 费用}
grades:
  - grade: 1
    name: 重大
    conditions:
      - {rule: small-1a, label: 五人以上, when: facts.persons >= 5}
  - grade: 2
    name: 一般
    otherwise: {rule: small-1b, label: 其他}
obligations:
  - key: answer
    rule: small-2
    name: 答复
    starts: complaint-received
    within: 3 wd
    answerable: department
    met_by: [{event: customer-contacted, when: event.preliminary_opinion}]
    cancelled_by: [complaint-withdrawn]
    warn: ["50%"]
    warned: [department]
closing:
  - {rule: small-3, label: 已办, when: case.carried_out}
notices:
  - key: warning
    rule: small-4
    on: deadline-approaching
    to: [event.tell]
    channel: email
    subject: "{number} {obligation}"
    body: |
      第一行
      {due}
"""
