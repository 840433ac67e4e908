"""Calls of Stripe that time out, fail or are refused: what is done is done once, and what follows is stated."""

from typing import Any

import pytest
from services.billing.tests.shop import Shop, price

from billing.domain.money import Money
from billing.domain.payments.errors import PaymentRefused, ProviderFailed, ProviderRejected
from billing.domain.payments.facts import PaymentFacts
from billing.providers.calls import FAILURES, CallPolicy
from billing.providers.stripe.provider import StripeAccount, StripeProvider
from chassis.runtime.clock import SystemClock
from provider_simulator.payments.simulated import FAILS_WHEN_CHARGED, SimulatedPayments

pytestmark = pytest.mark.integration

HASTY = CallPolicy(try_seconds=0.3, total_seconds=5.0, tries=3, base_pause=0.01, longest_pause=0.02)
ONE_TRY = CallPolicy(try_seconds=0.3, total_seconds=5.0, tries=1)


def _provider(payments: SimulatedPayments, policy: CallPolicy, key: str = "sk_test_key") -> StripeProvider:
    return StripeProvider(StripeAccount(key, url=payments.stripe_url, policy=policy), SystemClock())


def _posts(payments: SimulatedPayments, target: str) -> list[Any]:
    return [entry for entry in payments.journal() if (entry["method"], entry["target"]) == ("POST", target)]


async def _paid(shop: Shop) -> PaymentFacts:
    """Return the payment of a single item."""
    facts = await shop.buy(shop.order(None, amount=Money(1000, "USD")))
    assert facts.payment is not None
    payment = await shop.provider.payment(facts.payment.reference)
    assert payment is not None
    return payment


async def test_refund_that_times_out_after_its_effect_is_made_once(shop: Shop, payments: SimulatedPayments) -> None:
    payment = await _paid(shop)
    hasty = _provider(payments, HASTY)
    payments.fault("stripe", {"hang": True, "applied": True, "burst": {"count": 1}, "paths": "/v1/refunds"})
    refund = await hasty.refund(payment, Money(400, "USD"), "late", key="refund-1")
    assert (refund.amount, refund.status, refund.reason) == (Money(400, "USD"), "succeeded", "late")
    assert await hasty.refund(payment, Money(400, "USD"), "late", key="refund-1") == refund
    assert await hasty.refunds(payment.ref.reference) == (refund,)
    assert len(_posts(payments, "/v1/refunds")) == 3
    await hasty.close()


async def test_call_that_is_given_up_can_be_repeated_later(shop: Shop, payments: SimulatedPayments) -> None:
    payment = await _paid(shop)
    once = _provider(payments, ONE_TRY)
    payments.fault("stripe", {"hang": True, "applied": True, "burst": {"count": 1}, "paths": "/v1/refunds"})
    with pytest.raises(ProviderFailed):
        await once.refund(payment, Money(400, "USD"), "", key="refund-1")
    await once.refund(payment, Money(400, "USD"), "", key="refund-1")
    assert len(await once.refunds(payment.ref.reference)) == 1
    await once.close()


@pytest.mark.parametrize("applied", [True, False])
async def test_failure_that_stripe_stores_for_a_key_does_not_repeat_a_refund(
    shop: Shop, payments: SimulatedPayments, *, applied: bool
) -> None:
    payment = await _paid(shop)
    fault = {"status": 500, "applied": applied, "storesFailure": applied, "burst": {"count": 1}, "paths": "/v1/refunds"}
    payments.fault("stripe", fault)
    refund = await shop.provider.refund(payment, Money(400, "USD"), "", key="refund-1")
    assert await shop.provider.refunds(payment.ref.reference) == (refund,)
    assert await shop.provider.refund(payment, Money(400, "USD"), "", key="refund-1") == refund
    assert len(await shop.provider.refunds(payment.ref.reference)) == 1


