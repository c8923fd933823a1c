"""Every event is told in a Chinese sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.console.read_model.rows import Tone
from services.console.story import TELLERS, entry_of, tell, trace_of
from services.console.story.wording import Wording
from services.console.trace.words import EVENTS
from shared.contracts import ABOUT_COMPLAINTS, Contract, casework, intake, sla, triage
from shared.contracts.intake import PolicyStamp
from tests.support.told import ZSY
from tests.unit.console.bench import LIBRARY, ZONE
from tests.unit.console.samples import sample
from tests.unit.console.stories import TRACE, Story, after, escalated, solved

WORDING = Wording.of(LIBRARY, ZSY, ZONE)


def sentences(story: Story) -> list[str]:
    return [tell(contract, WORDING).sentence for contract in story.contracts]


@pytest.mark.parametrize("kind", ABOUT_COMPLAINTS, ids=lambda kind: kind.type())
def test_every_published_event_has_a_sentence_and_a_name(kind: type[Contract]) -> None:
    told = TELLERS[kind.SERVICE](sample(kind), WORDING)
    assert told is not None and re.search(r"[\u4e00-\u9fff]{2}", told.sentence)
    assert kind.EVENT in EVENTS


def test_an_event_that_nobody_wrote_a_sentence_for_is_named() -> None:
    class SomethingNewV1(intake.IntakeContract):
        """Told by a later release."""

        EVENT = "something-new"

    assert tell(sample(SomethingNewV1), WORDING).sentence == "intake：something-new"


def test_a_solved_complaint_reads_as_a_story() -> None:
    assert sentences(solved()) == [
        "客户电话投诉，登记受理",
        "归类为“工程质量”",
        "由工程部负责",
        "定为 4 级（一般）",
        "“初步处理意见”开始计时，应于 2026年11月24日（周二） 09:00 前完成",
        "电话联系客户并告知初步处理意见",
        "“初步处理意见”按时完成",
        "查明原因，责任在我方",
        "提出处理方案",
        "处理方案实施完毕",
        "回访客户：满意",
        "结案",
    ]


def test_a_grade_that_rose_names_the_grade_before_and_the_article() -> None:
    told = tell(list(escalated().contracts)[-2], WORDING)
    assert (told.sentence, told.tone) == ("由 4 级升为 2 级（热点）", Tone.BAD)
    assert told.details[0].label == "依据 zsy-3.3b"
    assert "一个月内同类投诉的不同投诉人数：3" in told.details[0].value


def test_who_was_told_is_named_by_post_and_role() -> None:
    assert any(s.endswith("已报责任部门、分管领导") for s in sentences(escalated()))


def test_a_further_ground_of_an_order_is_told_with_its_article() -> None:
    story = escalated()
    why: dict[str, Any] = {"rule": "zsy-5.2.6", "label": "处理逾期并引起二次投诉"}
    facts = {"overdue": True, "second_complaint": True}
    story.tell(sla.SupervisionGroundAddedV1, **story.order(), **why, facts=facts)
    told = tell(list(story.contracts)[-1], WORDING)
    assert told.sentence == "督办单 DB20261123-000002 追加事由：处理逾期并引起二次投诉"
    assert [detail.value for detail in told.details] == [
        "zsy-5.2.6",
        "处理已逾期；已引起二次投诉",
    ]


def test_an_order_that_a_person_issued_cites_no_article() -> None:
    told = tell(list(Story().supervised(sla.BY_HAND, label="须跟进").contracts)[-1], WORDING)
    assert "人工签发" in [detail.value for detail in told.details if detail.label == "依据"]


def test_what_people_report_and_contest_is_told_with_its_reasons() -> None:
    by = {"by": "李工"}
    place = {"department": "engineering", "department_name": "工程部", "reason": "业主改造"}
    story = Story()
    story.tell(casework.StepTakenV1, **by, step="surveyed", step_name="现场勘查", note="已拍照")
    promise = {"promise": "next_answer", "promise_name": "下次答复", "note": "待检测"}
    story.tell(casework.PromiseMadeV1, **by, **promise, promised_for=after(hours=2))
    story.tell(casework.ProgressToldV1, **by, note="已到货", expected_at=None)
    decider = "marketing-manager"
    story.tell(triage.ResponsibilityDisputedV1, **by, **place, decided_by=decider)
    story.tell(triage.ResponsibilityDecidedV1, **by, **place, post=decider)
    story.tell(triage.FoundOutOfScopeV1, rule="hm-scope", label="场内签约", facts={})

    assert sentences(story) == [
        "办理步骤：现场勘查",
        "约定“下次答复”：2026年11月23日（周一） 11:00 前",
        "告知客户进展",
        "工程部提出责任争议，由营销部经理裁定",
        "营销部经理裁定由工程部负责",
        "不属受理范围：不符合“场内签约”",
    ]


def test_a_key_that_nothing_names_stays_readable() -> None:
    unknown = Wording.of(LIBRARY, PolicyStamp(pack="gone", version="1"), ZONE)
    assert (unknown.pack, unknown.party("nobody-knows"), unknown.party("engineering")) == (
        None,
        "nobody-knows",
        "工程部",
    )


def test_an_entry_remembers_its_trace() -> None:
    assert entry_of(solved().messages[0], WORDING).trace_id == TRACE
    assert (trace_of(None), trace_of("rubbish")) == (None, None)
