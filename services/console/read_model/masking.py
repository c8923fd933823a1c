"""Personal data as far as the pages need it: enough to recognise a person, not to reach one."""

from __future__ import annotations

from shared.contracts.intake import Customer

STARS = "****"


def masked(customer: Customer) -> Customer:
    return customer.model_copy(
        update={
            "phone": mask_phone(customer.phone) if customer.phone else None,
            "email": mask_email(customer.email) if customer.email else None,
        }
    )


def mask_phone(phone: str) -> str:
    """`13812340000` becomes `138****0000`; a shorter number shows its last two digits."""
    digits = "".join(character for character in phone if character.isdigit())
    if len(digits) < 9:
        return STARS + digits[-2:]
    return digits[:-8] + STARS + digits[-4:]


def mask_email(email: str) -> str:
    """`wang@example.com` becomes `w****@example.com`."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}{STARS}@{domain}"
