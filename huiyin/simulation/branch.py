"""A city company 城市公司 as one of several, and what is its own among theirs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """Which city company of how many; `place` counts from nought. A lone one is the company."""

    place: int = 0
    of: int = 1

    def chance(self, seed: int) -> str:
        """What all its dice are thrown with: unlike any other branch's."""
        return f"{seed}" if self.of == 1 else f"{seed}.{self.place + 1}"

    def own(self, number: int) -> int:
        """A number that no other branch has, for a number from nought of its own counting."""
        return number * self.of + self.place

    def share(self, total: int) -> int:
        """As much of `total` as falls to it: the shares of all are the total."""
        return total // self.of + (self.place < total % self.of)


ALONE = Branch()
