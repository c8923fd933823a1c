"""Passwords of the embedded servers, made up on the first start and kept beside their data."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Passwords:
    """Letters and digits only, so they need no quoting in a URL."""

    postgres: str
    nats: str


def read_or_create(file: Path) -> Passwords:
    """The passwords in `file`, which only our account may read (mode 0600)."""
    if file.exists():
        return Passwords(**json.loads(file.read_text("utf-8")))
    made = Passwords(postgres=secrets.token_hex(16), nats=secrets.token_hex(16))
    write_private(file, json.dumps(asdict(made)))
    return made


def write_private(file: Path, text: str) -> None:
    """Replace the file in one step, so that a reader never meets half of it."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(file)
