"""Duties of projects in a pack, and notices about projects: what is refused, where and why."""

from __future__ import annotations

import pytest

from shared.policy import PolicyFault, PolicyIsInvalid, load_pack
from tests.unit.sla.projects import DUTIES, HEAD, NATIONAL_DAY, NOTICES


def faults(before: str, after: str) -> list[PolicyFault]:
    """What is wrong with the regulation once these words stand in place of those."""
    text = HEAD + DUTIES + NOTICES
    assert before in text
    with pytest.raises(PolicyIsInvalid) as invalid:
        load_pack(
            text.replace(before, after, 1), file="broken.yaml", calendars={"cn": (NATIONAL_DAY,)}
        )
    return list(invalid.value.faults)


@pytest.mark.parametrize(
    ("before", "after", "path", "words"),
    [
        ("key: letter, rule", "key: kickoff, rule", "duties[2].key", "twice"),
        ("answerable: property", "answerable: department", "duties[2].answerable", "name one"),
        ("warned: [manager]", "warned: [customer]", "duties[0].warned[0]", "nobody of that kind"),
        ("warned: [manager]", "warned: [event.x]", "duties[0].warned[0]", "nobody of that kind"),
        (
            "{tell: [manager, department]}",
            "{tell: [customer]}",
            "duties[0].on_miss.tell[0]",
            "nobody of that kind",
        ),
        ("span: 6 month", "span: 12 h", "duties[3].every.span", "no interval"),
        ("span: 6 month", "span: 0 month", "duties[3].every.span", "no interval"),
        ("after: kickoff", "after: review", "duties[1].every.after", "never begins"),
        ("on: duty-missed", "on: duty-approaching", "duties[0].on_miss", "on: duty-missed"),
        ("on: duty-approaching", "on: duty-missed", "duties[0].warned", "on: duty-approaching"),
        ("to: [leader-in-charge]", "to: [customer]", "notices[3].to[0]", "no `customer`"),
        ("to: [customer]", "to: [department]", "notices[4].to[0]", "no `department`"),
        (
            "event.reason == ''",
            "event.reason == '' && complaint.channel == 'phone'",
            "notices[4].when",
            "there is no complaint",
        ),
        ("on: duty-done", "on: [duty-done, case-closed]", "notices[3].on", "make it two"),
        ("on: duty-done", "on: duty-over", "notices[3].on[0]", "unknown event"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, path: str, words: str) -> None:
    found = faults(before, after)

    assert any(fault.path == path and words in fault.english for fault in found), found


def test_a_notice_about_a_project_cannot_speak_of_a_complaint() -> None:
    (fault,) = faults('"{project} {note} {done_at}"', '"{project} {number}"')

    assert (fault.line, fault.path) == (34, "notices[3].body")
    assert "关于项目的通知不能使用占位符 {number}；可用：" in fault.chinese
    assert "may not be used in this notice about a project" in fault.english


def test_a_notice_about_a_complaint_cannot_speak_of_a_duty() -> None:
    fault, *_ = faults("on: duty-done, to", "on: case-closed, to")

    assert fault.path == "notices[3].subject"
    assert "{duty}" in fault.chinese


def test_a_time_limit_cannot_begin_with_a_duty() -> None:
    limit = """\
obligations:
  - {key: o, rule: h-o, name: 办理, starts: duty-missed, within: 1 wd, answerable: department,
     met_by: [case-closed]}
notices:
"""
    (fault,) = faults("notices:\n", limit)

    assert fault.path == "obligations[0].starts[0]"
    assert "关于项目的事件" in fault.chinese


def test_a_fact_cannot_come_from_a_duty() -> None:
    fact = "facts:\n  late: {type: bool, label: 逾期, set_by: [duty-missed]}\ngrades:\n"
    (fault,) = faults("grades:\n", fact)

    assert fault.path == "facts.late.set_by[0].event"
    assert "about a project" in fault.english


def test_a_duty_that_is_named_must_exist() -> None:
    (fault,) = faults("event.reason == ''", "event.reason == '' && event.duty == 'x'")
    assert "event.duty" in fault.english

    duty = "on: duty-missed, when: \"event.duty == 'kickof'\", to"
    (fault,) = faults("on: duty-missed, to", duty)
    assert "kickof" in fault.english
