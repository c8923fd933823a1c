"""Playing a scenario on the real application, and judging what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huiyin.scenarios.acts.step import Known, Step
from huiyin.scenarios.expectations.expectation import Finding, Seen
from huiyin.scenarios.scenario import Line, Scenario
from huiyin.scenarios.stage import Stage
from huiyin.scenarios.story import Story
from shared.domain import Refusal
from shared.policy import ConditionFailed


@dataclass(frozen=True, slots=True)
class Played:
    """What was done when a line of `given` or `when` was played, and how it was answered."""

    line: Line
    at: datetime
    refusal: Refusal | ConditionFailed | None


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing that had to be so, at a line of the file."""

    line: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a scenario went."""

    scenario: Scenario
    played: Sequence[Played]
    judged: Sequence[Judged]
    story: Story
    complaints: dict[str, UUID]

    @property
    def holds(self) -> bool:
        return all(one.finding.holds for one in self.judged)

    @property
    def failures(self) -> tuple[str, ...]:
        """What was expected and what was found instead, each with its line."""
        return tuple(
            f"{self.scenario.file}:{one.line}  应当：{one.finding.expected}\n"
            f"    实际：{one.finding.found}"
            for one in self.judged
            if not one.finding.holds
        )


def play(scenario: Scenario) -> Verdict:
    """Play it from its first line to its last instant."""
    pack = scenario.pack
    begin = scenario.steps[0].step.happens_at
    stage = Stage(pack, scenario.directory, scenario.zone, begin)
    known = Known()
    played = [_played(line, stage, known) for line in scenario.steps]
    stage.run_to(scenario.until, through=True)
    first = next(iter(scenario.directory.projects))
    seen = Seen(pack, scenario.zone, stage.story, known.ids, first)
    judged = [j for one in played if (j := _as_refused(one)) is not None]
    judged += [Judged(then.line, then.expectation.judge(seen)) for then in scenario.then]
    return Verdict(scenario, played, judged, stage.story, known.ids)


def _played(line: Line, stage: Stage, known: Known) -> Played:
    stage.run_to(line.step.happens_at, through=False)
    refusal: Refusal | ConditionFailed | None = None
    try:
        line.step.play(stage, known)
        stage.deliver()
    except (Refusal, ConditionFailed) as answer:
        refusal = answer
    return Played(line, stage.clock.now(), refusal)


def _as_refused(played: Played) -> Judged | None:
    """Whether it was refused as it had to be; None where nothing was to be refused, nor was."""
    step, refusal = played.line.step, played.refusal
    if refusal is None and not step.refused:
        return None
    name = type(refusal).__name__
    found = f"被拒绝：{said_of(refusal)}（{name}）" if refusal else "没有被拒绝"
    holds = refusal is not None and step.refused in (True, name)
    return Judged(played.line.line, Finding(holds, _wanted(step), found))


def _wanted(step: Step) -> str:
    if not step.refused:
        return "不被拒绝"
    return "被拒绝" if step.refused is True else f"被拒绝（{step.refused}）"


def said_of(refusal: Refusal | ConditionFailed) -> str:
    return refusal.sentence_zh if isinstance(refusal, Refusal) else str(refusal)
