"""Payments and refunds, coupons, credit and tax: every sum."""

from collections.abc import Callable

import pytest
import stripe

from provider_simulator.payments.simulated import PaymentRefused, SimulatedPayments

pytestmark = pytest.mark.integration


def charge_of(client: stripe.StripeClient, amount: int = 1_000) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
    )


def test_fee_of_a_charge(client: stripe.StripeClient) -> None:
    intent = client.v1.payment_intents.retrieve(charge_of(client, 2_050).id, {"expand": ["latest_charge"]})
    assert isinstance(intent.latest_charge, stripe.Charge)
    entry = client.v1.balance_transactions.retrieve(str(intent.latest_charge.balance_transaction))
    # 2.9 % of 20.50 is 0.59, and 0.30.
    assert (entry.type, entry.amount, entry.fee, entry.net, entry.currency) == ("charge", 2_050, 89, 1_961, "usd")


def test_refunds_never_exceed_the_charge(client: stripe.StripeClient) -> None:
    intent = charge_of(client)
    part = client.v1.refunds.create({"payment_intent": intent.id, "amount": 300, "reason": "requested_by_customer"})
    assert (part.amount, part.status, part.charge) == (300, "succeeded", intent.latest_charge)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 701})
    assert client.v1.refunds.create({"charge": str(intent.latest_charge)}).amount == 700
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.amount_refunded, charge.refunded) == (1_000, True)
    entries = client.v1.balance_transactions.list({"type": "refund"}).data
    assert [(entry.amount, entry.fee) for entry in entries] == [(-700, 0), (-300, 0)]
    kinds = [event.type for event in client.v1.events.list({"types": ["refund.created", "charge.refunded"]}).data]
    assert kinds == ["charge.refunded", "refund.created"] * 2


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
    ],
)
def test_declined_payment(client: stripe.StripeClient, card: str, code: str, decline_code: str) -> None:
    with pytest.raises(stripe.CardError) as caught:
        client.v1.payment_intents.create({"amount": 500, "currency": "usd", "payment_method": card, "confirm": True})
    assert (caught.value.code, caught.value.http_status) == (code, 402)
    assert caught.value.error is not None
    assert caught.value.error.decline_code == decline_code
    [intent] = client.v1.payment_intents.list().data
    assert (intent.status, intent.amount_received) == ("requires_payment_method", 0)
    [charge] = client.v1.charges.list().data
    assert (charge.status, charge.paid, charge.balance_transaction) == ("failed", False, None)
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": intent.id})
    assert client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert again.value.code == "payment_intent_unexpected_state"


def test_payment_that_waits_for_authentication(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    intent = client.v1.payment_intents.create(
        {"amount": 500, "currency": "usd", "payment_method": "pm_card_authenticationRequired", "confirm": True}
    )
    assert intent.status == "requires_action"
    assert intent.next_action is not None
    assert intent.next_action.redirect_to_url is not None
    payments.authenticate(str(intent.next_action.redirect_to_url.url))
    assert client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    with pytest.raises(stripe.CardError) as caught:
        client.v1.payment_intents.create(
            {
                "amount": 500,
                "currency": "usd",
                "payment_method": "pm_card_authenticationRequired",
                "confirm": True,
                "off_session": True,
            }
        )
    assert caught.value.code == "authentication_required"


def test_coupon_is_redeemed_as_often_as_it_may(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, customer: stripe.Customer
) -> None:
    coupon = client.v1.coupons.create(
        {"amount_off": 300, "currency": "usd", "duration": "repeating", "duration_in_months": 2, "max_redemptions": 1}
    )
    parameters: stripe.params.SubscriptionCreateParams = {
        "customer": customer.id,
        "items": [{"price": price.id}],
        "discounts": [{"coupon": coupon.id}],
    }
    client.v1.subscriptions.create(parameters)
    assert not client.v1.coupons.retrieve(coupon.id).valid
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.subscriptions.create(parameters)
    assert caught.value.code == "coupon_expired"
    payments.advance(days=93)
    assert [charge.amount for charge in client.v1.charges.list().data][::-1] == [700, 700, 1_000, 1_000]


def test_coupons_that_are_not_valid(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, customer: stripe.Customer
) -> None:
    now = payments.now()
    ended = client.v1.coupons.create({"percent_off": 10, "duration": "once", "redeem_by": now + 3_600})
    euro = client.v1.coupons.create({"amount_off": 10, "duration": "once", "currency": "eur"})
    payments.advance(hours=2)
    for coupon, message in ((ended.id, "expired"), (euro.id, "in eur"), ("none", "No such coupon")):
        with pytest.raises(stripe.InvalidRequestError, match=message):
            client.v1.subscriptions.create(
                {"customer": customer.id, "items": [{"price": price.id}], "discounts": [{"coupon": coupon}]}
            )
    with pytest.raises(stripe.InvalidRequestError, match="either percent_off or amount_off"):
        client.v1.coupons.create({"duration": "once"})


def test_credit_of_a_customer_is_used_first(
    client: stripe.StripeClient, price: stripe.Price, customer: stripe.Customer
) -> None:
    client.v1.customers.balance_transactions.create(customer.id, {"amount": -1_200, "currency": "usd"})
    subscription = client.v1.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})
    invoice = client.v1.invoices.retrieve(str(subscription.latest_invoice))
    assert (invoice.total, invoice.amount_due, invoice.status) == (1_000, 0, "paid")
    assert (invoice.starting_balance, invoice.ending_balance) == (-1_200, -200)
    assert client.v1.customers.retrieve(customer.id).balance == -200
    assert client.v1.charges.list().data == []


