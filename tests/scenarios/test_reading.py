"""What is wrong with a scenario file is said with its line."""

from __future__ import annotations

import pytest

from tests.scenarios.played import faults, scenarios

GIVEN = "[{complaint: 甲}]"
WRONG_LINES = {
    "{grade: 12}": "不得大于 9",
    "{grad: 1}": "看不出要查什么",
    "{grade: 1, becuase: zsy-3.3a}": "不认识的字段“becuase”",
    "{grade: 1, complaint: 乙}": "未知的投诉“乙”",
    "{department: enginering}": "是否想写“engineering”",
    "{due: handover-fone, at: 2026-03-02 10:30}": "是否想写“handover-phone”",
    "{due: handover-phone, at: 明天}": "时间应写成",
    "{due: handover-phone, at: 2026-02-30 10:30}": "时间应写成",
    "{facts: {collective_person: 3}}": "是否想写“collective_persons”",
    "{facts: {collective_persons: 三}}": "类型是 int",
    "{notice: crisis-report, to: boss}": "未知的收件人“boss”",
    "{order: grade-7}": "未知的督办事由",
    "{event: complaint-recieved}": "是否想写“complaint-received”",
    "{no: {grade: 1, why: 因为}}": "不认识的字段“why”",
}


@pytest.mark.parametrize(("line", "words"), WRONG_LINES.items(), ids=WRONG_LINES)
def test_a_wrong_line_of_then(line: str, words: str) -> None:
    (fault,) = faults(
        f"""\
        - name: 一
          given: {GIVEN}
          then:
            - {line}
        """
    )

    assert (fault.file, fault.line) == ("made-up.yaml", 8)
    assert words in fault.chinese


WRONG_STEPS = {
    "{at: 2026-03-03 10:00, do: aprove}": "是否想写“approve”",
    "{at: 2026-03-03 10:00, do: cause-found}": "缺少必填项“side”",
    "{at: 2026-03-03 10:00, do: cause-found, side: nobody}": "只能取",
    "{do: contact}": "缺少必填项“at”",
    "{at: 2026-03-03 10:00, do: contact, complaint: 乙}": "未知的投诉“乙”",
    "{at: 2026-03-03 10:00, do: pause, reason: rain}": "未知的中止原因",
    "{at: 2026-03-03 10:00, do: close, refused: CaseIsClose}": "是否想写“CaseIsClosed”",
    "{at: 2026-03-03 10:00, waits: true}": "看不出发生了什么",
    "{at: 2026-03-03 10:00, complaint: 甲}": "受理了两次",
    "{at: 2026-03-03 10:00, complaint: 乙, project: park}": "未知的项目“park”",
    "{at: 2026-03-03 10:00, complaint: 乙, channel: fax}": "只能取",
}


@pytest.mark.parametrize(("line", "words"), WRONG_STEPS.items(), ids=WRONG_STEPS)
def test_a_wrong_step(line: str, words: str) -> None:
    found = faults(
        f"""\
        - name: 一
          given: {GIVEN}
          when:
            - {line}
          then: [{{complaint: 甲, grade: 4}}]
        """
    )

    assert any(words in fault.chinese for fault in found), found
    assert {fault.line for fault in found} <= {5, 8}


def test_an_amount_needs_its_unit() -> None:
    (fault,) = faults(
        """\
        - name: 一
          given: [{complaint: 甲, facts: {loss: 500000}}]
          then: [{grade: 1}]
        """,
        head="pack: guoying\ncomplaint: {at: 2026-03-02 09:30}\nscenarios:\n",
    )

    assert "金额缺少单位" in fault.chinese


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("- {name: 一, given: [], then: [{grade: 4}]}\n", 5, "没有 given"),
        ("- {name: 一, given: [{complaint: 甲}]}\n", 5, "没有 then"),
        (
            "- {name: 一, given: [{complaint: 甲}], then: [{grade: 4}]}\n"
            "- {name: 一, given: [{complaint: 甲}], then: [{grade: 4}]}\n",
            6,
            "重名，第 5 行已有",
        ),
        ("- {name: 一, edge: within, given: [], then: []}\n", 5, "只能取"),
        (
            "- {name: 一, projects: {park: {name: 园, city: nowhere}},"
            " given: [{complaint: 甲}], then: [{grade: 4}]}\n",
            5,
            "nowhere",
        ),
    ],
)
def test_a_wrong_scenario(written: str, line: int, words: str) -> None:
    found = faults(written)

    assert any(fault.line == line and words in fault.chinese for fault in found), found


def test_a_pack_that_is_not_there() -> None:
    (fault,) = faults(
        "- {name: 一, given: [{complaint: 甲}], then: [{grade: 4}]}\n",
        head="pack: nobodys@1\nscenarios:\n",
    )

    assert (fault.line, fault.column) == (1, 7)
    assert "没有制度" in fault.chinese


def test_a_row_of_a_table_is_a_scenario_of_its_own() -> None:
    first, second = scenarios(
        """\
        - name: 人数
          proves: zsy-3.3a
          table:
            - {edge: inside, facts: {collective_persons: 5}, grade: 1}
            - {name: 四人, edge: outside, proves: zsy-3.3b, facts: {collective_persons: 4}, grade: 2}
        """
    )

    assert (first.name, first.edge, first.proves, first.line) == (
        "人数：第 1 行",
        "inside",
        ("zsy-3.3a",),
        8,
    )
    assert (second.name, second.edge, second.proves) == ("人数：四人", "outside", ("zsy-3.3b",))
