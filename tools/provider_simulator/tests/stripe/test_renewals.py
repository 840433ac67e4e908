"""Renewals, trials and failed payments, as time passes."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import stripe

from provider_simulator.payments.simulated import SimulatedPayments

pytestmark = pytest.mark.integration

START = int(datetime(2026, 1, 31, 12, tzinfo=UTC).timestamp())
DAY = 86_400

NewCustomer = Callable[..., stripe.Customer]


def at(*date: int) -> int:
    return int(datetime(*date, 12, tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]


@pytest.fixture
def clock(client: stripe.StripeClient) -> str:
    return client.v1.test_helpers.test_clocks.create({"frozen_time": START}).id


def period_end(subscription: stripe.Subscription) -> int:
    end: int = subscription["items"].data[0].current_period_end
    return end


def subscribed(
    client: stripe.StripeClient, customer: stripe.Customer, price: stripe.Price, **more: object
) -> stripe.Subscription:
    parameters = {"customer": customer.id, "items": [{"price": price.id}], **more}
    return client.v1.subscriptions.create(parameters)  # type: ignore[arg-type]


def kinds(client: stripe.StripeClient) -> list[str]:
    return [str(event.type) for event in client.v1.events.list({"limit": 100}).data]


def test_months_end_on_their_last_day(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    subscription = subscribed(client, new_customer("pm_card_visa", clock), price)
    assert (subscription.status, period_end(subscription)) == ("active", at(2026, 2, 28))
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": at(2026, 2, 28)})
    assert period_end(client.v1.subscriptions.retrieve(subscription.id)) == at(2026, 3, 31)
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": at(2026, 6, 1)})
    assert period_end(client.v1.subscriptions.retrieve(subscription.id)) == at(2026, 6, 30)
    invoices = client.v1.invoices.list({"subscription": subscription.id}).data
    assert [(invoice.billing_reason, invoice.status, invoice.amount_paid) for invoice in invoices] == [
        *[("subscription_cycle", "paid", 1_000)] * 4,
        ("subscription_create", "paid", 1_000),
    ]
    assert [invoice.created for invoice in invoices] == [
        at(2026, 5, 31), at(2026, 4, 30), at(2026, 3, 31), at(2026, 2, 28), START,
    ]  # fmt: skip


def test_failed_renewal_is_past_due_until_it_is_paid(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    customer = new_customer("pm_card_visa", clock)
    subscription = subscribed(client, customer, price)
    failing = client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": failing.id}})
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 30 * DAY})
    subscription = client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
    invoice = subscription.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (subscription.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
    assert invoice.next_payment_attempt is None
    assert client.v1.customers.retrieve(customer.id).delinquent
    with pytest.raises(stripe.CardError) as caught:
        client.v1.invoices.pay(invoice.id)
    assert (caught.value.code, caught.value.http_status) == ("card_declined", 402)
    assert client.v1.invoices.retrieve(invoice.id).attempt_count == 2
    working = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert client.v1.invoices.pay(invoice.id, {"payment_method": working.id}).status == "paid"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert not client.v1.customers.retrieve(customer.id).delinquent
    assert kinds(client).count("invoice.payment_failed") == 2
    with pytest.raises(stripe.InvalidRequestError, match="already paid"):
        client.v1.invoices.pay(invoice.id)


def test_abandoned_debt_ends_with_the_subscription(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    customer = new_customer("pm_card_visa", clock)
    subscription = subscribed(client, customer, price)
    client.v1.payment_methods.detach(client.v1.payment_methods.list({"customer": customer.id}).data[0].id)
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 30 * DAY})
    subscription = client.v1.subscriptions.retrieve(subscription.id)
    assert subscription.status == "past_due"
    assert isinstance(subscription.latest_invoice, str)
    assert client.v1.invoices.mark_uncollectible(subscription.latest_invoice).status == "uncollectible"
    assert client.v1.subscriptions.cancel(subscription.id).status == "canceled"
    assert client.v1.invoices.void_invoice(subscription.latest_invoice).status == "void"


def test_trial_warns_and_then_charges(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    subscription = subscribed(client, new_customer("pm_card_visa", clock), price, trial_period_days=14)
    assert (subscription.status, subscription.trial_end) == ("trialing", START + 14 * DAY)
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 11 * DAY})
    assert "customer.subscription.trial_will_end" in kinds(client)
    assert client.v1.charges.list().data == []
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 14 * DAY})
    subscription = client.v1.subscriptions.retrieve(subscription.id)
    assert (subscription.status, period_end(subscription)) == ("active", at(2026, 3, 14))
    assert [charge.amount for charge in client.v1.charges.list().data] == [1_000]


@pytest.mark.parametrize(("behavior", "status"), [("cancel", "canceled"), ("pause", "paused")])
def test_trial_without_a_payment_method(
    client: stripe.StripeClient, price: stripe.Price, clock: str, behavior: str, status: str
) -> None:
    customer = client.v1.customers.create({"test_clock": clock})
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    subscription = subscribed(client, customer, price, trial_period_days=7, trial_settings=settings)
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 8 * DAY})
    assert client.v1.subscriptions.retrieve(subscription.id).status == status
    if status == "paused":
        method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
        assert client.v1.subscriptions.resume(subscription.id).status == "active"
        assert [charge.amount for charge in client.v1.charges.list().data] == [1_000]


def test_unpaid_first_invoice_expires(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    subscription = subscribed(client, new_customer("pm_card_visa", clock), price, payment_behavior="default_incomplete")
    assert subscription.status == "incomplete"
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + DAY})
    subscription = client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
    assert subscription.status == "incomplete_expired"
    assert isinstance(subscription.latest_invoice, stripe.Invoice)
    assert subscription.latest_invoice.status == "void"


def test_cancellation_at_period_end_and_its_revocation(
    client: stripe.StripeClient, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    customer = new_customer("pm_card_visa", clock)
    one, other = subscribed(client, customer, price), subscribed(client, customer, price)
    for subscription in (one, other):
        changed = client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
        assert (changed.status, changed.cancel_at) == ("active", period_end(subscription))
    assert client.v1.subscriptions.update(other.id, {"cancel_at_period_end": False}).cancel_at is None
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 29 * DAY})
    ended = client.v1.subscriptions.retrieve(one.id)
    assert (ended.status, ended.ended_at) == ("canceled", at(2026, 2, 28))
    assert client.v1.subscriptions.retrieve(other.id).status == "active"
    assert kinds(client).count("customer.subscription.deleted") == 1


def test_clock_of_the_simulator_renews(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, customer: stripe.Customer
) -> None:
    subscribed(client, customer, price)
    before = payments.now()
    assert payments.advance(days=62) - before in range(62 * DAY, 62 * DAY + 60)
    assert [charge.amount for charge in client.v1.charges.list().data] == [1_000] * 3


def test_authentication_that_a_renewal_needs(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, clock: str, new_customer: NewCustomer
) -> None:
    customer = new_customer("pm_card_visa", clock)
    subscription = subscribed(client, customer, price)
    method = client.v1.payment_methods.attach("pm_card_authenticationRequired", {"customer": customer.id})
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": method.id})
    client.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": START + 29 * DAY})
    assert client.v1.subscriptions.retrieve(subscription.id).status == "past_due"
    assert "invoice.payment_action_required" in kinds(client)


def test_unpaid_subscription_is_not_charged_until_its_latest_invoice_is_paid(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, new_customer: NewCustomer
) -> None:
    customer = new_customer("pm_card_visa")
    subscription = subscribed(client, customer, price)
    failing = client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer.id})
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": failing.id})
    payments.advance(days=32)
    payments.mark_unpaid(subscription.id)
    payments.advance(days=31)
    subscription = client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
    assert isinstance(subscription.latest_invoice, stripe.Invoice)
    assert (subscription.status, subscription.latest_invoice.status) == ("unpaid", "draft")
    working = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    client.v1.invoices.pay(subscription.latest_invoice.id, {"payment_method": working.id})
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
