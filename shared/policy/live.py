"""The policies kept up while a service runs: a changed folder is read beside the work and taken
whole if it is valid; one that is not leaves what runs in force, and says why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from shared.domain import Refusal, RefusalKind
from shared.failures import describe
from shared.policy.directory import Directory, Project
from shared.policy.faults import PolicyFault, PolicyIsInvalid
from shared.policy.folder import Reading, marks_of, read_archive, read_folder
from shared.policy.library import PackIsUnknown
from shared.policy.pack import Pack
from shared.policy.seal import Seals, governing_by, moved

log = logging.getLogger(__name__)

LOOK_S = 2.0
SETTLE_S = 0.5
"""A file that is being written is left alone until nothing has changed for so long."""


class VersionSaysSomethingElse(Refusal):
    """Another process has gone by this version when it said something else."""

    kind = RefusalKind.CONFLICT
    zh = "制度 {pack} 的版本 {version} 与已封存的内容不同：请还原文件，或把改动另存为新版本"
    en = (
        "version {version} of the pack {pack} is not what was sealed: restore the file, or save"
        " the change as a new version"
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """A folder that was not taken, and why."""

    at: datetime
    faults: tuple[PolicyFault, ...]


class LivePolicies:
    """The policies in force. Reads as a `PolicyLibrary` does; `watch` keeps it up.

    `today` is the business day: versions that have governed until then may not change or go.
    """

    def __init__(
        self,
        folder: Path,
        seals: Seals,
        *,
        today: Callable[[], date],
        kept: bytes | None = None,
    ) -> None:
        """Where the folder is unfit, what was in force before, of which `kept` is the archive, is
        so again. Raises PolicyIsInvalid where nothing was."""
        self.folder = folder
        self._seals = seals
        self._today = today
        self._seen = marks_of(folder)
        self._kept = kept
        self.refused: Refused | None = None
        try:
            self.reading = read_folder(folder)
        except PolicyIsInvalid as invalid:
            self.reading = self._as_before(invalid)
        self._sealed: dict[tuple[str, str], str] = {}
        self._unsealed: dict[tuple[str, str], str] = {}
        self._asked = asyncio.Event()
        self._when_taken: list[Callable[[], None]] = []

    @property
    def packs(self) -> Mapping[tuple[str, str], Pack]:
        return self.reading.library.packs

    @property
    def directory(self) -> Directory:
        return self.reading.library.directory

    def project(self, code: str) -> Project:
        return self.reading.library.project(code)

    def pack_for(self, project: str, on: date) -> Pack:
        return self.reading.library.pack_for(project, on)

    def pack(self, name: str, version: str) -> Pack:
        try:
            found = self.reading.library.pack(name, version)
        except PackIsUnknown:
            self.look_again()  # Others may have taken up a version that was not seen here yet.
            raise
        if (name, version) not in self._sealed and (name, version) not in self._unsealed:
            self._unsealed[name, version] = found.digest
            self.look_again()
        return found

    def when_taken(self, call: Callable[[], None]) -> None:
        """Have something done whenever other policies have come into force."""
        self._when_taken.append(call)

    def look_again(self) -> None:
        """Look at the folder now, without waiting for the next time."""
        self._asked.set()

    async def open(self) -> None:
        """Hold what was read against the seals; where it has changed the past, what was in force
        before is so again. Raises PolicyIsInvalid where nothing was."""
        self._sealed = dict(await self._seals.read())
        faults = tuple(moved(self._sealed, self.reading.library, self.folder))
        if faults:
            self.reading = self._as_before(PolicyIsInvalid(faults))
        self.look_again()

    @property
    def is_at_rest(self) -> bool:
        """Whether everything that was gone by is sealed, and what is in force is kept."""
        return not self._unsealed and self._kept == self.reading.archive

    async def seal(self, pack: Pack) -> None:
        """A complaint is about to be stamped with this version. Refuses one that was sealed with
        other words."""
        key = (pack.id, pack.version)
        if key not in self._sealed:
            self._sealed = dict(await self._seals.seal({key: pack.digest}))
            self._unsealed.pop(key, None)
        if self._sealed[key] != pack.digest:
            raise VersionSaysSomethingElse(pack=pack.id, version=pack.version)

    def is_sealed(self, pack: Pack) -> bool:
        key = (pack.id, pack.version)
        return key in self._sealed or key in self._unsealed

    async def watch(self) -> None:
        """Look every two seconds, and whenever asked to."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._asked.wait()
            self._asked.clear()
            await self.look()
            await self._seal_what_was_gone_by()
            await self._keep_what_is_in_force()

    async def look(self) -> None:
        """Read the folder if it has changed and is at rest, and take it if it may be taken."""
        marks = await asyncio.to_thread(marks_of, self.folder)
        if marks == self._seen:
            return
        await asyncio.sleep(SETTLE_S)
        if await asyncio.to_thread(marks_of, self.folder) != marks:
            return
        read = await asyncio.to_thread(self._try_to_read)
        if await asyncio.to_thread(marks_of, self.folder) != marks:
            return
        self._seen = marks
        if isinstance(read, Reading):
            self._take(read)
        else:
            self._refuse(read, self.reading)

    def _try_to_read(self) -> Reading | tuple[PolicyFault, ...]:
        try:
            read = read_folder(self.folder)
        except PolicyIsInvalid as invalid:
            return invalid.faults
        except Exception as failure:  # noqa: BLE001  Whatever it is, what runs stays in force.
            reason = describe(failure)
            return (PolicyFault("(folder)", 1, 1, "(folder)", f"无法读取：{reason}", reason),)
        fixed = {**governing_by(self.reading.library, self._today()), **self._sealed}
        return tuple(moved({**self._unsealed, **fixed}, read.library, self.folder)) or read

    def _as_before(self, invalid: PolicyIsInvalid) -> Reading:
        """What was in force when this service ran last: one that crashes while somebody edits the
        folder comes back."""
        if self._kept is None or self.refused is not None:
            _tell(invalid.faults)
            raise invalid
        try:
            before = read_archive(self._kept)
        except Exception as failure:  # Then the folder has to be mended.
            log.error("what was in force before cannot be read: %s", describe(failure))
            _tell(invalid.faults)
            raise invalid from failure
        self._refuse(invalid.faults, before)
        return before

    def _take(self, read: Reading) -> None:
        self.reading, self.refused = read, None
        log.warning("policies %s are in force / 制度已更新", read.digest)
        for call in self._when_taken:
            call()

    def _refuse(self, faults: Sequence[PolicyFault], instead: Reading) -> None:
        self.refused = Refused(datetime.now(UTC), tuple(faults))
        log.error(
            "the changed policies are not taken, %s stay in force / 新的制度有误，沿用原有制度",
            instead.digest,
        )
        _tell(faults)

    async def _seal_what_was_gone_by(self) -> None:
        unsealed = dict(self._unsealed)
        if not unsealed:
            return
        try:
            self._sealed = dict(await self._seals.seal(unsealed))
        except Exception as failure:  # noqa: BLE001  The database is away; it is sealed next time.
            log.warning("seals wait: %s", describe(failure))
            return
        for key, digest in unsealed.items():
            self._unsealed.pop(key, None)  # A stamp may have sealed it meanwhile.
            if self._sealed[key] != digest:
                log.error("%s %s is not what was sealed / 与已封存的内容不同", *key)

    async def _keep_what_is_in_force(self) -> None:
        archive = self.reading.archive
        if archive == self._kept:
            return
        try:
            await self._seals.keep(archive)
        except Exception as failure:  # noqa: BLE001  The database is away; it is kept next time.
            log.warning("the policies in force are not kept yet: %s", describe(failure))
            return
        self._kept = archive


def _tell(faults: Sequence[PolicyFault]) -> None:
    for fault in faults:
        place = f"{fault.file}:{fault.line}:{fault.column} {fault.path}"
        log.error("%s: %s / %s", place, fault.chinese, fault.english)
