"""Breaking the small pack, and finding what the loader says of it."""

from __future__ import annotations

import re

import pytest

from shared.policy import PolicyFault, PolicyIsInvalid, load_pack
from tests.unit.policy.regulations import SMALL

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def faults_of(text: str) -> tuple[PolicyFault, ...]:
    with pytest.raises(PolicyIsInvalid) as refused:
        load_pack(text, file="small.yaml", calendars={})
    return refused.value.faults


def broken(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, f"{old!r} is not once in the small pack"
    return SMALL.replace(old, new)


def place(text: str, fragment: str) -> tuple[int, int]:
    """Line and column (from 1) of a fragment's first place in a text."""
    start = text.index(fragment)
    return text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
