"""The requests that docs/integrators.md shows, as they stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from tests.support.shared_data import REPOSITORY

GUIDE = REPOSITORY / "docs" / "integrators.md"
REQUEST = re.compile(r"^```http\nPOST (\S+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """One request of the guide."""

    path: str
    body: dict[str, Any]


def shown(beginning: str) -> list[Shown]:
    """The requests whose path begins so, in order."""
    found = REQUEST.findall(GUIDE.read_text("utf-8"))
    return [Shown(path, json.loads(body)) for path, body in found if path.startswith(beginning)]
