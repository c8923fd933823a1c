"""A regulation that asks things of projects, and a directory whose dates a test may move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from services.sla.domain.duties import deciding
from services.sla.domain.duties.deciding import KnownProject, ReportDone
from services.sla.domain.duties.project_watch import PROJECT_WATCH, Duty, ProjectWatch
from shared.deadlines import HolidayNotice
from shared.domain import DomainEvent, stamp
from shared.policy import Directory, Pack, PolicyLibrary, Project, load_directory, load_pack
from tests.support.given import STREAM
from tests.unit.policy.regulations import at

HEAD = """\
pack: handing-over
version: "1"
effective_from: 2020-01-01
title: 交付办法
calendar:
  zone: Asia/Shanghai
  hours: {mon-fri: ["09:00-18:00"]}
  holidays: cn
departments: {marketing: 营销部, property: 物业公司}
posts: {manager: 营销部经理}
categories:
  handover: {name: 交付, department: marketing}
default_category: handover
grades:
  - {grade: 1, name: 一般, otherwise: {rule: h-1, label: 全部}}
"""
DUTIES = """\
duties:
  - {key: kickoff, rule: h-kickoff, name: 成立交付工作组, before: delivery, lead: 3.5 month,
     answerable: marketing, warn: ["5 wd", "50%"], warned: [manager],
     on_miss: {tell: [manager, department]}}
  - {key: review, rule: h-review, name: 计划评审, answerable: marketing,
     every: {span: 0.5 month, after: kickoff, until: delivery}, on_miss: {tell: [manager]}}
  - {key: letter, rule: h-letter, name: 寄交付通知书, before: delivery, lead: 15 wd,
     answerable: property}
  - {key: progress, rule: h-progress, name: 工程进度通报, answerable: marketing,
     every: {span: 6 month, since: sales-start, until: delivery}, on_miss: {tell: [manager]}}
"""
NOTICES = """\
notices:
  - {key: begins, rule: h-n, on: duty-started, to: [department], channel: email,
     subject: "{project} {duty} {due}", body: "{answerable} {first_due} {rule} {policy} {link}"}
  - {key: soon, rule: h-n, on: duty-approaching, to: [event.tell], channel: email,
     subject: "{duty} {due}", body: "{project} {answerable} {late} {rule} {policy} {link}"}
  - {key: late, rule: h-n, on: duty-missed, to: [event.tell], channel: email,
     subject: "{duty} {due}", body: "{project} {answerable} {late} 第 {occurrence} 次"}
  - {key: done, rule: h-n, on: duty-done, to: [leader-in-charge], channel: email,
     subject: "{duty}", body: "{project} {note} {done_at}"}
  - {key: urge, rule: h-urge, on: handover-refused, when: "event.reason == ''", to: [customer],
     channel: email, subject: "{project} {household}", body: "{customer_name} 第 {times} 次 {rule}"}
"""
DATES = {"sales-start": date(2025, 8, 31), "delivery": date(2026, 12, 1)}
"""Delivery on the first of December 2026, sales since the last day of August 2025."""


NATIONAL_DAY = HolidayNotice(
    "cn-2026",
    2026,
    "放假通知",
    None,
    frozenset(date(2026, 10, d) for d in range(1, 8)),
    frozenset(),
)


@cache
def handing_over(
    *,
    duties: str = DUTIES,
    version: str = "1",
    holidays: tuple[HolidayNotice, ...] = (NATIONAL_DAY,),
) -> Pack:
    """The regulation, with the holidays of 2026 only."""
    text = (HEAD + duties + NOTICES).replace('version: "1"', f'version: "{version}"')
    return load_pack(text, file="handing-over.yaml", calendars={"cn": holidays})


def directory(**projects: dict[str, date]) -> Directory:
    """The company with these projects, each with its dates."""
    text = """\
group: 集团
departments:
  marketing: {name: 营销部, email: m@minghu.example, leader: {name: 何总, email: he@minghu.example}}
  property: {name: 物业公司, email: p@minghu.example, leader: {name: 邓总, email: d@minghu.example}}
posts:
  manager: {name: 营销部经理, email: manager@minghu.example}
regions: {east: {name: 华东}}
cities: {hz: {name: 杭州, region: east}}
projects:
"""
    for code, dates in projects.items():
        written = ", ".join(f"{name}: {day}" for name, day in dates.items())
        text += (
            f"  {code}: {{name: 项目 {code}, city: hz, dates: {{{written}}},\n"
            f"    policies: [{{pack: handing-over, from: 2020-01-01}}]}}\n"
        )
    return load_directory(text, file="directory.yaml")


def governed(pack: Pack | None = None, /, **projects: dict[str, date]) -> PolicyLibrary:
    pack = pack or handing_over()
    return PolicyLibrary({(pack.id, pack.version): pack}, directory(**projects))


class Folder:
    """The policies as they are, until they are others."""

    def __init__(self, library: PolicyLibrary) -> None:
        self.library = library

    @property
    def packs(self) -> Mapping[tuple[str, str], Pack]:
        return self.library.packs

    @property
    def directory(self) -> Directory:
        return self.library.directory

    def pack(self, name: str, version: str) -> Pack:
        return self.library.pack(name, version)

    def project(self, code: str) -> Project:
        return self.library.project(code)

    def pack_for(self, project: str, on: date) -> Pack:
        return self.library.pack_for(project, on)


class Course:
    """A project's watch as it lives through what a test tells it."""

    def __init__(self, pack: Pack | None = None) -> None:
        self.pack = pack or handing_over()
        self._so_far: Pack | None = None
        self.watch: ProjectWatch | None = None
        self.latest: tuple[DomainEvent, ...] = ()

    def heeds(self, now: str, dates: dict[str, date] = DATES) -> Course:
        known = KnownProject(project="jy", name="静园", dates=dates)
        decide = partial(deciding.heed, self.watch, known, self.pack)
        decided = decide(so_far=self._so_far, now=at(now))
        self._so_far = self.pack
        return self._record(decided, at(now))

    def leaves(self, now: str) -> Course:
        assert self.watch is not None
        return self._record(deciding.forget(self.watch, self.pack, now=at(now)), at(now))

    def passes(self, until: str, *, noticed: str | None = None) -> Course:
        now = at(noticed or until)
        return self._record(deciding.let_pass(self.watch, self.pack, until=at(until), now=now), now)

    def does(self, key: str, now: str, **more: Any) -> Course:
        assert self.watch is not None
        command = ReportDone(**{"key": key, "note": "已完成", **more})
        decide = partial(deciding.report_done, self.watch, command, self.pack)
        return self._record(decide(by="wang", now=at(now)), at(now))

    def _record(self, decided: list[DomainEvent], now: datetime) -> Course:
        version = self.watch.version if self.watch else 0
        self.latest = stamp(decided, stream=STREAM, after_version=version, now=now)
        self.watch = PROJECT_WATCH.fold(self.watch, self.latest)
        return self

    def all_of(self, key: str) -> tuple[Duty, ...]:
        return self.watch.all_of(key) if self.watch else ()

    def the(self, key: str) -> Duty:
        """The latest occurrence of a duty."""
        return self.all_of(key)[-1]
