"""Changes of a subscription: upgrades, downgrades, previews, pauses, and what the customer does on the portal."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from provider_simulator.payments import simulated
from provider_simulator.payments.simulated import PaymentRefused, SimulatedPayments

pytestmark = pytest.mark.integration

# A month of 30 days.
START = int(datetime(2026, 4, 1, tzinfo=UTC).timestamp())
DAY = 86_400


@pytest.fixture
def clock(client: stripe.StripeClient) -> str:
    return client.v1.test_helpers.test_clocks.create({"frozen_time": START}).id


@pytest.fixture
def customer(new_customer: Callable[..., stripe.Customer], clock: str) -> stripe.Customer:
    return new_customer("pm_card_visa", clock)


@pytest.fixture
def subscription(client: stripe.StripeClient, customer: stripe.Customer, price: stripe.Price) -> stripe.Subscription:
    return client.v1.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})


@pytest.fixture
def better(client: stripe.StripeClient) -> stripe.Price:
    """Return a price of 20.00 a month."""
    product = client.v1.products.create({"name": "Premium"})
    return client.v1.prices.create(
        {"product": product.id, "unit_amount": 2_000, "currency": "usd", "recurring": {"interval": "month"}}
    )


def advance(client: stripe.StripeClient, clock: str, days: int) -> None:
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + days * DAY})


def item_of(subscription: stripe.Subscription) -> stripe.SubscriptionItem:
    item: stripe.SubscriptionItem = subscription["items"].data[0]
    return item


def charged(client: stripe.StripeClient) -> list[int]:
    return [charge.amount for charge in client.v1.charges.list({"limit": 100}).data][::-1]


def change_to(
    client: stripe.StripeClient, subscription: stripe.Subscription, price: stripe.Price, behavior: str
) -> stripe.Subscription:
    parameters: Any = {"items": [{"id": item_of(subscription).id, "price": price.id}], "proration_behavior": behavior}
    return client.v1.subscriptions.update(subscription.id, parameters)


def test_immediate_upgrade_charges_the_difference(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, better: stripe.Price
) -> None:
    advance(client, clock, 15)
    changed = change_to(client, subscription, better, "always_invoice")
    assert (item_of(changed).price.id, item_of(changed).id) == (better.id, item_of(subscription).id)
    invoice = client.v1.invoices.retrieve(str(changed.latest_invoice))
    assert [line.amount for line in invoice.lines.data] == [-500, 1_000]
    assert (invoice.billing_reason, invoice.amount_paid) == ("subscription_update", 500)
    advance(client, clock, 30)
    assert charged(client) == [1_000, 500, 2_000]


def test_prorations_wait_for_the_next_invoice(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, better: stripe.Price
) -> None:
    advance(client, clock, 15)
    change_to(client, subscription, better, "create_prorations")
    assert len(client.v1.invoice_items.list().data) == 2
    advance(client, clock, 30)
    assert charged(client) == [1_000, 2_500]
    assert client.v1.invoice_items.list().data == []


def test_change_without_proration(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, better: stripe.Price
) -> None:
    advance(client, clock, 15)
    change_to(client, subscription, better, "none")
    advance(client, clock, 30)
    assert charged(client) == [1_000, 2_000]


def test_other_interval_begins_a_new_period(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, price: stripe.Price
) -> None:
    yearly = client.v1.prices.create(
        {"product": str(price.product), "unit_amount": 10_000, "currency": "usd", "recurring": {"interval": "year"}}
    )
    advance(client, clock, 15)
    changed = change_to(client, subscription, yearly, "always_invoice")
    item = item_of(changed)
    assert item.current_period_start == START + 15 * DAY
    assert item.current_period_end == START + (15 + 365) * DAY
    assert charged(client) == [1_000, 9_500]


def test_preview_is_what_the_upgrade_costs(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, better: stripe.Price
) -> None:
    advance(client, clock, 10)
    items = [{"id": item_of(subscription).id, "price": better.id}]
    details: Any = {"items": items, "proration_behavior": "always_invoice"}
    preview = client.v1.invoices.create_preview({"subscription": subscription.id, "subscription_details": details})
    assert preview.amount_due == 666
    assert client.v1.invoices.list().data[0].amount_paid == 1_000
    next_one = client.v1.invoices.create_preview({"subscription": subscription.id})
    assert (next_one.amount_due, [line.period.start for line in next_one.lines.data]) == (1_000, [START + 30 * DAY])
    changed = change_to(client, subscription, better, "always_invoice")
    assert client.v1.invoices.retrieve(str(changed.latest_invoice)).amount_paid == 666


def test_credit_of_a_downgrade_pays_for_later_invoices(
    client: stripe.StripeClient, clock: str, customer: stripe.Customer, better: stripe.Price, price: stripe.Price
) -> None:
    subscription = client.v1.subscriptions.create({"customer": customer.id, "items": [{"price": better.id}]})
    advance(client, clock, 15)
    change_to(client, subscription, price, "always_invoice")
    assert client.v1.customers.retrieve(customer.id).balance == -500
    advance(client, clock, 30)
    assert charged(client) == [2_000, 500]
    assert client.v1.customers.retrieve(customer.id).balance == 0
    entries = client.v1.customers.balance_transactions.list(customer.id).data
    assert [(entry.amount, entry.type) for entry in entries] == [
        (500, "applied_to_invoice"),
        (-500, "applied_to_invoice"),
    ]


def test_downgrade_at_the_end_of_the_period(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, price: stripe.Price
) -> None:
    cheaper = client.v1.prices.create(
        {"product": str(price.product), "unit_amount": 400, "currency": "usd", "recurring": {"interval": "month"}}
    )
    schedule = client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    phase = schedule.phases[0]
    client.v1.subscription_schedules.update(
        schedule.id,
        {
            "end_behavior": "release",
            "phases": [
                {"items": [{"price": price.id}], "start_date": phase.start_date, "end_date": phase.end_date},
                {"items": [{"price": cheaper.id}], "duration": {"interval": "month", "interval_count": 1}},
            ],
        },
    )
    assert client.v1.subscriptions.retrieve(subscription.id).schedule == schedule.id
    advance(client, clock, 29)
    assert item_of(client.v1.subscriptions.retrieve(subscription.id)).price.id == price.id
    advance(client, clock, 31)
    changed = client.v1.subscriptions.retrieve(subscription.id)
    assert (item_of(changed).price.id, item_of(changed).id) == (cheaper.id, item_of(subscription).id)
    assert charged(client) == [1_000, 400]
    advance(client, clock, 62)
    assert client.v1.subscription_schedules.retrieve(schedule.id).status == "released"
    assert client.v1.subscriptions.retrieve(subscription.id).schedule is None
    assert charged(client) == [1_000, 400, 400]


def test_released_schedule_changes_nothing(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, price: stripe.Price
) -> None:
    schedule = client.v1.subscription_schedules.create({"from_subscription": subscription.id})
    assert client.v1.subscription_schedules.release(schedule.id).released_subscription == subscription.id
    with pytest.raises(stripe.InvalidRequestError, match="cannot release"):
        client.v1.subscription_schedules.release(schedule.id)
    advance(client, clock, 31)
    assert charged(client) == [1_000, 1_000]


@pytest.mark.parametrize(("behavior", "status"), [("void", "void"), ("keep_as_draft", "draft")])
def test_paused_collection_charges_nothing_until_it_resumes(
    client: stripe.StripeClient, clock: str, subscription: stripe.Subscription, behavior: str, status: str
) -> None:
    pause: Any = {"behavior": behavior, "resumes_at": START + 45 * DAY}
    client.v1.subscriptions.update(subscription.id, {"pause_collection": pause})
    advance(client, clock, 31)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert client.v1.invoices.list().data[0].status == status
    advance(client, clock, 62)
    assert client.v1.subscriptions.retrieve(subscription.id).pause_collection is None
    assert charged(client) == [1_000, 1_000]


def test_upgrade_that_is_declined(
    client: stripe.StripeClient, subscription: stripe.Subscription, better: stripe.Price, customer: stripe.Customer
) -> None:
    failing = client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": failing.id})
    items = [{"id": item_of(subscription).id, "price": better.id}]
    behavior = {"proration_behavior": "always_invoice", "payment_behavior": "error_if_incomplete"}
    parameters: Any = {"items": items, **behavior}
    with pytest.raises(stripe.CardError):
        client.v1.subscriptions.update(subscription.id, parameters)
    unchanged = client.v1.subscriptions.retrieve(subscription.id)
    assert (unchanged.status, item_of(unchanged).price.unit_amount) == ("active", 1_000)
    assert [invoice.status for invoice in client.v1.invoices.list().data] == ["paid"]


def test_wrong_changes_are_refused(
    client: stripe.StripeClient, subscription: stripe.Subscription, price: stripe.Price
) -> None:
    euro = client.v1.prices.create(
        {"product": str(price.product), "unit_amount": 1, "currency": "eur", "recurring": {"interval": "month"}}
    )
    with pytest.raises(stripe.InvalidRequestError, match="another currency"):
        change_to(client, subscription, euro, "none")
    client.v1.prices.update(euro.id, {"active": False})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        change_to(client, subscription, euro, "none")
    assert caught.value.code == "price_inactive"
    client.v1.subscriptions.cancel(subscription.id)
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.subscriptions.cancel(subscription.id)


def test_portal(
    client: stripe.StripeClient, payments: SimulatedPayments, customer: stripe.Customer,
    subscription: stripe.Subscription,
) -> None:  # fmt: skip
    session = client.v1.billing_portal.sessions.create(
        {"customer": customer.id, "return_url": "https://marquee.test/account"}
    )
    payments.set_cancellation(session.url, subscription.id, cancel=True)
    assert client.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end
    payments.set_cancellation(session.url, subscription.id, cancel=False)
    assert not client.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end
    payments.change_card(session.url, simulated.FAILS_WHEN_CHARGED)
    cards = [method.card for method in client.v1.payment_methods.list({"customer": customer.id}).data]
    assert [card.last4 for card in cards if card] == ["0341", "4242"]
    with pytest.raises(PaymentRefused) as caught:
        payments.change_card(session.url, simulated.DECLINED)
    assert caught.value.status == 402
    with pytest.raises(PaymentRefused):
        payments.set_cancellation(session.url, "sub_other", cancel=True)
