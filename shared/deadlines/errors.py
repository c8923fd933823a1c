"""What can be wrong with what the engine is given. Each says it in Chinese, then in English."""

from __future__ import annotations


class DeadlineError(ValueError):
    """Something given to the deadline engine makes no sense; nothing was computed.

    `zh` and `en` are the sentence a person reads: what is wrong, where, what to do.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} | {en}")
        self.zh = zh
        self.en = en


class SpanIsUnreadable(DeadlineError):
    """A length of time is not written as an amount and a unit, or the amount does not fit."""


class InstantIsUnusable(DeadlineError):
    """A time has no UTC offset, or lies outside the years that the engine serves."""


class PauseIsBackwards(DeadlineError):
    """A pause ends before it starts."""


class CalendarIsInvalid(DeadlineError):
    """Hours, holidays and closures do not make a working calendar."""


class StepDoesNotFit(DeadlineError):
    """A warning step cannot be measured on the budget it is meant for."""


class CalendarFileIsInvalid(DeadlineError):
    """A file of holiday notices is refused; `faults` are (line, zh, en), lines counted from 1."""

    def __init__(self, faults: tuple[tuple[int, str, str], ...]) -> None:
        super().__init__(
            "；".join(f"第 {line} 行：{zh}" for line, zh, _ in faults),
            "; ".join(f"line {line}: {en}" for line, _, en in faults),
        )
        self.faults = faults
