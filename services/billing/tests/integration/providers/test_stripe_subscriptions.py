"""Changes of subscriptions at Stripe, renewals that fail, pauses and the end."""

from datetime import timedelta

import pytest
from services.billing.tests.shop import CREATED, Shop, plan, price

from billing.domain.money import Money
from billing.domain.payments.errors import PaymentMethodNotFound, PaymentRefused
from billing.domain.payments.facts import InvoiceFacts
from billing.providers.stripe.provider import StripeProvider
from provider_simulator.payments.simulated import CARD, FAILS_WHEN_CHARGED, SimulatedPayments

pytestmark = pytest.mark.integration


def _of(shop: Shop) -> str:
    """Return the customer of the last checkout."""
    assert shop.customer is not None
    return shop.customer


async def _invoices(shop: Shop) -> list[InvoiceFacts]:
    """Return the invoices of the last 30 days, the oldest first: Stripe keeps no older events."""
    changed = [one async for one in shop.provider.changed_since(CREATED) if one.kind == "invoice"]
    results = [await shop.provider.invoice(reference) for reference in sorted({one.reference for one in changed})]
    return sorted((one[0] for one in results if one is not None), key=lambda invoice: invoice.created_at)


async def test_upgrade_charges_what_its_preview_says(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price(999, code="basic"))
    reference, better = subscription.ref.reference, price(1999)
    await stripe.ensure_price(plan(), better)
    payments.advance(days=10)
    preview = await stripe.preview_change(reference, better)
    assert Money(0, "USD") < preview < Money(1000, "USD")

    await stripe.change_price(reference, better, "now", key="change-1")
    await stripe.change_price(reference, better, "now", key="change-1")
    await stripe.change_price(reference, better, "now", key="change-2")

    changed = await shop.subscription(reference)
    assert (changed.price_id, changed.period_end) == (better.id, subscription.period_end)
    invoices = await _invoices(shop)
    assert [invoice.total for invoice in invoices] == [Money(999, "USD"), preview]
    assert [line.is_proration for line in invoices[1].lines] == [True, True]


async def test_refused_upgrade_leaves_the_subscription_as_it_was(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price(999, code="basic"))
    better = price(1999)
    await stripe.ensure_price(plan(), better)
    payments.change_card(await stripe.open_portal(_of(shop), "https://marquee.test"), FAILS_WHEN_CHARGED)
    with pytest.raises(PaymentRefused) as caught:
        await stripe.change_price(subscription.ref.reference, better, "now", key="change-1")
    assert caught.value.code == "generic_decline"


async def test_downgrade_waits_for_the_end_of_the_period(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price(1999))
    reference, lower = subscription.ref.reference, price(999, code="basic")
    await stripe.ensure_price(plan("basic", 1), lower)
    await stripe.change_price(reference, lower, "period_end", key="change-1")
    await stripe.change_price(reference, lower, "period_end", key="change-1")
    waiting = await shop.subscription(reference)
    assert (waiting.price_id, waiting.next_price_id) == (subscription.price_id, lower.id)

    payments.advance(days=32)
    renewed = await shop.subscription(reference)
    assert (renewed.price_id, renewed.next_price_id) == (lower.id, None)
    assert renewed.period_start == subscription.period_end


async def test_withdrawn_downgrade_renews_at_the_old_price(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price(1999))
    reference, lower = subscription.ref.reference, price(999, code="basic")
    await stripe.ensure_price(plan("basic", 1), lower)
    await stripe.change_price(reference, lower, "period_end", key="change-1")
    await stripe.resume(reference, key="change-2")
    assert (await shop.subscription(reference)).next_price_id is None
    payments.advance(days=32)
    assert (await shop.subscription(reference)).price_id == subscription.price_id


async def test_cancelation_at_the_end_of_the_period_can_be_withdrawn(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price())
    reference = subscription.ref.reference
    await stripe.cancel(reference, "period_end", key="change-1")
    assert (await shop.subscription(reference)).cancels_at == subscription.period_end
    await stripe.resume(reference, key="change-2")
    assert (await shop.subscription(reference)).cancels_at is None
    await stripe.cancel(reference, "period_end", key="change-3")
    payments.advance(days=32)
    ended = await shop.subscription(reference)
    assert (ended.ended_at, ended.unpaid) == (subscription.period_end, False)
    await stripe.cancel(reference, "now", key="change-4")
    assert await shop.subscription(reference) == ended


