"""Rule by rule: where it lives, what proves it, and whether that is enough. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from huiyin.scenarios.playing import Verdict
from huiyin.scenarios.rules import Place, Rule
from huiyin.scenarios.scenario import Edge

TO_BE_PROVEN = frozenset(
    {"grading", "deadline", "supervision", "routing", "notice", "metric", "scope"}
)
"""Kinds that need a scenario on either side of their edge."""

RECORDED = frozenset({"for_people", "silent", "reports"})
"""Sections in which a rule is written down for people: no machine does it."""


SHOWS_ITSELF = frozenset({"grading", "deadline", "supervision", "notice"})
_TOLD = frozenset({"grades", "obligations", "supervision", "notices", "duties"})
"""Rules of these kinds in these sections are cited by what the application tells, so that a
scenario on the inside must show its rule at work."""


class Status(StrEnum):
    """How a rule stands."""

    PROVEN = "proven"
    OPEN = "open"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule with its places and the scenarios that prove it; `why` where that is not enough."""

    rule: Rule
    places: Sequence[Place]
    inside: Sequence[str]
    outside: Sequence[str]
    status: Status
    why: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rules, and what is wrong besides."""

    rules: Sequence[Covered]
    errors: Sequence[str] = field(default_factory=tuple)

    def of(self, status: Status) -> list[Covered]:
        return [one for one in self.rules if one.status is status]

    @property
    def is_whole(self) -> bool:
        return not self.of(Status.MISSING) and not self.errors

    @property
    def summary(self) -> str:
        counts = ", ".join(f"{status}: {len(self.of(status))}" for status in Status)
        return f"rules: {len(self.rules)}, {counts}"


def cover(rules: Iterable[Rule], places: Iterable[Place], verdicts: Iterable[Verdict]) -> Coverage:
    """Hold packs and scenarios against a rule list. Only scenarios that pass prove anything.

    Packs that the list does not know are nobody's business here.
    """
    known = {rule.id: rule for rule in rules}
    packs = {rule.pack for rule in known.values()}
    placed = [place for place in places if place.pack in packs]
    judged = list(verdicts)
    return Coverage(
        tuple(_covered(rule, placed, judged) for rule in known.values()),
        (*_unknown(known, placed, judged, packs), *_failing(judged), *_idle(known, placed, judged)),
    )


def _covered(rule: Rule, places: Sequence[Place], verdicts: Sequence[Verdict]) -> Covered:
    own = [place for place in places if place.rule == rule.id]
    proving = [v.scenario for v in verdicts if v.holds and _proves(v, rule, own)]
    inside = [f"{s.file}:{s.line} {s.name}" for s in proving if s.edge is Edge.INSIDE]
    outside = [f"{s.file}:{s.line} {s.name}" for s in proving if s.edge is Edge.OUTSIDE]
    status, why = _status(rule, own, inside, outside)
    return Covered(rule, own, inside, outside, status, why)


def _proves(verdict: Verdict, rule: Rule, places: Sequence[Place]) -> bool:
    """Whether a scenario is about a rule, and shows it where it claims to be on the inside."""
    scenario = verdict.scenario
    if rule.id not in scenario.proves:
        return False
    shows = rule.kind in SHOWS_ITSELF and any(place.section in _TOLD for place in places)
    return not shows or scenario.edge is not Edge.INSIDE or rule.id in verdict.story.cited


def _status(
    rule: Rule, places: Sequence[Place], inside: Sequence[str], outside: Sequence[str]
) -> tuple[Status, str]:
    if not places:
        return Status.MISSING, "制度文件中没有写"
    if rule.kind in TO_BE_PROVEN:
        lacking = [words for words, found in _sides(inside, outside) if not found]
        if lacking:
            return Status.MISSING, f"没有{'、'.join(lacking)}的情景"
        return Status.PROVEN, ""
    if all(place.section in RECORDED for place in places):
        return Status.OPEN, "由人执行，仅作记录"
    if not inside:
        return Status.OPEN, "已写入制度文件，没有情景证明"
    return Status.PROVEN, ""


def _sides(
    inside: Sequence[str], outside: Sequence[str]
) -> tuple[tuple[str, Sequence[str]], tuple[str, Sequence[str]]]:
    return ("适用一侧（inside）", inside), ("不适用一侧（outside）", outside)


def _unknown(
    known: Mapping[str, Rule],
    places: Sequence[Place],
    verdicts: Sequence[Verdict],
    packs: set[str],
) -> Iterator[str]:
    for place in places:
        if place.rule not in known:
            yield f"{place.file}:{place.line} {place.path} 引用了规则表中没有的 {place.rule}"
    for verdict in verdicts:
        scenario = verdict.scenario
        for rule in scenario.proves:
            if scenario.pack.id in packs and rule not in known:
                where = f"{scenario.file}:{scenario.line}"
                yield f"{where} 情景“{scenario.name}”证明规则表中没有的 {rule}"


def _idle(
    known: Mapping[str, Rule], places: Sequence[Place], verdicts: Sequence[Verdict]
) -> Iterator[str]:
    """Scenarios on the inside of a rule that never shows in them."""
    for verdict in verdicts:
        scenario = verdict.scenario
        for name in scenario.proves:
            own = [place for place in places if place.rule == name]
            if verdict.holds and name in known and not _proves(verdict, known[name], own):
                where = f"{scenario.file}:{scenario.line}"
                yield f"{where} 情景“{scenario.name}”没有显示 {name} 起作用，不能证明它"


def _failing(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        if not verdict.holds:
            scenario = verdict.scenario
            yield f"{scenario.file}:{scenario.line} 情景“{scenario.name}”不符"
