"""Amounts of money: integers in the minor unit of a currency.

The currencies and their exponents are of ISO 4217 (https://www.six-group.com/en/products-services/financial-information/data-standards.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from billing.domain.errors import CurrencyMismatch, InvalidAmount, UnknownCurrency

_TWO: Final = (
    "AED AUD BGN BRL CAD CHF CNY COP CZK DKK EGP EUR GBP HKD IDR ILS INR IRR MAD MXN MYR NOK NZD PEN PHP PKR PLN QAR",
    "RON SAR SEK SGD THB TRY TWD UAH USD ZAR",
)
EXPONENTS: Final[dict[str, int]] = {
    **{code: 2 for codes in _TWO for code in codes.split()},
    **dict.fromkeys(("CLP", "JPY", "KRW", "VND"), 0),
    **dict.fromkeys(("BHD", "KWD", "OMR", "TND"), 3),
}
"""Digits after the decimal separator, by currency."""
MOST: Final = 10**12
"""The highest amount of a price, an invoice or a payment."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of a currency, for example 999 USD for 9.99 dollars. It may be negative in a ledger."""

    amount: int
    currency: str

    def __post_init__(self) -> None:
        """Raise UnknownCurrency or InvalidAmount."""
        if self.currency not in EXPONENTS:
            raise UnknownCurrency(self.currency)
        if type(self.amount) is not int or abs(self.amount) > MOST:
            raise InvalidAmount(self.amount)

    def __add__(self, other: Money) -> Money:
        """Return the sum; raise CurrencyMismatch."""
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the difference; raise CurrencyMismatch."""
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __neg__(self) -> Money:
        """Return the opposite amount."""
        return Money(-self.amount, self.currency)

    def share(self, part: int, whole: int) -> Money:
        """Return `part / whole` of the amount, rounded half up; raise ValueError for a `whole` below 1."""
        if whole < 1:
            raise ValueError(f"whole must be at least 1, not {whole}")
        return Money((2 * self.amount * part + whole) // (2 * whole), self.currency)

    def decimal(self) -> str:
        """Return the amount in major units as digits, for example `9.99`."""
        exponent = EXPONENTS[self.currency]
        sign = "-" if self.amount < 0 else ""
        digits = str(abs(self.amount)).rjust(exponent + 1, "0")
        return sign + (f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)


def zero(currency: str) -> Money:
    """Return no money of a currency; raise UnknownCurrency."""
    return Money(0, currency)
