"""A policies folder as it was read at one time, and as it can be kept and read again."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.policy.library import CALENDARS_FOLDER, PolicyLibrary

Marks = frozenset[tuple[str, int, int, int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as it was read: `digest` is that of all its bytes, `archive` a zip of them."""

    library: PolicyLibrary
    digest: str
    loaded_at: datetime
    archive: bytes


def read_folder(folder: Path) -> Reading:
    """Raises PolicyIsInvalid."""
    library = PolicyLibrary.read(folder)  # First: it refuses files too large to be read at all.
    contents: dict[str, bytes] = {}
    for path in _files(folder):
        with suppress(OSError):
            contents[path.relative_to(folder).as_posix()] = path.read_bytes()
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0".encode() + content)
    return Reading(library, digest.hexdigest()[:16], datetime.now(UTC), _packed(contents))


def read_archive(archive: bytes) -> Reading:
    """What was kept of a folder, read as the folder was. Raises PolicyIsInvalid, where another
    version of the program reads it with other eyes."""
    with TemporaryDirectory(prefix="huiyin-policies-") as place, ZipFile(BytesIO(archive)) as kept:
        kept.extractall(place)
        return read_folder(Path(place))


def marks_of(folder: Path) -> Marks:
    """What tells a changed folder from an unchanged one without reading it."""
    found: set[tuple[str, int, int, int]] = set()
    for path in _files(folder):
        with suppress(OSError):  # Gone meanwhile: the next look sees the same.
            state = path.stat()
            mark = (str(path), state.st_size, state.st_mtime_ns, state.st_ino)
            found.add(mark)
    return frozenset(found)


def _packed(contents: dict[str, bytes]) -> bytes:
    """The same contents make the same archive."""
    archive = BytesIO()
    with ZipFile(archive, "w") as pack:
        for name, content in contents.items():
            pack.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return archive.getvalue()


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*.yaml"), *folder.glob(f"{CALENDARS_FOLDER}/*.yaml")))
