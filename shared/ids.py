"""Identity as a port: random where something new begins, derived where a cause is known."""

from __future__ import annotations

from hashlib import sha1
from typing import Protocol
from uuid import UUID, uuid4

NAMESPACE = UUID("5c8c9a3e-6a57-5b0e-9d6e-0f6c3f0b8a11")
_IN_NAMESPACE = sha1(NAMESPACE.bytes, usedforsecurity=False)


class Ids(Protocol):
    def new(self) -> UUID: ...


class RandomIds:
    def new(self) -> UUID:
        return uuid4()


def derived_id(*cause: str) -> UUID:
    """The same id for the same cause, on every attempt and in every rebuild (RFC 9562, UUIDv5)."""
    named = _IN_NAMESPACE.copy()
    named.update("\x1f".join(cause).encode())
    return UUID(bytes=named.digest()[:16], version=5)


def project_id(code: str) -> UUID:
    """What identifies a project 项目: it follows from its code in the directory."""
    return derived_id("project", code)
