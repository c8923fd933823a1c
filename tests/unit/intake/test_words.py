"""Facts that take only the words of their regulation (`words`), stated with a complaint."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from services.intake.domain.complaint import ReceiveComplaint
from services.intake.domain.refusals import FactIsDerived
from services.intake.registration import Registration, governed
from shared.contracts.intake import Channel
from shared.domain import FactValue
from shared.policy.facts import FactIsNoWord
from tests.support.desk import desk_library
from tests.unit.policy.regulations import at

NOW = at("2026-12-01 10:00")


def registered(**facts: FactValue) -> ReceiveComplaint:
    said = Registration(channel=Channel.PHONE, project="mhhy", text="漏水", facts=facts)
    zone = ZoneInfo("Asia/Shanghai")
    return governed(said, desk_library(), zone=zone, now=NOW, taken_by="李明")


def test_one_of_the_words_is_taken_in() -> None:
    assert registered(need="money").facts["need"] == "money"
    assert registered().facts["need"] == ""


def test_any_other_is_refused_and_the_words_are_named() -> None:
    with pytest.raises(FactIsNoWord) as refused:
        registered(need="revenge")

    assert refused.value.field == "facts.need"
    assert "repair（维修）、money（赔偿）" in refused.value.sentence_zh


def test_what_the_dates_of_a_project_say_nobody_states() -> None:
    with pytest.raises(FactIsDerived):
        registered(in_warranty=True)
