"""Files that a year leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huiyin.refusals import CannotRun


class FileCannotBeWritten(CannotRun):
    """A result was to be written where nothing can be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"无法写入 {path}（{reason}）：请换一个位置。"
            f" / Cannot write {path} ({reason}): choose another place."
        )


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Around what writes a file or into a folder. Raises FileCannotBeWritten."""
    try:
        yield
    except OSError as failure:
        raise FileCannotBeWritten(path, failure.strerror or "") from None
