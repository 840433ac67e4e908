"""The adapter of Zarinpal."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlsplit

from billing.application.providers.ports import CheckoutOrder, OpenedCheckout
from billing.application.providers.sold import Sold, SoldCheckouts
from billing.domain.money import EXPONENTS, Money
from billing.domain.payments.errors import ProviderRejected
from billing.domain.payments.facts import (
    CheckoutFacts,
    Notice,
    ObjectKind,
    ObjectRef,
    PaymentFacts,
    ProviderName,
    RefundFacts,
)
from billing.domain.webhooks.errors import InvalidSignature
from billing.providers.calls import CallPolicy, ProviderCalls
from billing.providers.zarinpal.api import (
    NOT_PAID,
    OTHER_MERCHANT,
    UNKNOWN_AUTHORITY,
    Verification,
    ZarinpalApi,
)
from chassis.core.clock import Clock

CURRENCY: Final = "IRR"
MINOR_UNITS: Final[int] = 10 ** EXPONENTS[CURRENCY]
"""Minor units of a rial. Zarinpal takes whole rials."""
RETURN_PATH: Final = "/api/v1/billing/returns/zarinpal"
_PAID: Final = frozenset({"PAID", "VERIFIED"})
_OTHERS: Final = frozenset(str(code) for code in (*UNKNOWN_AUTHORITY, OTHER_MERCHANT))


@dataclass(frozen=True, slots=True)
class ZarinpalMerchant:
    """A merchant of Zarinpal and how to call it."""

    merchant_id: str = field(repr=False)
    url: str = "https://payment.zarinpal.com"
    policy: CallPolicy = field(default_factory=CallPolicy)


class ZarinpalProvider:
    """Implements `PaymentProvider`. A checkout and its payment have one reference: the authority."""

    name: ProviderName = "zarinpal"
    currencies: frozenset[str] | None = frozenset({CURRENCY})

    def __init__(self, merchant: ZarinpalMerchant, checkouts: SoldCheckouts, clock: Clock) -> None:
        self._calls = ProviderCalls("zarinpal", clock, merchant.policy)
        self._api = ZarinpalApi(merchant.merchant_id, merchant.url, self._calls)
        self._checkouts = checkouts
        self._clock = clock

    async def open_checkout(self, order: CheckoutOrder) -> OpenedCheckout:
        """Begin a payment. Repeated, it is another page; only the one whose reference is stored can be settled."""
        amount = order.charged
        page = urlsplit(order.return_url)
        authority = await self._api.request(
            _rials(amount),
            order.item or (order.plan.names.get("en", order.plan.code) if order.plan else "Marquee"),
            f"{page.scheme}://{page.netloc}{RETURN_PATH}",
            str(order.checkout_id),
        )
        return OpenedCheckout(authority, self._api.page(authority), order.expires_at)

    async def close_checkout(self, reference: str) -> None:
        """Do nothing: Zarinpal ends a page by itself, and returns what is paid there and not verified."""

    async def checkout(self, reference: str) -> CheckoutFacts | None:
        """Return what became of a payment, which is verified if it was made."""
        read = await self._read(reference)
        if read is None:
            return None
        sold, status, verification = read
        return CheckoutFacts(
            ref=_ref("checkout", reference),
            checkout_id=sold.checkout_id,
            status=_checkout_status(status, verification),
            payment_method=verification.card if verification else "",
            payment=_ref("payment", reference) if verification else None,
        )

    async def payment(self, reference: str) -> PaymentFacts | None:
        """Return a payment, which is verified if it was made."""
        read = await self._read(reference)
        if read is None:
            return None
        sold, status, verification = read
        return PaymentFacts(
            ref=_ref("payment", reference),
            user_id=sold.user_id,
            checkout_id=sold.checkout_id,
            amount=sold.amount,
            status=_payment_status(status, verification, sold),
            fee=_fee(verification),
            method=verification.card if verification else "",
            failure_code="failed" if status == "FAILED" else None,
            occurred_at=sold.ended_at or self._clock.now(),
        )

    async def refund(self, payment: PaymentFacts, amount: Money, reason: str, *, key: str) -> RefundFacts:  # noqa: ARG002
        """Reverse a whole payment, which Zarinpal does for 30 minutes; raise ProviderRejected for anything else.

        Later refunds, and parts, need an approval in its panel.
        """
        reference = payment.ref.reference
        sold = await self._checkouts.find(reference)
        if sold is None or amount != payment.amount:
            raise ProviderRejected("zarinpal", "partial_refund", "only a whole payment can be reversed")
        if await self._status(reference) != "REVERSED":
            await self._api.reverse(reference)
        return self._refund_of(reference, sold, reason)

    async def refunds(self, payment_reference: str) -> tuple[RefundFacts, ...]:
        """Return the reversal of a payment that billing had received."""
        sold = await self._checkouts.find(payment_reference)
        if sold is None or sold.ended_at is None or await self._status(payment_reference) != "REVERSED":
            return ()
        return (self._refund_of(payment_reference, sold, ""),)

    async def changed_since(self, since: datetime) -> AsyncIterator[ObjectRef]:  # noqa: ARG002
        """Return the payments that were made and not verified: all that Zarinpal lists."""
        for authority in await self._api.unverified():
            yield _ref("checkout", authority)

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:  # noqa: ARG002
        """Raise InvalidSignature: Zarinpal sends no messages."""
        raise InvalidSignature

    async def close(self) -> None:
        """Close every connection."""
        await self._calls.close()

    async def _read(self, reference: str) -> tuple[Sold, str, Verification | None] | None:
        """Return what a payment is of and its state, verified if it was made; null for one that is not billing's."""
        sold = await self._checkouts.find(reference)
        status = None if sold is None else await self._status(reference)
        if sold is None or status is None:
            return None
        return sold, status, await self._verified(reference, sold, status)

    async def _status(self, reference: str) -> str | None:
        """Return the state of a payment, or null for one that is unknown or of another merchant."""
        try:
            return await self._api.status(reference)
        except ProviderRejected as rejection:
            if rejection.code in _OTHERS:
                return None
            raise

    async def _verified(self, reference: str, sold: Sold, status: str) -> Verification | None:
        """Verify a payment that was made; null for one that was not, or that was returned in the meantime."""
        if status not in _PAID:
            return None
        try:
            return await self._api.verify(reference, _rials(sold.amount))
        except ProviderRejected as rejection:
            if rejection.code == str(NOT_PAID):
                return None
            raise

    def _refund_of(self, reference: str, sold: Sold, reason: str) -> RefundFacts:
        """Return a reversal. Zarinpal does not state its time, which is within half an hour after the payment."""
        return RefundFacts(
            ref=_ref("refund", reference),
            payment=_ref("payment", reference),
            amount=sold.amount,
            status="succeeded",
            reason=reason,
            occurred_at=sold.ended_at or self._clock.now(),
        )


