"""Checkout: a session is paid on its page, canceled, or expires."""

import time

import httpx2
import pytest
import stripe

from provider_simulator.options import Options
from provider_simulator.payments import simulated
from provider_simulator.payments.simulated import PaymentRefused, SimulatedPayments
from provider_simulator.running import running

pytestmark = pytest.mark.integration


def session_of(client: stripe.StripeClient, price: stripe.Price, **more: object) -> stripe.checkout.Session:
    parameters = {
        "mode": "subscription",
        "success_url": "https://marquee.test/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://marquee.test/plans",
        "client_reference_id": "user-1",
        "line_items": [{"price": price.id, "quantity": 1}],
        **more,
    }
    return client.v1.checkout.sessions.create(parameters)  # type: ignore[arg-type]


def paid(client: stripe.StripeClient, payments: SimulatedPayments, session: stripe.checkout.Session) -> str:
    assert session.url is not None
    return payments.pay(session.url)


def test_paid_session_has_an_active_subscription(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    session = session_of(client, price, subscription_data={"metadata": {"user": "1"}})
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 1_000)
    assert paid(client, payments, session) == f"https://marquee.test/done?session={session.id}"
    expand = ["subscription", "invoice.payments.data.payment.payment_intent", "line_items"]
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert session.client_reference_id == "user-1"
    subscription, invoice = session.subscription, session.invoice
    assert isinstance(subscription, stripe.Subscription)
    assert isinstance(invoice, stripe.Invoice)
    assert subscription.status == "active"
    assert subscription.metadata["user"] == "1"
    [item] = subscription["items"].data
    assert item.price.id == price.id
    assert item.current_period_end > item.current_period_start
    assert (invoice.status, invoice.amount_paid, invoice.amount_remaining) == ("paid", 1_000, 0)
    assert invoice.payments is not None
    intent = invoice.payments.data[0].payment.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.amount_received) == ("succeeded", 1_000)
    assert session.line_items is not None
    assert [line.amount_total for line in session.line_items.data] == [1_000]


def test_one_off_payment(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    product = client.v1.products.create({"name": "Rental"})
    price = client.v1.prices.create({"product": product.id, "unit_amount": 399, "currency": "eur"})
    session = session_of(client, price, mode="payment", payment_intent_data={"metadata": {"title": "603"}})
    paid(client, payments, session)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = session.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.amount, intent.currency, intent.metadata["title"]) == (399, "eur", "603")
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert intent.latest_charge.paid
    assert (session.customer, session.subscription) == (None, None)


@pytest.mark.parametrize(
    "card", [simulated.DECLINED, simulated.INSUFFICIENT_FUNDS, simulated.EXPIRED, simulated.FAILS_WHEN_CHARGED]
)
def test_declined_card_leaves_the_session_open(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, card: str
) -> None:
    session = session_of(client, price)
    assert session.url is not None
    with pytest.raises(PaymentRefused) as caught:
        payments.pay(session.url, card)
    assert caught.value.status == 402
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    assert client.v1.subscriptions.list({"status": "all"}).data == []
    paid(client, payments, session)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "complete"


def test_authentication_that_fails_and_then_passes(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    session = session_of(client, price)
    assert session.url is not None
    with pytest.raises(PaymentRefused):
        payments.pay(session.url, simulated.AUTHENTICATION_REQUIRED, authenticate=False)
    [subscription] = client.v1.subscriptions.list({"status": "incomplete"}).data
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    payments.pay(session.url, simulated.AUTHENTICATION_REQUIRED)
    session = client.v1.checkout.sessions.retrieve(session.id)
    assert (session.status, session.subscription) == ("complete", subscription.id)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    kinds = [event.type for event in client.v1.events.list({"limit": 100}).data]
    assert "payment_intent.requires_action" in kinds
    assert "payment_intent.payment_failed" in kinds


def test_trial_is_free_and_needs_no_payment(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    session = session_of(client, price, subscription_data={"trial_period_days": 14})
    assert session.amount_total == 0
    paid(client, payments, session)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    assert session.payment_status == "no_payment_required"
    assert isinstance(session.subscription, stripe.Subscription)
    assert session.subscription.status == "trialing"
    assert session.subscription.trial_end is not None
    assert session.subscription.trial_start is not None
    assert session.subscription.trial_end - session.subscription.trial_start == 14 * 86_400
    assert client.v1.charges.list().data == []


def test_canceled_page_returns_to_the_cancel_url(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    session = session_of(client, price)
    assert session.url is not None
    assert payments.cancel(session.url) == "https://marquee.test/plans"
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_session_expires(client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price) -> None:
    session = session_of(client, price, expires_at=payments.now() + 3_600)
    other = session_of(client, price)
    assert session.url is not None
    payments.advance(hours=2)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert client.v1.checkout.sessions.expire(other.id).status == "expired"
    with pytest.raises(PaymentRefused):
        payments.pay(session.url)
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        client.v1.checkout.sessions.expire(other.id)


def test_expiry_must_be_within_a_day(client: stripe.StripeClient, price: stripe.Price) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="between 30 minutes and 24 hours"):
        session_of(client, price, expires_at=int(time.time()) + 20)


def test_promotion_code_reduces_the_total(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    coupon = client.v1.coupons.create({"percent_off": 25, "duration": "once"})
    client.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"})
    session = session_of(client, price, allow_promotion_codes=True)
    assert session.url is not None
    with pytest.raises(PaymentRefused, match="code is invalid"):
        payments.pay(session.url, promotion_code="WINTER")
    payments.pay(session.url, promotion_code="SPRING")
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})
    assert isinstance(session.invoice, stripe.Invoice)
    assert (session.amount_subtotal, session.amount_total, session.invoice.amount_paid) == (1_000, 750, 750)
    payments.advance(days=32)
    invoices = client.v1.invoices.list().data
    assert [invoice.amount_paid for invoice in invoices] == [1_000, 750]


def test_wrong_sessions_are_refused(client: stripe.StripeClient, price: stripe.Price) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="recurring price"):
        session_of(client, price, mode="payment")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        session_of(client, price, line_items=[{"price": "price_none", "quantity": 1}])
    assert (caught.value.code, caught.value.param) == ("resource_missing", "line_items[0][price]")


def test_page_is_a_form_that_pays(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price
) -> None:
    session = session_of(client, price, customer_email="<b>@example.com")
    assert session.url is not None
    page = httpx2.get(session.url)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Total now: 10.00 USD" in page.text
    assert f'<form action="{session.url}/pay" method="get">' in page.text
    assert f'href="{session.url}/cancel"' in page.text
    posted = httpx2.post(f"{session.url}/pay", data={"card": simulated.CARD})
    assert (posted.status_code, posted.headers["location"]) == (303, f"https://marquee.test/done?session={session.id}")
    assert "This session is complete" in httpx2.get(session.url).text
    assert httpx2.get(f"{payments.stripe_url}/checkout/cs_none").status_code == 404


def test_pages_have_the_public_address() -> None:
    with running(Options(limits=False, public_url="https://pay.marquee.test")) as url:
        client = stripe.StripeClient("sk_test_key", base_addresses={"api": f"{url}/stripe"})
        customer = client.v1.customers.create()
        portal = client.v1.billing_portal.sessions.create({"customer": customer.id})
        assert portal.url == f"https://pay.marquee.test/stripe/portal/{portal.id}"
