"""A client's own record: what it asked, under which key, and what it was answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ACTOR = "drill:"
"""What X-Actor begins with; the request's key follows, so that every event names its request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One command. `topic` is the stored event that must come of it when it is acknowledged, or
    empty where nothing need come of it."""

    key: str
    service: str
    path: str
    body: dict[str, Any]
    topic: str

    @property
    def actor(self) -> str:
        return f"{ACTOR}{self.key}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back. `body` is as it came."""

    status: int
    body: str

    @property
    def acknowledged(self) -> bool:
        return 200 <= self.status < 300


@dataclass(slots=True)
class Entry:
    """A request with everything that was heard of it; `answers` may be several, where it was sent
    twice at once. None means that patience ran out."""

    request: Request
    answers: list[Answered] = field(default_factory=list)

    @property
    def acknowledged(self) -> Answered | None:
        return next((answer for answer in self.answers if answer.acknowledged), None)

    @property
    def refused(self) -> bool:
        return bool(self.answers) and self.acknowledged is None


class Journal:
    """Append-only: a line before a request goes out, a line for every answer that ends it."""

    def __init__(self, file: Path) -> None:
        self._out = file.open("a", encoding="utf-8", buffering=1)

    def asked(self, request: Request) -> None:
        self._write({"asked": asdict(request)})

    def answered(self, request: Request, answer: Answered) -> None:
        self._write({"answered": request.key, **asdict(answer)})

    def close(self) -> None:
        self._out.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._out.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_journals(files: Iterable[Path]) -> dict[str, Entry]:
    """Everything that was recorded, by Idempotency-Key."""
    entries: dict[str, Entry] = {}
    for file in files:
        for line in _lines(file):
            if "asked" in line:
                request = Request(**line["asked"])
                entries[request.key] = Entry(request)
            else:
                answer = Answered(line["status"], line["body"])
                entries[line["answered"]].answers.append(answer)
    return entries


def by_service(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.request.service].append(entry)
    return found


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as source:
        for text in source:
            yield json.loads(text)
