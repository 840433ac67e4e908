"""Zarinpal: whole rials, one payment per checkout, verified by billing or returned to the payer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from services.billing.tests.integration.providers.conftest import POLICY
from services.billing.tests.shop import USER, order_of, price

from billing.application.providers.ports import CheckoutOrder, Discount, OpenedCheckout
from billing.application.providers.sold import Sold
from billing.domain.money import Money
from billing.domain.payments.errors import ProviderFailed, ProviderRejected
from billing.domain.payments.facts import ObjectRef
from billing.domain.webhooks.errors import InvalidSignature
from billing.providers.zarinpal.provider import ZarinpalMerchant, ZarinpalProvider
from chassis.runtime.clock import SystemClock
from chassis.testing.clock import NOON
from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration

MERCHANT = "11111111-2222-3333-4444-555555555555"
AMOUNT = Money(1_490_000_00, "IRR")


@dataclass
class Stored:
    """The checkouts that billing has stored."""

    sales: dict[str, Sold] = field(default_factory=dict)

    async def find(self, authority: str) -> Sold | None:
        """Return one."""
        return self.sales.get(authority)


@pytest.fixture
def stored() -> Stored:
    return Stored()


@pytest_asyncio.fixture
async def zarinpal(payments: SimulatedPayments, stored: Stored) -> AsyncIterator[ZarinpalProvider]:
    merchant = ZarinpalMerchant(MERCHANT, url=payments.zarinpal_url, policy=POLICY)
    provider = ZarinpalProvider(merchant, stored, SystemClock())
    yield provider
    payments.fault("zarinpal")
    await provider.close()


def _order(**changes: Any) -> CheckoutOrder:
    return replace(order_of(price(AMOUNT.amount, currency="IRR")), **changes)


async def _open(zarinpal: ZarinpalProvider, stored: Stored, amount: Money = AMOUNT) -> OpenedCheckout:
    order = _order()
    opened = await zarinpal.open_checkout(order)
    stored.sales[opened.reference] = Sold(order.checkout_id, USER, amount, None)
    return opened


async def test_payment_is_verified_by_the_first_look_at_it(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    before = await zarinpal.checkout(opened.reference)
    assert before is not None
    assert (before.status, before.payment) == ("open", None)

    returned = payments.pay_at_zarinpal(opened.url)
    assert returned == {"Authority": opened.reference, "Status": "OK"}
    after = await zarinpal.checkout(opened.reference)

    assert after is not None
    assert (after.status, after.checkout_id) == ("paid", stored.sales[opened.reference].checkout_id)
    assert after.payment == ObjectRef("zarinpal", "payment", opened.reference)
    assert after.payment_method.endswith("1234")
    assert await zarinpal.checkout(opened.reference) == after
    payment = await zarinpal.payment(opened.reference)
    assert payment is not None
    assert (payment.status, payment.amount, payment.user_id) == ("succeeded", AMOUNT, USER)
    assert payment.fee == Money(14_900_00, "IRR")
    payments.advance(hours=1)
    assert await zarinpal.checkout(opened.reference) == after


async def test_browser_returns_to_the_route_of_billing(zarinpal: ZarinpalProvider, payments: SimulatedPayments) -> None:
    await zarinpal.open_checkout(_order(return_url="https://marquee.test:8443/billing/return?checkout=1"))
    [request] = [entry for entry in payments.journal("zarinpal") if entry["target"].endswith("request.json")]
    assert '"callback_url":"https://marquee.test:8443/api/v1/billing/returns/zarinpal"' in request["body"]
    assert '"amount":1490000,"currency":"IRR"' in request["body"]
    assert str(USER) not in request["body"]


async def test_payment_that_is_not_verified_goes_back(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    payments.pay_at_zarinpal(opened.url)
    payments.advance(hours=1)
    facts, payment = await zarinpal.checkout(opened.reference), await zarinpal.payment(opened.reference)
    assert facts is not None
    assert payment is not None
    assert (facts.status, payment.status) == ("expired", "canceled")
    assert await zarinpal.refunds(opened.reference) == ()


async def test_canceled_page_is_a_canceled_checkout(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    assert payments.pay_at_zarinpal(opened.url, succeed=False)["Status"] == "NOK"
    facts = await zarinpal.checkout(opened.reference)
    assert facts is not None
    assert facts.status == "canceled"
    await zarinpal.close_checkout(opened.reference)


async def test_unverified_payments_are_what_has_changed(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    await _open(zarinpal, stored)
    payments.pay_at_zarinpal(opened.url)
    assert [one async for one in zarinpal.changed_since(NOON)] == [ObjectRef("zarinpal", "checkout", opened.reference)]
    await zarinpal.checkout(opened.reference)
    assert [one async for one in zarinpal.changed_since(NOON)] == []


async def test_amount_that_differs_is_not_verified(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored, amount=Money(1_490_001_00, "IRR"))
    payments.pay_at_zarinpal(opened.url)
    with pytest.raises(ProviderRejected) as caught:
        await zarinpal.checkout(opened.reference)
    assert caught.value.code == "-50"


async def test_whole_payment_is_reversed_within_half_an_hour(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    payments.pay_at_zarinpal(opened.url)
    payment = await zarinpal.payment(opened.reference)
    assert payment is not None
    stored.sales[opened.reference] = replace(stored.sales[opened.reference], ended_at=NOON)
    with pytest.raises(ProviderRejected) as caught:
        await zarinpal.refund(payment, Money(1000_00, "IRR"), "part", key="refund-1")
    assert caught.value.code == "partial_refund"

    refund = await zarinpal.refund(payment, AMOUNT, "mistake", key="refund-2")
    assert (refund.amount, refund.status) == (AMOUNT, "succeeded")
    await zarinpal.refund(payment, AMOUNT, "mistake", key="refund-2")
    [listed] = await zarinpal.refunds(opened.reference)
    assert (listed.ref, listed.payment, listed.amount) == (refund.ref, payment.ref, AMOUNT)
    again = await zarinpal.payment(opened.reference)
    assert again is not None
    assert again.status == "succeeded"


async def test_later_refund_is_rejected(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    payments.pay_at_zarinpal(opened.url)
    payment = await zarinpal.payment(opened.reference)
    assert payment is not None
    payments.advance(hours=1)
    with pytest.raises(ProviderRejected) as caught:
        await zarinpal.refund(payment, AMOUNT, "", key="refund-1")
    assert caught.value.code == "-63"


async def test_verification_that_times_out_is_repeated(
    zarinpal: ZarinpalProvider, stored: Stored, payments: SimulatedPayments
) -> None:
    opened = await _open(zarinpal, stored)
    payments.pay_at_zarinpal(opened.url)
    payments.fault("zarinpal", {"status": 502, "applied": True, "burst": {"count": 1}, "paths": "verify"})
    facts = await zarinpal.checkout(opened.reference)
    assert facts is not None
    assert facts.status == "paid"


@pytest.mark.parametrize(
    ("fault", "cause"), [({"status": 503}, "server_error"), ({"status": 429}, "limited"), ({"garbage": True}, None)]
)
async def test_failure_that_lasts_is_stated(
    zarinpal: ZarinpalProvider, payments: SimulatedPayments, fault: dict[str, Any], cause: str | None
) -> None:
    payments.fault("zarinpal", fault)
    with pytest.raises(ProviderFailed) as caught:
        await zarinpal.open_checkout(_order())
    assert cause is None or caught.value.cause == cause


@pytest.mark.parametrize("amount", [Money(999_00, "IRR"), Money(1000_01, "IRR"), Money(1999, "USD")])
async def test_amount_that_cannot_be_paid_is_rejected(zarinpal: ZarinpalProvider, amount: Money) -> None:
    with pytest.raises(ProviderRejected):
        await zarinpal.open_checkout(_order(plan=None, price=None, item="Rental", amount=amount))


@pytest.mark.parametrize(
    ("discount", "rials"),
    [(Discount(code="NOWRUZ25", percent=25), 1_117_500), (Discount(code="X", amount=Money(1000_00, "IRR")), 1_489_000)],
)
async def test_coupon_lowers_what_is_paid(
    zarinpal: ZarinpalProvider, payments: SimulatedPayments, discount: Discount, rials: int
) -> None:
    await zarinpal.open_checkout(_order(discount=discount))
    [request] = [entry for entry in payments.journal("zarinpal") if entry["target"].endswith("request.json")]
    assert f'"amount":{rials},' in request["body"]


async def test_unknown_payments_are_null_and_messages_are_refused(zarinpal: ZarinpalProvider, stored: Stored) -> None:
    assert await zarinpal.checkout("A1") is None
    stored.sales["A1"] = Sold(USER, USER, AMOUNT, None)
    assert await zarinpal.checkout("A1") is None
    assert await zarinpal.payment("A1") is None
    with pytest.raises(InvalidSignature):
        zarinpal.read_notice(b"{}", {}, NOON)
    assert urlsplit((await zarinpal.open_checkout(_order())).url).path.startswith("/zarinpal/pg/StartPay/A")
