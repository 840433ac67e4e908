"""Amounts of money as the API has them, integers in the minor unit of a currency, and as people write them.

The digits behind the point are those of ISO 4217, which the data of locales state otherwise for some currencies.
"""

import re
from decimal import Decimal
from typing import Final

DIGITS: Final = {
    **dict.fromkeys(("CLP", "JPY", "KRW", "VND"), 0),
    **dict.fromkeys(("BHD", "KWD", "OMR", "TND"), 3),
}
"""Digits behind the point of a currency; every other one has two."""
_WRITTEN: Final = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,3}))?")


def digits_of(currency: str) -> int:
    """Return how many digits an amount of a currency has behind the point."""
    return DIGITS.get(currency, 2)


def major_units(amount: int, currency: str) -> Decimal:
    """Return an amount in major units: 19.99 for 1999 USD."""
    return Decimal(amount).scaleb(-digits_of(currency))


def minor_units(text: str, currency: str) -> int | str:
    """Return the amount that a text such as `19.99` or `19,99` is, or the text itself, which the API rejects."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return text
    whole, part = match[1], match[2] or ""
    digits = digits_of(currency)
    if len(part) > digits:
        return text
    return int(whole + part.ljust(digits, "0"))
