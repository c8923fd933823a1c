"""How the regulation is laid out: chapters, numbered paragraphs, articles and proposals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.deadlines import Span, Unit

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter 章: its title and its paragraphs, each with the lines that belong under it."""

    title: str
    paragraphs: tuple[str, ...]


def article(rule: str | None) -> str:
    """The article a provision comes from: 【zsy-3.3a】."""
    return f"【{rule}】" if rule else ""


def reason(label: str, condition: str) -> str:
    """A provision with the condition behind it, which is left out where it says the same."""
    return label if condition in label else f"{label}（{condition}）"


def lasting(span: Span) -> str:
    """A span as a regulation writes it; no days at all is 当日."""
    return "当日" if span.unit is Unit.CD and not span.amount else f"{span.zh}内"


def proposed(is_proposal: bool) -> str:
    """The mark of what the regulation leaves open and its author filled in."""
    return "（建议）" if is_proposal else ""


def under(lead: str, items: Sequence[str]) -> str:
    """A paragraph with its items below it, numbered （1）（2）."""
    return "\n".join([lead, *(f"    （{i}）{item}" for i, item in enumerate(items, start=1))])


def laid_out(heading: str, chapters: Iterable[Chapter]) -> str:
    """The whole text; chapters that say nothing are left out."""
    lines = [heading]
    for number, chapter in enumerate((c for c in chapters if c.paragraphs), start=1):
        lines += ["", f"第{numeral(number)}章　{chapter.title}", ""]
        lines += (f"  {i}. {said}" for i, said in enumerate(chapter.paragraphs, start=1))
    return "\n".join(lines) + "\n"


def numeral(number: int) -> str:
    """A number below a hundred in Chinese: 十二."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else ("十" if tens == 1 else f"{_DIGITS[tens]}十")
    return ten + (_DIGITS[ones] if ones or not tens else "")
