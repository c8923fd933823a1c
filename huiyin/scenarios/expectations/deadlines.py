"""Deadlines: when they are due, how they ended, what was warned of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from huiyin.scenarios.expectations.expectation import (
    Finding,
    OfComplaint,
    Seen,
    among,
    listed,
    same_instant,
)
from huiyin.scenarios.expectations.runs import Run, State, run_of, runs_of
from huiyin.scenarios.names import Instant, ObligationKey, Party, Recipients, Text
from huiyin.scenarios.story import Story

STATES = {
    State.OPEN: "未到期、未完成",
    State.MET: "按时完成",
    State.MISSED: "超时",
    State.CANCELLED: "取消",
}


class OfRun(OfComplaint):
    """Something about an obligation, in its latest run or in its `nth` (from 1)."""

    nth: Annotated[int, Field(ge=1)] | None = None

    def run_judged(
        self, story: Story, seen: Seen, key: str, expected: str
    ) -> tuple[Run | None, str]:
        run = run_of(story, key, self.nth)
        if run is None:
            started = listed(sorted({r.key for r in runs_of(story)}))
            return None, f"没有开始计时；开始了的有 {started}"
        state = "中止" if run.paused else STATES[run.state]
        ended = f"（{seen.local(run.ended)}）" if run.ended else ""
        return run, f"{key}：应于 {seen.local(run.due)}，{state}{ended}"


class DueIs(OfRun):
    """When an obligation is due; `first` is the due time before any extension."""

    due: ObligationKey
    at: Instant
    first: Instant | None = None
    answerable: Party | None = None
    explained: Text | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        expected = f"{self.due} 应于 {seen.local(self.at)}"
        run, found = self.run_judged(story, seen, self.due, expected)
        if run is None:
            return Finding(False, expected, found)
        sentences = run.explanation.sentences
        holds = (
            run.due == self.at
            and same_instant(self.first, run.first_due)
            and self.answerable in (None, run.answerable)
            and (self.explained is None or any(self.explained in one for one in sentences))
        )
        if self.explained:
            expected, found = (
                f"{expected}，说明含“{self.explained}”",
                f"{found}；{' '.join(sentences)}",
            )
        return Finding(holds, expected, found)


class _Ended(OfRun):
    at: Instant | None = None

    def judged(
        self, story: Story, seen: Seen, key: str, state: State
    ) -> tuple[Run | None, Finding]:
        when = f"于 {seen.local(self.at)} " if self.at else ""
        expected = f"{key} {when}{STATES[state]}"
        run, found = self.run_judged(story, seen, key, expected)
        holds = run is not None and run.state is state and same_instant(self.at, run.ended)
        return run, Finding(holds, expected, found)


class IsMet(_Ended):
    """It was done in time, `at` an instant."""

    met: ObligationKey

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        return self.judged(story, seen, self.met, State.MET)[1]


class IsMissed(_Ended):
    """It was missed, `at` its due time; `told` are those who are told of it."""

    missed: ObligationKey
    told: Recipients = ()

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        run, finding = self.judged(story, seen, self.missed, State.MISSED)
        if run is None or not finding.holds or not self.told:
            return finding
        return Finding(
            among(self.told, run.told),
            f"{finding.expected}，告知 {listed(self.told)}",
            f"{finding.found}，告知 {listed(run.told)}",
        )


class IsCancelled(_Ended):
    """It fell away."""

    cancelled: ObligationKey

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        return self.judged(story, seen, self.cancelled, State.CANCELLED)[1]


class IsOpen(_Ended):
    """It runs, and is neither done nor missed."""

    open: ObligationKey

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        return self.judged(story, seen, self.open, State.OPEN)[1]


class IsWarned(OfRun):
    """A warning of it was given, `at` an instant, to `told`; `times` counts all of its warnings."""

    warned: ObligationKey
    at: Instant | None = None
    told: Recipients = ()
    times: Annotated[int, Field(ge=0)] | None = None

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        at = f"于 {seen.local(self.at)} " if self.at else ""
        times = "" if self.times is None else f" {self.times} 次"
        expected = f"{self.warned} {at}预警{times}" + (
            f"，告知 {listed(self.told)}" if self.told else ""
        )
        run, found = self.run_judged(story, seen, self.warned, expected)
        if run is None:
            return Finding(False, expected, found)
        given = [
            w
            for w in run.warnings
            if same_instant(self.at, w.warned_at) and among(self.told, w.tell)
        ]
        enough = bool(given) if self.times is None else len(given) == self.times
        told = "；".join(f"{seen.local(w.warned_at)} 告知 {listed(w.tell)}" for w in run.warnings)
        return Finding(enough, expected, f"预警：{told or '没有'}")


class NotStarted(OfComplaint):
    """Its clock never began."""

    not_started: ObligationKey

    def judge_story(self, story: Story, seen: Seen) -> Finding:
        run = run_of(story, self.not_started, None)
        found = "没有开始" if run is None else f"已开始，应于 {seen.local(run.due)}"
        return Finding(run is None, f"{self.not_started} 不开始计时", found)
