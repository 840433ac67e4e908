"""Checkout at Stripe: opened once, paid, closed; prices, coupons and trials that it sells."""

from datetime import timedelta

import pytest
from services.billing.tests.shop import USER, Shop, plan, price

from billing.application.providers.ports import Discount
from billing.domain.money import Money
from billing.domain.payments.facts import ObjectRef
from billing.providers.stripe.provider import StripeProvider
from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration


async def test_paid_checkout_states_its_subscription_invoice_and_customer(shop: Shop, stripe: StripeProvider) -> None:
    bought = price()
    order = shop.order(bought)
    opened = await stripe.open_checkout(order)
    before = await stripe.checkout(opened.reference)
    assert before is not None
    assert (before.status, before.checkout_id, before.subscription) == ("open", order.checkout_id, None)

    shop.payments.pay(opened.url)
    after = await stripe.checkout(opened.reference)

    assert after is not None
    assert (after.status, after.payment_method) == ("paid", "visa •••• 4242")
    assert after.customer is not None
    assert after.subscription is not None
    assert after.invoice is not None
    subscription = await shop.subscription(after.subscription.reference)
    assert (subscription.user_id, subscription.price_id) == (USER, bought.id)
    assert subscription.started_at is not None
    assert subscription.period_end - subscription.period_start >= timedelta(days=28)
    assert (subscription.failing_since, subscription.cancels_at, subscription.ended_at) == (None, None, None)
    assert await stripe.subscriptions_of(after.customer) == (subscription,)


async def test_invoice_of_a_subscription_has_its_lines_and_its_payment(shop: Shop, stripe: StripeProvider) -> None:
    bought = price(1999)
    facts = await shop.buy(shop.order(bought))
    assert facts.invoice is not None
    result = await stripe.invoice(facts.invoice.reference)

    assert result is not None
    invoice, [payment] = result
    assert (invoice.status, invoice.user_id, invoice.subscription) == ("paid", USER, facts.subscription)
    assert (invoice.subtotal, invoice.discount, invoice.tax) == (Money(1999, "USD"), Money(0, "USD"), Money(0, "USD"))
    assert invoice.total == invoice.paid == Money(1999, "USD")
    assert [(line.amount, line.price_id) for line in invoice.lines] == [(Money(1999, "USD"), bought.id)]
    assert (payment.status, payment.amount, payment.invoice) == ("succeeded", Money(1999, "USD"), facts.invoice)
    assert (payment.user_id, payment.fee) == (USER, Money(88, "USD"))
    assert payment.method == "visa •••• 4242"
    assert await stripe.payment(payment.ref.reference) == payment


async def test_repeated_call_opens_one_session_for_one_customer(shop: Shop, stripe: StripeProvider) -> None:
    order = shop.order(price())
    first, second = await stripe.open_checkout(order), await stripe.open_checkout(order)
    assert first == second
    other = await stripe.open_checkout(shop.order(price()))
    assert other.reference != first.reference
    sessions = [await stripe.checkout(opened.reference) for opened in (first, other)]
    assert len({facts.customer for facts in sessions if facts is not None}) == 1


async def test_price_is_created_once_and_keeps_the_id_of_billing(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    bought = price()
    await stripe.ensure_price(plan(), bought)
    await stripe.ensure_price(plan(), bought)
    await shop.subscribe(bought)
    created = [entry for entry in payments.journal() if (entry["method"], entry["target"]) == ("POST", "/v1/prices")]
    assert len(created) == 1


async def test_closed_checkout_cannot_be_paid_and_a_paid_one_stays(shop: Shop, stripe: StripeProvider) -> None:
    opened = await stripe.open_checkout(shop.order(price()))
    await stripe.close_checkout(opened.reference)
    await stripe.close_checkout(opened.reference)
    await stripe.close_checkout("cs_unknown")
    closed = await stripe.checkout(opened.reference)
    assert closed is not None
    assert closed.status == "expired"

    paid = await shop.buy(shop.order(price()))
    await stripe.close_checkout(paid.ref.reference)
    assert await stripe.checkout(paid.ref.reference) == paid


async def test_single_item_is_paid_without_a_subscription(shop: Shop, stripe: StripeProvider) -> None:
    order = shop.order(None, amount=Money(399, "EUR"))
    facts = await shop.buy(order)
    assert (facts.status, facts.subscription) == ("paid", None)
    assert facts.payment is not None
    payment = await stripe.payment(facts.payment.reference)
    assert payment is not None
    assert (payment.amount, payment.status) == (Money(399, "EUR"), "succeeded")
    assert (payment.checkout_id, payment.user_id, payment.invoice) == (order.checkout_id, USER, None)


@pytest.mark.parametrize(
    ("discount", "total"),
    [
        (Discount(code="NOWRUZ25", percent=25, months=1), 1499),
        (Discount(code="WELCOME", amount=Money(500, "USD")), 1499),
        (Discount(code="FREE", percent=100, months=3), 0),
    ],
)
async def test_coupon_lowers_the_invoice(shop: Shop, stripe: StripeProvider, discount: Discount, total: int) -> None:
    facts = await shop.buy(shop.order(price(1999), discount=discount))
    assert (facts.status, facts.invoice is not None) == ("paid", True)
    result = await stripe.invoice(facts.invoice.reference if facts.invoice else "")
    assert result is not None
    invoice = result[0]
    assert invoice.total == invoice.paid == Money(total, "USD")
    assert invoice.discount == Money(1999 - total, "USD")


async def test_trial_begins_without_a_charge(shop: Shop) -> None:
    subscription = await shop.subscribe(price(), trial_days=14)
    assert subscription.trial_ends_at is not None
    assert subscription.started_at is not None
    assert subscription.trial_ends_at - subscription.started_at == timedelta(days=14)
    assert subscription.period_end == subscription.trial_ends_at


async def test_unknown_objects_are_null(stripe: StripeProvider) -> None:
    assert await stripe.checkout("cs_unknown") is None
    assert await stripe.subscription("sub_unknown") is None
    assert await stripe.invoice("in_unknown") is None
    assert await stripe.payment("pi_unknown") is None
    assert await stripe.subscriptions_of("cus_unknown") == ()


async def test_changes_since_an_instant_name_every_object(shop: Shop, stripe: StripeProvider) -> None:
    facts = await shop.buy(shop.order(price()))
    assert facts.subscription is not None
    subscription = await shop.subscription(facts.subscription.reference)
    result = {one async for one in stripe.changed_since(subscription.created_at - timedelta(minutes=1))}
    assert {facts.ref, facts.subscription, facts.invoice} <= result
    assert ObjectRef("stripe", "subscription", "sub_unknown") not in result
    assert {one async for one in stripe.changed_since(subscription.created_at + timedelta(hours=1))} == set()
