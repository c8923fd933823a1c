"""Where the real data for tests lies, if it lies anywhere. None of it is part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """`HUIYIN_SHARED_DATA`, else the folder beside the checkout."""
    named = os.environ.get("HUIYIN_SHARED_DATA")
    return Path(named) if named else REPOSITORY.parent / "shared" / "data"


def require(relative: str) -> Path:
    """The path of a data file; skips the test, saying why, where there is none."""
    path = folder() / relative
    if not path.is_file():
        pytest.skip(f"no shared data: {path} is absent (set HUIYIN_SHARED_DATA to its folder)")
    return path
