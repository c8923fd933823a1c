"""Where the lines that processes print go: all into rotated files, the grave ones on screen."""

from __future__ import annotations

import codecs
import logging
import re
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Protocol

FILE_BYTES_MAX = 5 * 1024 * 1024
FILES_KEPT = 3
LINE_CHARACTERS_MAX = 8_192

GRAVE = re.compile(
    r"\b(WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)\b(?!=)"
    r'|(?i:"(level|severity)"\s*:\s*"(warn|error|crit|fatal))'
    r"|^Traceback \("
)
"""What a person wants to see at once, in the formats of Python's logging and of JSON lines."""

GRAVE_FOR = {
    # A refused statement is the business of its caller, who reports it: plain ERROR lines are left
    # out. So is what it says to whoever asks, mostly us, for a database that is not there yet, or
    # while it starts or stops.
    "postgres": re.compile(r"\b(WARNING|PANIC): |\bFATAL: (?! (the )?database )"),
    "nats": re.compile(r"\[(ERR|FTL)\]|\[WRN\] (?!Plaintext passwords)|^nats-server: "),
}

_COLOURS = (36, 33, 32, 35, 34, 96, 93, 92, 95, 94)


class Terminal(Protocol):
    """Somebody who is told what a person should see."""

    def show(self, name: str, line: str) -> None: ...


class Silence:
    """Nobody watches: the files still have every line."""

    def show(self, name: str, line: str) -> None:
        pass


class PrefixedTerminal:
    """`intake     | line`, each name in a colour of its own where the terminal has colours."""

    def __init__(self, names: list[str], *, colour: bool) -> None:
        self._width = max(map(len, names), default=0)
        self._colours = {name: _COLOURS[i % len(_COLOURS)] for i, name in enumerate(names)}
        self._colour = colour

    def show(self, name: str, line: str) -> None:
        prefix = f"{name:<{self._width}} |"
        if self._colour:
            prefix = f"\x1b[{self._colours.get(name, 37)}m{prefix}\x1b[0m"
        try:
            print(prefix, line, flush=True)
        except OSError:
            # The reader of our output is gone (`huiyin up | head`); the processes stay.
            sys.stdout = None


class Output:
    """The lines of one process."""

    def __init__(self, name: str, folder: Path, terminal: Terminal, *, everything: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.file = folder / f"{name}.log"
        self.on_line: Callable[[str], None] = lambda _: None
        self._last_line = ""
        self._grave = GRAVE_FOR.get(name, GRAVE)
        self._terminal = terminal
        self._everything = everything
        self._in_traceback = False
        self._rest = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._handler = _QuietRotation(
            self.file, maxBytes=FILE_BYTES_MAX, backupCount=FILES_KEPT, encoding="utf-8"
        )

    def feed(self, data: bytes) -> None:
        """Take what the process printed, in pieces of any size."""
        *lines, self._rest = (self._rest + self._decoder.decode(data)).split("\n")
        if len(self._rest) > LINE_CHARACTERS_MAX:
            lines, self._rest = [*lines, self._rest], ""
        for line in lines:
            self.line(line.rstrip("\r")[:LINE_CHARACTERS_MAX])

    def line(self, line: str) -> None:
        """Take one line of the process."""
        self._handler.emit(logging.makeLogRecord({"msg": line}))
        if line.strip():
            self._last_line = line.strip()
        if self._is_grave(line) or self._everything:
            self._terminal.show(self.name, line)
        self.on_line(line)

    def note(self, text: str) -> None:
        """Add a line of ours about the process; always shown."""
        self._handler.emit(logging.makeLogRecord({"msg": f"huiyin: {text}"}))
        self._terminal.show(self.name, text)

    def last_words(self, *, otherwise: str) -> str:
        """The last line the process printed: what a program that gives up says."""
        return self._last_line or otherwise

    def close(self) -> None:
        if self._rest:
            self.line(self._rest)
        self._handler.close()

    def _is_grave(self, line: str) -> bool:
        """A traceback is one message of many lines: indented ones, then the error itself."""
        if self._in_traceback:
            self._in_traceback = line[:1].isspace()
            return True
        if not self._grave.search(line):
            return False
        self._in_traceback = line.startswith("Traceback (")
        return True


class _QuietRotation(RotatingFileHandler):
    """A log that cannot be written, on a full disk say, must not stop what it logs."""

    def handleError(self, record: logging.LogRecord) -> None:
        pass