async def test_charge_that_times_out_is_not_repeated(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price(1999))
    assert shop.customer is not None
    portal = await stripe.open_portal(shop.customer, "https://marquee.test")
    payments.change_card(portal, FAILS_WHEN_CHARGED)
    payments.advance(days=32)
    invoice = (await shop.subscription(subscription.ref.reference)).open_invoice
    assert invoice is not None
    payments.change_card(portal, "4242424242424242")

    once = _provider(payments, ONE_TRY)
    payments.fault("stripe", {"hang": True, "applied": True, "burst": {"count": 1}, "paths": "/pay$"})
    with pytest.raises(ProviderFailed):
        await once.pay_invoice(invoice, key="retry-1")
    assert await once.pay_invoice(invoice, key="retry-1") is None
    assert await once.pay_invoice(invoice, key="retry-2") is None
    await once.close()
    result = await stripe.invoice(invoice)
    assert result is not None
    assert (result[0].status, result[0].paid) == ("paid", Money(1999, "USD"))
    assert [one.status for one in result[1]] == ["succeeded"]
    assert len(_posts(payments, f"/v1/invoices/{invoice}/pay")) == 1


async def test_checkout_survives_errors_between_its_calls(shop: Shop, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"status": 503, "burst": {"count": 2}}, {"status": 429, "burst": {"count": 1}})
    facts = await shop.buy(shop.order(price()))
    assert facts.status == "paid"


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ({"status": 500}, "server_error"),
        ({"status": 429}, "limited"),
        ({"hang": True}, "timeout"),
        ({"garbage": True}, "server_error"),
        ({"truncate": True}, "connection_broken"),
    ],
)
async def test_failure_that_lasts_is_stated(payments: SimulatedPayments, fault: dict[str, Any], cause: str) -> None:
    payments.fault("stripe", fault)
    hasty = _provider(payments, HASTY)
    with pytest.raises(ProviderFailed) as caught:
        await hasty.subscription("sub_1")
    assert caught.value.cause == cause
    await hasty.close()


async def test_server_that_is_not_there_is_stated(payments: SimulatedPayments) -> None:
    account = StripeAccount("sk_test_key", url="http://127.0.0.1:1", policy=HASTY)
    provider = StripeProvider(account, SystemClock())
    with pytest.raises(ProviderFailed) as caught:
        await provider.subscription("sub_1")
    assert caught.value.cause == "unreachable"
    await provider.close()


async def test_wrong_key_is_a_rejection_and_no_secret_is_shown(payments: SimulatedPayments) -> None:
    provider = _provider(payments, HASTY, "sk_live_very_secret")
    with pytest.raises(ProviderRejected) as caught:
        await provider.subscription("sub_1")
    assert caught.value.code == "not_permitted"
    assert "very_secret" not in str(caught.value) + repr(StripeAccount("sk_live_very_secret", ("whsec_very_secret",)))
    await provider.close()


async def test_refund_of_more_than_was_paid_is_rejected(shop: Shop) -> None:
    payment = await _paid(shop)
    with pytest.raises(ProviderRejected):
        await shop.provider.refund(payment, Money(1001, "USD"), "", key="refund-1")
    assert await shop.provider.refunds(payment.ref.reference) == ()


async def test_breaker_stops_calls_after_failures_in_a_row(payments: SimulatedPayments) -> None:
    provider = _provider(payments, ONE_TRY)
    payments.fault("stripe", {"status": 500})
    for _ in range(FAILURES):
        with pytest.raises(ProviderFailed):
            await provider.subscription("sub_1")
    received = len(payments.journal())
    with pytest.raises(ProviderFailed) as caught:
        await provider.subscription("sub_1")
    assert caught.value.cause == "stopped"
    assert len(payments.journal()) == received
    await provider.close()


async def test_declined_card_is_named(shop: Shop, stripe: StripeProvider, payments: SimulatedPayments) -> None:
    subscription = await shop.subscribe(price())
    assert shop.customer is not None
    payments.change_card(await stripe.open_portal(shop.customer, "https://marquee.test"), FAILS_WHEN_CHARGED)
    payments.advance(days=32)
    invoice = (await shop.subscription(subscription.ref.reference)).open_invoice
    assert invoice is not None
    with pytest.raises(PaymentRefused) as caught:
        await stripe.pay_invoice(invoice, key="retry-1")
    assert caught.value.code == "generic_decline"
