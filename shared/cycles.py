"""Python's search for objects that hold each other, where there are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def not_looking_for_cycles() -> Iterator[None]:
    """Rows, events and states are trees, freed when they are dropped. To look for cycles among a
    hundred thousand of them, again and again, takes as long as folding them."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()
