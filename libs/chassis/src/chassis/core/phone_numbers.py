"""Phone numbers in the international form of E.164."""

import re
from typing import Final

TYPED_CHARS: Final = 32
"""Longest number as typed, with separators."""
RULE: Final = "must be a phone number in international form, like +442071234567"

_NUMBER: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_SEPARATORS: Final = re.compile(r"[ ().-]")
_SHOWN_DIGITS: Final = 2


def parse_number(text: str) -> str | None:
    """Return a number without separators, or null for a text that breaks the rule."""
    number = _SEPARATORS.sub("", text)
    return number if _NUMBER.fullmatch(number) else None


def masked(number: str) -> str:
    """Return a number of which only the last two digits are shown."""
    return f"{'•' * (len(number) - _SHOWN_DIGITS)}{number[-_SHOWN_DIGITS:]}"
