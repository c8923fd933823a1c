"""Messages of the stream as a packed file: one line of what, then the body, for each."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import orjson

IDENTITY = "Nats-Msg-Id"
LEVEL = 1


@dataclass(frozen=True, slots=True)
class Told:
    """A message as the stream has it; `place` is its number there."""

    place: int
    subject: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def identity(self) -> str:
        """The id that its event gave it, empty where somebody else published it."""
        return self.headers.get(IDENTITY, "")


class LogWriter:
    """Adds messages to a file; a context."""

    def __init__(self, file: Path) -> None:
        self._out = gzip.open(file, "wb", compresslevel=LEVEL)  # noqa: SIM115  Closed on leaving.

    def __enter__(self) -> LogWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._out.close()

    def add(self, messages: Iterable[Told]) -> None:
        for told in messages:
            head = orjson.dumps([told.place, told.subject, told.headers, len(told.body)])
            self._out.write(head + b"\n" + told.body + b"\n")


def read_log(files: Iterable[Path], *, until: int | None = None) -> Iterator[Told]:
    """Every message, in order, up to and with the place `until`."""
    for file in files:
        with gzip.open(file, "rb") as log:
            while line := log.readline():
                place, subject, headers, length = orjson.loads(line)
                if until is not None and place > until:
                    return
                yield Told(place, subject, headers, log.read(length))
                log.read(1)


def in_batches(messages: Iterator[Told], size: int) -> Iterator[list[Told]]:
    while batch := list(islice(messages, size)):
        yield batch
