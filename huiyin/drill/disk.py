"""A small disk for the servers' data, that can be filled up; needs root and Linux."""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from huiyin.refusals import MEBIBYTE

SIZE_BYTES = 6 * 1024 * MEBIBYTE
"""Room for a write-ahead log of any length; what is not written takes none."""
CLONE_NEWNS = 0x0002_0000
MS_REC, MS_PRIVATE = 0x4000, 0x4_0000
BALLAST = "ballast"
LEFT_BYTES = 16 * 1024


class Disk:
    """A file system of its own under `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @asynccontextmanager
    async def full(self) -> AsyncIterator[None]:
        """While within, there is room for a few kilobytes only."""
        ballast = self.folder / BALLAST
        try:
            self._fill(ballast)
            yield
        finally:
            ballast.unlink(missing_ok=True)

    def _fill(self, ballast: Path) -> None:
        with ballast.open("wb") as out:
            for step in (256 * MEBIBYTE, 4 * MEBIBYTE, 64 * 1024, 4096):
                while self._free() > step + LEFT_BYTES:
                    try:
                        os.posix_fallocate(out.fileno(), out.seek(0, os.SEEK_END), step)
                    except OSError:  # Others take room at the same time.
                        break

    def _free(self) -> int:
        return shutil.disk_usage(self.folder).free


def why_not() -> str | None:
    """Why no disk can be made here, or None where it can be tried."""
    if sys.platform != "linux":
        return "not Linux"
    if os.geteuid() != 0:
        return "not root"
    if shutil.which("mkfs.ext4") is None or shutil.which("mount") is None:
        return "no mkfs.ext4 or mount"
    return None


@asynccontextmanager
async def small_disk(parent: Path) -> AsyncIterator[Disk | str]:
    """A disk under `parent`, unmounted on leaving; or the reason why there is none."""
    reason = why_not() or _keep_mounts_to_ourselves()
    if reason is None:
        reason = await asyncio.to_thread(_mount, parent)
    if reason is not None:
        yield reason
        return
    try:
        yield Disk(parent / "disk")
    finally:
        # The image stays with the other traces until whoever made the folder is done with them.
        await asyncio.to_thread(_run, "umount", "-l", str(parent / "disk"))


def _keep_mounts_to_ourselves() -> str | None:
    """What this process mounts from now on is seen by its children only, and gone with the last of
    them, however they end; why it cannot be done."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS) or libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None):
        return os.strerror(ctypes.get_errno())
    return None


def _mount(parent: Path) -> str | None:
    """Make and mount it; why it cannot be done."""
    image, folder = parent / "disk.img", parent / "disk"
    folder.mkdir()
    with image.open("wb") as out:
        out.truncate(SIZE_BYTES)
    reason = _run("mkfs.ext4", "-q", "-m", "0", str(image)) or _run(
        "mount", "-o", "loop", str(image), str(folder)
    )
    if reason is not None:
        image.unlink()
        folder.rmdir()
    return reason


def _run(*argv: str) -> str | None:
    """Run a command; its last words where it fails."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    return (done.stderr or done.stdout).strip().splitlines()[-1]
