"""A scenario that expects what is not so fails, and says what was found instead."""

from __future__ import annotations

import pytest

from huiyin.scenarios.telling import told
from tests.scenarios.played import verdict, verdicts

# Each line is expected of a complaint of four persons on Monday at 09:30, with a plan the next day.
WRONG = {
    "{grade: 1}": "级别 2（热点）",
    "{grade: 2, because: zsy-3.3a}": "zsy-3.3b",
    "{grade: 2, label: 可能引发诉讼或被媒体曝光}": "3 人以上集体投诉",
    "{as_of: 2026-03-02 09:29, grade: 2}": "尚未定级",
    "{department: design}": "责任部门 engineering",
    "{category: other}": "类别 engineering-quality",
    "{scope: outside}": "属本制度受理范围",
    "{facts: {collective_persons: 3}}": "collective_persons = 4",
    "{closed: true}": "未结案",
    "{withdrawn: true}": "未撤诉",
    "{due: preliminary-opinion, at: 2026-03-03 09:31}": "应于 2026-03-03 09:30",
    "{due: handover-email, at: 2026-03-02 10:30}": "没有开始计时",
    "{due: handover-phone, at: 2026-03-02 10:30, explained: 两小时}": "1 小时",
    "{missed: handover-phone}": "按时完成",
    "{met: handover-phone, at: 2026-03-02 10:30}": "2026-03-02 09:30",
    "{met: preliminary-opinion}": "超时",
    "{missed: preliminary-opinion, told: headquarters}": "leader-in-charge",
    "{cancelled: preliminary-opinion}": "超时",
    "{open: preliminary-opinion}": "超时",
    "{warned: preliminary-opinion, times: 1}": "2026-03-03 07:30",
    "{not_started: preliminary-opinion}": "已开始",
    "{notice: crisis-report}": "没有发出",
    "{notice: handover-form, to: headquarters}": "发给 department",
    "{notice: handover-form, at: 2026-03-02 10:30}": "2026-03-02 09:30",
    "{notice: handover-form, says: 重大}": "2026-03-02 09:30",
    "{notice: handover-form, tier: project}": "engineering@group.example",
    "{no: {notice: handover-form}}": "发给 department",
    "{order: grade-1}": "热点投诉",
    "{orders: 2}": "督办单 1 份",
    "{orders: 1, closed: true}": "未办结",
    "{milestone: carried-out, missed: true}": "节点应于 2026-03-11 18:00",
    "{milestone: survey}": "没有这个节点",
    "{event: plan-approved}": "没有这样的事件",
    "{event: plan-proposed, with: {approver: headquarters}}": "approver = marketing-manager",
}


@pytest.mark.parametrize(("line", "found"), WRONG.items(), ids=WRONG)
def test_what_is_not_so_fails_and_is_told(line: str, found: str) -> None:
    judged = verdict(
        f"""\
        - name: 四人集体投诉
          given: [{{complaint: 甲, facts: {{collective_persons: 4}}}}]
          when: [{{at: 2026-03-03 10:00, do: propose}}]
          until: 2026-03-03 18:00
          then:
            - {line}
        """
    )

    assert not judged.holds
    (failure,) = judged.failures
    assert failure.startswith("made-up.yaml:10")
    assert found in failure


def test_a_refusal_that_nobody_expected_fails() -> None:
    judged = verdict(
        """\
        - name: 未实施就结案
          given: [{complaint: 甲}]
          when: [{at: 2026-03-03 10:00, do: close}]
          then: [{closed: false}]
        """
    )

    (failure,) = judged.failures
    assert "不被拒绝" in failure
    assert "处理方案已实施" in failure


@pytest.mark.parametrize(
    ("refused", "holds"),
    [("true", True), ("ClosingConditionsAreUnmet", True), ("ComplaintIsWithdrawn", False)],
)
def test_an_expected_refusal_must_be_that_one(refused: str, holds: bool) -> None:
    judged = verdict(
        f"""\
        - name: 未实施就结案
          given: [{{complaint: 甲}}]
          when: [{{at: 2026-03-03 10:00, do: close, refused: {refused}}}]
        """
    )

    assert judged.holds is holds


def test_an_expected_refusal_that_does_not_come_fails() -> None:
    judged = verdict(
        """\
        - name: 联系客户
          given: [{complaint: 甲}]
          when: [{at: 2026-03-03 10:00, do: contact, refused: true}]
        """
    )

    assert "没有被拒绝" in judged.failures[0]


def test_what_is_due_at_an_instant_can_be_done_at_it() -> None:
    in_time, late = verdicts(
        """\
        - name: 答复
          table:
            - {name: 到期之时, when: [{at: 2026-03-03 09:30, do: contact}], met: preliminary-opinion}
            - {name: 晚一秒, when: [{at: 2026-03-03 09:30:01, do: contact}], met: preliminary-opinion}
        """
    )

    assert in_time.holds
    assert not late.holds


def test_copies_are_complaints_of_different_people() -> None:
    judged = verdict(
        """\
        - name: 三起
          given: [{complaint: 甲, copies: 3}]
          then:
            - {complaint: 甲, facts: {similar_in_month: 3}}
            - {complaint: 甲, grade: 2}
        """
    )

    assert judged.holds, judged.failures


def test_every_play_is_the_same() -> None:
    one, other = verdicts(
        """\
        - name: 一
          given: [{complaint: 甲, facts: {collective_persons: 5}}]
          then: [{grade: 1}]
        - name: 二
          given: [{complaint: 甲, facts: {collective_persons: 5}}]
          then: [{grade: 1}]
        """
    )

    assert one.story.happenings == other.story.happenings
    assert [p.letter for p in one.story.posted] == [p.letter for p in other.story.posted]


def test_the_story_says_why() -> None:
    story = told(
        verdict(
            """\
            - name: 四人集体投诉
              proves: zsy-3.3b
              edge: inside
              given: [{complaint: 甲, facts: {collective_persons: 4}}]
              until: 2026-03-03 09:30
              then: [{grade: 2}, {grade: 3}]
            """
        )
    )

    for words in (
        "证明 zsy-3.3b，适用的一侧",
        "2026-03-02 09:30",
        "受理投诉“甲”：collective_persons = 4",
        "3 人以上集体投诉（集体投诉人数：4）",
        "时限为 24 小时，依据规则 zsy-5.2.4",
        "<leader.engineering@group.example>",
        "超时：“初步处理意见”",
        "✓ 第 10 行  级别 2",
        "✗ 第 10 行  级别 3",
        "实际：级别 2（热点）",
    ):
        assert words in story, words