def _ref(kind: ObjectKind, authority: str) -> ObjectRef:
    return ObjectRef("zarinpal", kind, authority)


def _rials(amount: Money) -> int:
    """Return whole rials; raise ProviderRejected."""
    if amount.currency != CURRENCY or amount.amount <= 0 or amount.amount % MINOR_UNITS:
        raise ProviderRejected("zarinpal", "invalid_amount", "only whole rials can be paid")
    return amount.amount // MINOR_UNITS


def _fee(verification: Verification | None) -> Money | None:
    """Return what Zarinpal keeps of a payment; null for a fee that the payer has paid in addition."""
    if verification is None or not verification.is_paid_by_merchant:
        return None
    return Money(verification.fee * MINOR_UNITS, CURRENCY)


def _checkout_status(status: str, verification: Verification | None) -> Literal["open", "paid", "expired", "canceled"]:
    if verification is not None:
        return "paid"
    if status == "FAILED":
        return "canceled"
    return "expired" if status == "REVERSED" else "open"


def _payment_status(
    status: str, verification: Verification | None, sold: Sold
) -> Literal["pending", "succeeded", "failed", "canceled"]:
    # What was received and returned later has succeeded, and has a refund.
    if verification is not None or (status == "REVERSED" and sold.ended_at is not None):
        return "succeeded"
    if status == "FAILED":
        return "failed"
    return "canceled" if status == "REVERSED" else "pending"
