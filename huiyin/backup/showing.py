"""How far a long copy has come, where its length is known only about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from huiyin.progress import progress


@contextmanager
def shown(total: int, label: str) -> Iterator[Callable[[int], None]]:
    """Yields what is told how many bytes came. The bar never passes its end, and reaches it when
    the copy has succeeded."""
    left = max(total, 1)
    with progress(left, label) as bar:

        def update(count: int) -> None:
            nonlocal left
            counted = min(count, left)
            if counted > 0:
                left -= counted
                bar.update(counted)

        yield update
        update(left)
