"""Who complains and of which home, as far as two complaints show that it is the same."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

from shared.contracts.intake import Customer
from shared.ids import derived_id
from shared.policy import Directory

BUILDING = re.compile(r"号楼|栋|座")
UNIT = re.compile(r"幢|单元|[-‐‑–—−/#号]")
ROOM = re.compile(r"[室房户]$")
CHINA = "86"
CHINESE_MOBILE_DIGITS = 11


def complainant_of(customer: Customer, complaint_id: UUID) -> UUID:
    """The same id for the same phone, else e-mail, else name and room.

    Someone unknown is nobody else: the complaint stands for its own complainant. The id spares
    triage from keeping the personal data it was made of.
    """
    if customer.phone and (digits := _digits(customer.phone)):
        return derived_id("complainant", "phone", digits)
    if customer.email:
        return derived_id("complainant", "email", customer.email.strip().casefold())
    if customer.name and customer.room:
        return derived_id("complainant", "room", customer.name.strip(), customer.room.strip())
    return derived_id("complainant", "unknown", str(complaint_id))


def household_of(customer: Customer, project: str, complaint_id: UUID) -> UUID:
    """The same id for the same room of a project (户), however it is written.

    Without a room two complaints of one person come from one home.
    """
    if customer.room:
        return derived_id("household", project, _home(customer.room))
    return derived_id("household", project, str(complainant_of(customer, complaint_id)))


def building_of(customer: Customer, project: str, directory: Directory) -> str | None:
    """The building of the project with whose name or key the room begins: `3栋1单元502`."""
    found = directory.projects.get(project)
    room = _plain(customer.room or "")
    if found is None or not room:
        return None
    named = {
        name: key
        for key, building in found.buildings.items()
        for name in (*_names(building.name), _plain(key))
    }
    longest = sorted(named, key=len, reverse=True)
    return next((named[name] for name in longest if _begins(room, name)), None)


def _names(building: str) -> tuple[str, ...]:
    """A building as rooms begin with it: `1 幢` as `1幢` and `1-`."""
    name = _plain(building)
    return (name, name.replace("幢", "-")) if name.endswith("幢") else (name,)


def _begins(room: str, building: str) -> bool:
    """Whether a room lies in a building: `1幢101` in `1幢`, `11-101` not in `1`."""
    following = room[len(building) : len(building) + 1]
    cut = building[-1:].isdigit() and following.isdigit()
    return room.startswith(building) and not cut


def _plain(text: str) -> str:
    """One spelling: `３ 号楼 502` is `3幢502`."""
    words = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return BUILDING.sub("幢", words)


def _home(room: str) -> str:
    """One spelling of a home: `3栋1单元502`, `3幢1单元502室` and `3-1-502` are `3-1-502`."""
    parts = UNIT.sub(" ", ROOM.sub("", _plain(room))).split()
    return "-".join(parts) or _plain(room)


def _digits(phone: str) -> str:
    """A number however it is written: `+86 138-0000-0000` is `13800000000`."""
    digits = "".join(c for c in phone if c.isdecimal()).removeprefix("00")
    if len(digits) == len(CHINA) + CHINESE_MOBILE_DIGITS:
        return digits.removeprefix(CHINA)
    return digits
