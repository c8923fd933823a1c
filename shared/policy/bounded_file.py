"""Reading a policy file no further than one of ours can go."""

from __future__ import annotations

from pathlib import Path

from shared.policy.yaml_source import MAX_CHARACTERS, YamlIsUnusable, too_large

_BYTES_MAX = MAX_CHARACTERS * 4  # The most that so many characters need in UTF-8.


def read_text_within_bounds(path: Path) -> str:
    """The text of a file, which is never held in memory beyond the largest that may be.

    Raises YamlIsUnusable where it is larger, UnicodeDecodeError or OSError.
    """
    with path.open("rb") as file:
        read = file.read(_BYTES_MAX + 1)
    if len(read) > _BYTES_MAX:
        raise YamlIsUnusable(too_large())
    return read.decode("utf-8-sig").replace("\r\n", "\n")
