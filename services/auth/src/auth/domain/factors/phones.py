"""Phone numbers in the international form of E.164."""

import re
from typing import Final

from auth.domain.errors import InvalidInput

PHONE_PATTERN: Final = r"^\+[1-9][0-9]{7,14}$"

_PHONE: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_SEPARATORS: Final = re.compile(r"[ ().-]")
_SHOWN_DIGITS: Final = 2


def parse_phone(text: str) -> str:
    """Return a phone number without separators; raise InvalidInput."""
    phone = _SEPARATORS.sub("", text)
    if not _PHONE.fullmatch(phone):
        raise InvalidInput("phone", "must be a phone number in international form, like +442071234567")
    return phone


def masked(phone: str) -> str:
    """Return what may be shown of a number: its last two digits."""
    return f"{'•' * (len(phone) - _SHOWN_DIGITS)}{phone[-_SHOWN_DIGITS:]}"
