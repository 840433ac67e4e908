"""Phone numbers in the international form of E.164, and what an account uses one for."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from auth.domain.errors import InvalidInput
from auth.domain.factors.methods import PhoneUse

PHONE_PATTERN: Final = r"^\+[1-9][0-9]{7,14}$"
TYPED_CHARS: Final = 32
"""Longest number as typed, with separators."""

_PHONE: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_SEPARATORS: Final = re.compile(r"[ ().-]")
_SHOWN_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Phone:
    """The phone number of an account; it counts once a code has confirmed it."""

    account_id: UUID
    number: str = field(repr=False)
    use: PhoneUse
    created_at: datetime
    confirmed_at: datetime | None = None

    @property
    def masked(self) -> str:
        """Return what may be shown of the number: its last two digits."""
        return masked(self.number)


def parse_phone(text: str) -> str:
    """Return a phone number without separators; raise InvalidInput."""
    phone = _SEPARATORS.sub("", text)
    if not _PHONE.fullmatch(phone):
        raise InvalidInput("number", "must be a phone number in international form, like +442071234567")
    return phone


def masked(phone: str) -> str:
    """Return a number of which only the last two digits are shown."""
    return f"{'•' * (len(phone) - _SHOWN_DIGITS)}{phone[-_SHOWN_DIGITS:]}"
