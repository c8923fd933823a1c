"""Columns of a chart, measured for an SVG. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 930
HEIGHT = 120


@dataclass(frozen=True, slots=True)
class Column:
    """One day: its bar's place and height, and what it stands for."""

    label: str
    value: int
    x: float
    width: float
    height: float

    @property
    def y(self) -> float:
        return HEIGHT - self.height


def columns(values: Sequence[int]) -> tuple[Column, ...]:
    """Columns side by side, the highest as high as the chart."""
    if not values:
        return ()
    step, highest = WIDTH / len(values), max(1, *values)
    return tuple(
        Column(
            label=str(day),
            value=value,
            x=round((day - 1) * step + step * 0.15, 1),
            width=round(step * 0.7, 1),
            height=round(value / highest * HEIGHT, 1),
        )
        for day, value in enumerate(values, start=1)
    )
