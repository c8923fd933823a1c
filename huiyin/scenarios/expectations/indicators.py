"""Indicators 指标 over all complaints of a scenario, as analytics works them out."""

from __future__ import annotations

import re
from fractions import Fraction

from pydantic import Field

from huiyin.scenarios.expectations.expectation import Expectation, Finding, Seen
from huiyin.scenarios.names import MetricKey, Text
from huiyin.scenarios.story import Story
from huiyin.simulation.plain_bus import done
from huiyin.simulation.plain_store import PlainStore
from services.analytics.complaint_facts import COMPLAINTS
from services.analytics.figures import Indicator, IndicatorKind
from services.analytics.indicators import indicators
from services.analytics.names import amount
from services.analytics.obligation_facts import OBLIGATIONS
from services.analytics.projections import Projections
from shared.contracts import ComplaintContract, Message

_PERCENT = re.compile(r"(\d+(?:\.\d+)?) ?%")
_DECIMALS = 1


class MetricIs(Expectation):
    """An indicator over all complaints: `is` a share such as `95 %`, rounded to a tenth of a
    percent, or `19/20`, or a sum such as `300 元`; `reached` says whether its goal is."""

    metric: MetricKey
    value: Text | int | None = Field(default=None, alias="is")
    reached: bool | None = None

    def judge(self, seen: Seen) -> Finding:
        rule = next(metric for metric in seen.pack.metrics if metric.key == self.metric)
        words = {True: "，达标", False: "，未达标", None: ""}
        wanted = "" if self.value is None else f" {self.value}"
        expected = f"指标“{rule.title}”{wanted}{words[self.reached]}"
        told = _indicators(seen.story.as_of(self.as_of), seen)
        found = next((one for one in told if one.key == self.metric), None)
        if found is None:
            return Finding(False, expected, "没有投诉可计")
        holds = (self.value is None or _same(self.value, found)) and (
            self.reached in (None, found.reached)
        )
        return Finding(holds, expected, f"{_told(found)}{words[found.reached]}")


def _indicators(story: Story, seen: Seen) -> tuple[Indicator, ...]:
    """What analytics makes of a story, of all its months together."""
    store = PlainStore([], tell=lambda message: None)
    projections = Projections(seen.zone)
    for place, one in enumerate(story.happenings, start=1):
        if isinstance(one.contract, ComplaintContract):
            message = Message(f"{place}", one.contract, sequence=place)
            done(projections.project(message, store.unit))
    complaints = done(store.rows.find(COMPLAINTS))
    obligations = done(store.rows.find(OBLIGATIONS))
    pack = seen.pack
    return indicators(complaints, obligations, {(pack.id, pack.version): pack})


def _same(wanted: str | int, found: Indicator) -> bool:
    written = str(wanted).replace(",", "").strip()
    if found.kind is not IndicatorKind.SHARE:
        money = re.fullmatch(r"(\d+(?:\.\d{1,2})?) ?元", written)
        return Fraction(money[1]) * 100 == found.part if money else written == str(found.part)
    if percent := _PERCENT.fullmatch(written):
        exact = Fraction(found.part * 100, found.whole or 1)
        return found.whole > 0 and round(exact, _DECIMALS) == Fraction(percent[1])
    return written.replace(" ", "") == f"{found.part}/{found.whole}"


def _told(found: Indicator) -> str:
    if found.kind is not IndicatorKind.SHARE:
        return f"合计 {amount(found)}（{found.whole} 件）"
    share = f"{found.part * 100 / found.whole:.{_DECIMALS}f} %" if found.whole else "无从计算"
    return f"{share}（{found.part}/{found.whole}，目标 {found.goal or '无'}）"
