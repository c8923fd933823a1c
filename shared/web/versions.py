"""The version of what was read, as ETag and If-Match, where a stale write would hurt.

Source: RFC 9110, sections 8.8.3 and 13.1.1.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header

ANY_VERSION = "*"


def etag(version: int) -> tuple[str, str]:
    """The header that tells the version of what is answered."""
    return ("ETag", f'"{version}"')


async def _seen_version(
    if_match: Annotated[str | None, Header(pattern=r'^(\*|"[0-9]{1,9}")$')] = None,
) -> int | None:
    """The version the caller has seen; None where the caller does not care."""
    if if_match is None or if_match == ANY_VERSION:
        return None
    return int(if_match.strip('"'))


SeenVersion = Annotated[int | None, Depends(_seen_version)]
