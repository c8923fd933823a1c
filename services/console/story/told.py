"""One event, put into words."""

from __future__ import annotations

from dataclasses import dataclass

from services.console.read_model.rows import Detail, Tone


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence in Chinese, who did it, how it is to be read, and what else there is to read."""

    sentence: str
    who: str = "系统"
    tone: Tone = Tone.PLAIN
    details: tuple[Detail, ...] = ()


def details(*pairs: tuple[str, str | None]) -> tuple[Detail, ...]:
    """Label and value; what has no value is left out."""
    return tuple(Detail(label=label, value=value) for label, value in pairs if value)
