"""Saying what went wrong without saying on what: values may be personal data."""

from __future__ import annotations

import traceback
from types import TracebackType


def describe(failure: BaseException) -> str:
    """The kind of failure and the place in the code where it was raised."""
    place: TracebackType | None = failure.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return type(failure).__name__
    module = place.tb_frame.f_globals.get("__name__", "?")
    return f"{type(failure).__name__} in {module}:{place.tb_frame.f_code.co_name}:{place.tb_lineno}"


def traceback_of(failure: BaseException) -> str:
    """The way the failure came, for a person who mends the code: places only, no values."""
    frames = traceback.extract_tb(failure.__traceback__)
    return f"{type(failure).__name__}\n" + "".join(traceback.format_list(frames))