async def test_cancelation_replaces_a_change_that_waits(shop: Shop, stripe: StripeProvider) -> None:
    subscription = await shop.subscribe(price(1999))
    reference, lower = subscription.ref.reference, price(999, code="basic")
    await stripe.ensure_price(plan("basic", 1), lower)
    await stripe.change_price(reference, lower, "period_end", key="change-1")
    await stripe.cancel(reference, "period_end", key="change-2")
    canceled = await shop.subscription(reference)
    assert (canceled.next_price_id, canceled.cancels_at) == (None, subscription.period_end)


async def test_immediate_cancelation_ends_it_and_unknown_ones_are_ended(shop: Shop, stripe: StripeProvider) -> None:
    subscription = await shop.subscribe(price())
    await stripe.cancel(subscription.ref.reference, "now", key="change-1")
    ended = await shop.subscription(subscription.ref.reference)
    assert ended.ended_at is not None
    assert not ended.unpaid
    await stripe.cancel("sub_unknown", "now", key="change-2")


async def test_failed_renewal_is_stated_and_paid_once(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price())
    reference, customer = subscription.ref.reference, _of(shop)
    portal = await stripe.open_portal(customer, "https://marquee.test")
    payments.change_card(portal, FAILS_WHEN_CHARGED)
    payments.advance(days=32)
    failing = await shop.subscription(reference)
    assert failing.open_invoice is not None
    assert failing.failing_since is not None
    assert timedelta(0) <= failing.failing_since - subscription.period_end < timedelta(days=2)
    with pytest.raises(PaymentRefused):
        await stripe.pay_invoice(failing.open_invoice, key="retry-1")
    result = await stripe.invoice(failing.open_invoice)
    assert result is not None
    assert (result[0].status, result[0].attempts, result[1][0].status) == ("open", 2, "failed")
    assert result[1][0].failure_code == "generic_decline"

    payments.change_card(portal, CARD)
    payment = await stripe.pay_invoice(failing.open_invoice, key="retry-2")
    assert payment is not None
    assert payment.status == "succeeded"
    assert await stripe.pay_invoice(failing.open_invoice, key="retry-3") is None
    recovered = await shop.subscription(reference)
    assert (recovered.failing_since, recovered.open_invoice) == (None, None)


async def test_subscription_that_ends_while_an_invoice_is_owed_is_unpaid(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price())
    payments.change_card(await stripe.open_portal(_of(shop), "https://marquee.test"), FAILS_WHEN_CHARGED)
    payments.advance(days=32)
    await stripe.cancel(subscription.ref.reference, "now", key="change-1")
    ended = await shop.subscription(subscription.ref.reference)
    assert ended.ended_at is not None
    assert ended.unpaid


async def test_pause_charges_nothing_until_it_ends(
    shop: Shop, stripe: StripeProvider, payments: SimulatedPayments
) -> None:
    subscription = await shop.subscribe(price())
    reference = subscription.ref.reference
    await stripe.pause(reference, None, key="change-1")
    paused = await shop.subscription(reference)
    assert paused.paused_at is not None
    await stripe.pause(reference, None, key="change-2")
    assert await shop.subscription(reference) == paused
    payments.advance(days=32)
    assert [invoice.status for invoice in await _invoices(shop)] == ["void"]
    await stripe.resume(reference, key="change-3")
    assert (await shop.subscription(reference)).paused_at is None


async def test_cards_are_listed_and_removed_by_their_customer_only(shop: Shop, stripe: StripeProvider) -> None:
    await shop.subscribe(price())
    customer = _of(shop)
    [card] = await stripe.payment_methods(customer)
    assert (card.kind, card.brand, card.last4, card.is_default) == ("card", "visa", "4242", True)
    with pytest.raises(PaymentMethodNotFound):
        await stripe.remove_payment_method("cus_other", card.reference, key="change-1")
    await stripe.remove_payment_method(customer, card.reference, key="change-2")
    assert await stripe.payment_methods(customer) == ()
    assert await stripe.payment_methods("cus_unknown") == ()


async def test_duplicate_is_ended_and_all_of_its_money_returned_once(shop: Shop, stripe: StripeProvider) -> None:
    subscription = await shop.subscribe(price(1999))
    reference = subscription.ref.reference
    await stripe.end_and_refund(reference, key="change-1")
    await stripe.end_and_refund(reference, key="change-1")
    assert (await shop.subscription(reference)).ended_at is not None
    [invoice] = await _invoices(shop)
    result = await stripe.invoice(invoice.ref.reference)
    assert result is not None
    [payment] = result[1]
    assert [refund.amount for refund in await stripe.refunds(payment.ref.reference)] == [Money(1999, "USD")]
