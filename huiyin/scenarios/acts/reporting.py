"""What people report beside the handling: steps, promises, progress, open letters (办理记录)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from huiyin.scenarios.acts.step import Act, ComplaintIsNotThere, Known, On
from huiyin.scenarios.names import Instant, PromiseKey, StepKey, Text
from huiyin.scenarios.stage import Stage
from huiyin.simulation.plain_bus import done
from services.casework.open_letters import OpenLetter


class TakeStep(Act):
    """Something that the regulation asks for was done (办理步骤)."""

    DOES: ClassVar[str] = "step"
    SAYS: ClassVar[str] = "办理步骤"
    step: StepKey
    note: Text = "已完成"
    taken_at: Instant | None = None

    def perform(self, on: On) -> None:
        done(on.casework.take_step(on.asked, self.step, self.note, self.taken_at))


class MakePromise(Act):
    """A time is agreed with the customer or set for a department (约定时限)."""

    DOES: ClassVar[str] = "promise"
    SAYS: ClassVar[str] = "约定时限"
    promise: PromiseKey
    promised_for: Instant = Field(alias="for")
    note: Text = "已约定"

    def perform(self, on: On) -> None:
        done(on.casework.make_promise(on.asked, self.promise, self.promised_for, self.note))


class TellProgress(Act):
    """The customer is told how things stand (进展告知)."""

    DOES: ClassVar[str] = "progress"
    SAYS: ClassVar[str] = "进展告知"
    note: Text = "正在办理"
    expected_at: Instant | None = None

    def perform(self, on: On) -> None:
        done(on.casework.tell_progress(on.asked, self.note, self.expected_at))


class FileOpenLetter(Act):
    """One letter answers several complaints (公开信): all that are named."""

    DOES: ClassVar[str] = "open-letter"
    SAYS: ClassVar[str] = "公开信"
    text: Text = "致各位业主"
    step: StepKey | None = None

    def play(self, stage: Stage, known: Known) -> None:
        named = known.named(self.complaint)
        if not named:
            raise ComplaintIsNotThere(name=self.complaint)
        letter = OpenLetter(
            numbers=tuple(known.numbers[name] for name in named), text=self.text, step=self.step
        )
        done(stage.application("casework").file_open_letter(letter, actor=self.by, key=None))
