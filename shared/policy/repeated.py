"""Two entries of one name, found on the plain tree: whatever names them would be guesswork."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shared.policy.problems import Problem
from shared.policy.yaml_source import Path

_SECTIONS: tuple[tuple[str, ...], ...] = (
    ("notices",),
    ("obligations",),
    ("supervision", "orders"),
    ("reports",),
    ("duties",),
    ("metrics",),
)


def repeated_keys(tree: Any) -> Iterator[Problem]:
    """Every entry whose key an earlier one of its section bears; what is malformed is left to
    validation."""
    for section in _SECTIONS:
        entries = tree
        for step in section:
            entries = entries.get(step) if isinstance(entries, dict) else None
        seen: set[str] = set()
        for i, entry in enumerate(entries if isinstance(entries, list) else ()):
            key = entry.get("key") if isinstance(entry, dict) else None
            if not isinstance(key, str):
                continue
            if key in seen:
                path: Path = (*section, i, "key")
                yield Problem(path, f"key“{key}”重复", f"the key `{key}` is used twice")
            seen.add(key)
