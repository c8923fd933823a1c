"""A problem that only shows when the parts of a file are read together."""

from __future__ import annotations

from typing import NamedTuple

from shared.policy.yaml_source import Path


class Problem(NamedTuple):
    """A problem at a path of the file that was checked."""

    path: Path
    chinese: str
    english: str
