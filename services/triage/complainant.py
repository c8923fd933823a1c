"""Who complains, as far as two complaints show that they come from one person."""

from __future__ import annotations

from uuid import UUID

from shared.contracts.intake import Customer
from shared.ids import derived_id

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


def _digits(phone: str) -> str:
    """A number however it is written: `+86 138-0000-0000` is `13800000000`."""
    digits = "".join(c for c in phone if c.isdecimal()).removeprefix("00")
    if len(digits) == len(CHINA) + CHINESE_MOBILE_DIGITS:
        return digits.removeprefix(CHINA)
    return digits