@pytest.mark.parametrize(
    ("country", "behavior", "total", "tax"),
    [("DE", "exclusive", 1_190, 190), ("DE", "inclusive", 1_000, 160), ("US", "exclusive", 1_000, 0)],
)
def test_tax_of_the_country(
    client: stripe.StripeClient,
    new_customer: Callable[..., stripe.Customer],
    country: str,
    behavior: str,
    total: int,
    tax: int,
) -> None:  # fmt: skip
    product = client.v1.products.create({"name": "Plus"})
    price = client.v1.prices.create(
        {
            "product": product.id,
            "unit_amount": 1_000,
            "currency": "eur",
            "recurring": {"interval": "month"},
            "tax_behavior": behavior,
        }
    )
    customer = new_customer("pm_card_visa")
    client.v1.customers.update(customer.id, {"address": {"country": country}})
    subscription = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price.id}], "automatic_tax": {"enabled": True}}
    )
    invoice = client.v1.invoices.retrieve(str(subscription.latest_invoice))
    assert invoice.automatic_tax.status == "complete"
    assert (invoice.total, invoice.amount_paid) == (total, total)
    assert [part.amount for part in invoice.total_taxes or []] == [tax]


def test_void_invoice_is_not_paid(client: stripe.StripeClient, price: stripe.Price, customer: stripe.Customer) -> None:
    subscription = client.v1.subscriptions.create(
        {"customer": customer.id, "items": [{"price": price.id}], "payment_behavior": "default_incomplete"}
    )
    invoice = client.v1.invoices.void_invoice(str(subscription.latest_invoice))
    assert (invoice.status, invoice.amount_remaining) == ("void", 0)
    with pytest.raises(stripe.InvalidRequestError, match="must be open"):
        client.v1.invoices.pay(invoice.id)
    assert client.v1.charges.list().data == []


def test_first_invoice_is_paid_later(
    client: stripe.StripeClient, price: stripe.Price, customer: stripe.Customer
) -> None:
    subscription = client.v1.subscriptions.create(
        {
            "customer": customer.id,
            "items": [{"price": price.id}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice.confirmation_secret"],
        }
    )
    invoice = subscription.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert invoice.confirmation_secret is not None
    payment = client.v1.invoice_payments.list({"invoice": invoice.id}).data[0].payment
    client.v1.payment_intents.confirm(str(payment.payment_intent), {"payment_method": "pm_card_visa"})
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert client.v1.invoices.retrieve(invoice.id).status == "paid"


@pytest.mark.parametrize(("text", "status", "balance"), [("winning_evidence", "won", -559), ("", "lost", -1_559)])
def test_disputed_charge(client: stripe.StripeClient, text: str, status: str, balance: int) -> None:
    intent = client.v1.payment_intents.create(
        {"amount": 1_000, "currency": "usd", "payment_method": "pm_card_createDispute", "confirm": True}
    )
    [dispute] = client.v1.disputes.list({"payment_intent": intent.id}).data
    assert (dispute.amount, dispute.status, dispute.charge) == (1_000, "needs_response", intent.latest_charge)
    assert client.v1.charges.retrieve(str(intent.latest_charge)).disputed
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_disputed"
    if text:
        decided = client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}})
    else:
        decided = client.v1.disputes.close(dispute.id)
    assert decided.status == status
    assert sum(entry.net for entry in client.v1.balance_transactions.list().data) == balance
    kinds = {event.type for event in client.v1.events.list({"type": "charge.dispute.*"}).data}
    reinstated = {"charge.dispute.funds_reinstated"} if text else set()
    assert kinds == reinstated | {
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
    }
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        client.v1.disputes.close(dispute.id)


@pytest.mark.parametrize(("country", "total"), [("DE", 1_190), ("us", 1_000)])
def test_tax_of_the_country_that_was_entered_on_the_page(
    client: stripe.StripeClient, payments: SimulatedPayments, price: stripe.Price, country: str, total: int
) -> None:
    session = client.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "success_url": "https://marquee.test/done",
            "line_items": [{"price": price.id, "quantity": 1}],
            "automatic_tax": {"enabled": True},
        }
    )
    with pytest.raises(PaymentRefused, match="two letters"):
        payments.pay(str(session.url), country="Germany")
    payments.pay(str(session.url), country=country)
    session = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["invoice"]})
    assert isinstance(session.invoice, stripe.Invoice)
    assert (session.amount_subtotal, session.amount_total, session.invoice.amount_paid) == (1_000, total, total)
    assert session.total_details is not None
    assert session.total_details.amount_tax == total - 1_000
    assert session.customer_details is not None
    assert session.customer_details.address is not None
    assert session.customer_details.address.country == country.upper()
