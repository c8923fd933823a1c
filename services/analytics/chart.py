"""Bar charts as SVG, drawn by ourselves: no library, no script, colours from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

ROW = 28
CHARACTER = 14  # The style sheet's size of a label, and so the width of a Chinese character.
DAY = 32
DAYS_HIGH = 120
AXIS = 22


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a bar; `style` is its class in the page's style sheet."""

    value: int
    style: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, what it is made of, what is written at its end."""

    label: str
    parts: tuple[Part, ...]
    text: str

    @property
    def total(self) -> int:
        return sum(part.value for part in self.parts)


@dataclass(frozen=True, slots=True)
class Frame:
    """The widths of a chart's three parts: names, bars, values. Drawn at its own size where there
    is room, so that the letters of all charts are alike."""

    label: int
    track: int
    value: int

    @property
    def width(self) -> int:
        return self.label + self.track + self.value


HALF = Frame(label=104, track=240, value=106)
WHOLE = Frame(label=300, track=540, value=90)


def bars(title: str, rows: Sequence[Bar], frame: Frame) -> Markup:
    """Horizontal bars, the longest filling the track; nothing where there is nothing to show."""
    if not rows:
        return Markup("")
    longest = max(bar.total for bar in rows) or 1
    drawn = Markup("").join(_bar(place, bar, longest, frame) for place, bar in enumerate(rows))
    return _drawing(title, frame.width, ROW * len(rows), drawn)


def _bar(place: int, bar: Bar, longest: int, frame: Frame) -> Markup:
    top = place * ROW
    base = top + ROW * 2 // 3
    label = bar.label
    room = frame.label // CHARACTER
    if len(label) > room:
        label = label[: room - 1] + "…"
    pieces = [
        _text(frame.label - 10, base, "label", label, full=bar.label),
        Markup('<rect class="track" x="{}" y="{}" width="{}" height="14" rx="3"/>').format(
            frame.label, top + 7, frame.track
        ),
    ]
    left = float(frame.label)
    for part in bar.parts:
        width = frame.track * part.value / longest
        if part.value:
            pieces.append(
                Markup('<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="14"/>').format(
                    part.style, left, top + 7, width
                )
            )
        left += width
    pieces.append(_text(frame.label + frame.track + 10, base, "value", bar.text, full=bar.text))
    return Markup("").join(pieces)


def columns(title: str, values: Sequence[int]) -> Markup:
    """One column a day of the month, numbered below; the highest says how high it is."""
    highest = max(values, default=0) or 1
    pieces = []
    for place, value in enumerate(values):
        left = place * DAY
        height = (DAYS_HIGH - 16) * value / highest
        day = place + 1
        pieces.append(
            Markup(
                "<g><title>{}日：{} 件</title>"
                '<rect class="track" x="{}" y="16" width="14" height="{}" rx="2"/>'
                '<rect class="bar" x="{}" y="{:.1f}" width="14" height="{:.1f}"/></g>'
            ).format(day, value, left, DAYS_HIGH - 16, left, DAYS_HIGH - height, height)
        )
        if value:
            y = DAYS_HIGH - height - 4
            pieces.append(_text(left + 11, y, "count", str(value), full=""))
        if day == 1 or day % 5 == 0:
            pieces.append(_text(left + 11, DAYS_HIGH + 15, "day", str(day), full=""))
    return _drawing(title, DAY * max(len(values), 1), DAYS_HIGH + AXIS, Markup("").join(pieces))


def _text(x: float, y: float, style: str, words: str, *, full: str) -> Markup:
    more = Markup("<title>{}</title>").format(full) if full and full != words else Markup("")
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}">{}{}</text>').format(
        style, x, y, more, words
    )


def _drawing(title: str, width: int, height: int, content: Markup) -> Markup:
    return Markup(
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" style="max-width:{}px">{}</svg>'
    ).format(title, width, height, width, content)
