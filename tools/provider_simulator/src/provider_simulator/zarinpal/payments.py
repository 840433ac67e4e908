"""Payments by their authority: started, paid on the page, verified by the merchant, or reversed."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final, Literal

from provider_simulator.payments.requests import Document

State = Literal["IN_BANK", "PAID", "VERIFIED", "FAILED", "REVERSED"]

VERIFY_SECONDS: Final = 30 * 60
"""How long a payment waits for its verification before it is returned to the customer."""
REVERSE_SECONDS: Final = 30 * 60
"""How long the merchant can reverse a payment."""
_CARD: Final = "5022291234561234"
_LEAST_FEE: Final = 1_200
_MOST_FEE: Final = 120_000


class ZarinpalError(Exception):
    """A request that is refused, with Zarinpal's code."""

    code = "zarinpal_error"

    def __init__(self, number: int, message: str, validations: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.number = number
        self.validations = validations or {}


@dataclass(slots=True)
class Payment:
    """One payment. `amount` is in the unit of the request, `rials` in rials."""

    authority: str
    merchant: str
    amount: int
    rials: int
    callback_url: str
    created: int
    state: State = "IN_BANK"
    paid_at: int = 0
    ref_id: int = 0

    @property
    def fee(self) -> int:
        """Return the fee in rials: one percent within bounds."""
        return min(_MOST_FEE, max(_LEAST_FEE, self.rials // 100))

    @property
    def card_pan(self) -> str:
        """Return the number of the card with its middle hidden."""
        return f"{_CARD[:6]}******{_CARD[-4:]}"

    @property
    def card_hash(self) -> str:
        """Return the hash by which a card is recognized."""
        return hashlib.sha256(_CARD.encode()).hexdigest().upper()


class Payments:
    """The payments of all merchants."""

    def __init__(self) -> None:
        self._payments: dict[str, Payment] = {}

    def start(self, merchant: str, amount: int, rials: int, callback_url: str, now: int) -> Payment:
        """Create a payment and return it."""
        authority = f"A{secrets.randbelow(10**35):035d}"
        payment = Payment(authority, merchant, amount, rials, callback_url, now)
        self._payments[authority] = payment
        return payment

    def export(self) -> list[Document]:
        """Return the payments as JSON."""
        return [asdict(payment) for payment in self._payments.values()]

    def restore(self, rows: list[Document]) -> None:
        """Store exported payments again."""
        for row in rows:
            self._payments[row["authority"]] = Payment(**row)

    def of_authority(self, authority: str, now: int) -> Payment:
        """Return a payment; raise ZarinpalError. One that was not verified in time is reversed."""
        payment = self._payments.get(authority)
        if payment is None:
            raise ZarinpalError(-54, "Invalid authority.")
        _reverse_when_late(payment, now)
        return payment

    def of_merchant(self, merchant: str, now: int) -> Iterable[Payment]:
        """Return the payments of a merchant, newest first."""
        own = [payment for payment in self._payments.values() if payment.merchant == merchant]
        for payment in own:
            _reverse_when_late(payment, now)
        return reversed(own)


def finish(payment: Payment, now: int, *, succeed: bool) -> None:
    """Record what the customer did on the page; what is finished stays as it is."""
    if payment.state == "IN_BANK":
        payment.state = "PAID" if succeed else "FAILED"
        payment.paid_at = now
        payment.ref_id = secrets.randbelow(10**9) + 10**9


def verify(payment: Payment, amount: int) -> int:
    """Verify a payment and return 100, or 101 where it was verified before; raise ZarinpalError."""
    if payment.amount != amount:
        raise ZarinpalError(-50, "Session is not valid, amounts values is not the same.")
    if payment.state == "VERIFIED":
        return 101
    if payment.state != "PAID":
        raise ZarinpalError(-51, "Session is not valid, session is not active paid try.")
    payment.state = "VERIFIED"
    return 100


def reverse(payment: Payment, now: int) -> None:
    """Return a payment to the customer; raise ZarinpalError."""
    if payment.state not in {"PAID", "VERIFIED"}:
        raise ZarinpalError(-61, "Session is not in success status.")
    if now - payment.paid_at > REVERSE_SECONDS:
        raise ZarinpalError(-63, "Maximum time for reverse this session is expired.")
    payment.state = "REVERSED"


def _reverse_when_late(payment: Payment, now: int) -> None:
    if payment.state == "PAID" and now - payment.paid_at > VERIFY_SECONDS:
        payment.state = "REVERSED"
