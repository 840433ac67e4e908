"""Phone numbers in the international form of E.164."""

import re
from typing import Final

from notifications.domain.targets.errors import InvalidAddress

TYPED_CHARS: Final = 32
"""Longest number as typed, with separators."""
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_SEPARATORS: Final = re.compile(r"[ ().-]")
_SHOWN_DIGITS: Final = 2


def parse_number(text: str) -> str:
    """Return a number without separators; raise InvalidAddress."""
    number = _SEPARATORS.sub("", text)
    if not _NUMBER.fullmatch(number):
        raise InvalidAddress("number", "must be a phone number in international form, like +442071234567")
    return number


def masked(number: str) -> str:
    """Return a number of which only the last two digits are shown."""
    return f"{'•' * (len(number) - _SHOWN_DIGITS)}{number[-_SHOWN_DIGITS:]}"
