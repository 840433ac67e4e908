"""Faults of payments: before and after the charge, with and without a repetition."""

import pytest
import stripe

from provider_simulator.effects.limits import Budget
from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running

pytestmark = pytest.mark.integration

CHARGE: stripe.params.PaymentIntentCreateParams = {
    "amount": 500,
    "currency": "usd",
    "payment_method": "pm_card_visa",
    "confirm": True,
}
ONCE = {"burst": {"count": 1}, "paths": "/payment_intents$"}


def charges(client: stripe.StripeClient) -> list[int]:
    return [charge.amount for charge in client.v1.charges.list().data]


def with_deadline(payments: SimulatedPayments, seconds: float, retries: int = 0) -> stripe.StripeClient:
    http = stripe.RequestsClient(timeout=seconds)
    return stripe.StripeClient(
        "sk_test_key", base_addresses={"api": payments.stripe_url}, max_network_retries=retries, http_client=http
    )


def test_charge_that_times_out_is_not_repeated(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"hang": True, "applied": True, **ONCE})
    hasty = with_deadline(payments, 1.0)
    options: stripe.RequestOptions = {"idempotency_key": "pay-1"}
    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.payment_intents.create(CHARGE, options)
    assert charges(client) == [500]
    assert client.v1.payment_intents.create(CHARGE, options).status == "succeeded"
    assert charges(client) == [500]


def test_charge_without_a_key_is_repeated(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"status": 500, "applied": True, **ONCE})
    with pytest.raises(stripe.APIError):
        client.v1.payment_intents.create(CHARGE)
    client.v1.payment_intents.create(CHARGE)
    assert charges(client) == [500, 500]


def test_failure_after_a_charge_can_be_kept(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"status": 500, "applied": True, "storesFailure": True, **ONCE})
    options: stripe.RequestOptions = {"idempotency_key": "pay-2"}
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.payment_intents.create(CHARGE, options)
    assert charges(client) == [500]


@pytest.mark.parametrize("fault", [{"status": 503}, {"hang": True}])
def test_fault_before_the_charge_has_no_effect(
    client: stripe.StripeClient, payments: SimulatedPayments, fault: dict[str, object]
) -> None:
    payments.fault("stripe", {**fault, **ONCE})
    hasty = with_deadline(payments, 1.0)
    options: stripe.RequestOptions = {"idempotency_key": "pay-3"}
    with pytest.raises((stripe.APIError, stripe.APIConnectionError)):
        hasty.v1.payment_intents.create(CHARGE, options)
    assert charges(client) == []
    assert client.v1.payment_intents.create(CHARGE, options).status == "succeeded"
    assert charges(client) == [500]


def test_faults_of_every_provider_apply(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    payments.fault("stripe", {"status": 429, "retryAfter": 3, "burst": {"count": 1}})
    with pytest.raises(stripe.RateLimitError) as caught:
        client.v1.products.list()
    assert caught.value.headers is not None
    assert caught.value.headers["retry-after"] == "3"
    payments.fault("stripe", {"garbage": True, "burst": {"count": 1}})
    with pytest.raises(stripe.APIError):
        client.v1.products.list()
    assert client.v1.products.list().data == []


def test_requests_are_kept_in_the_journal(client: stripe.StripeClient, payments: SimulatedPayments) -> None:
    client.v1.products.create({"name": "Plus"}, {"idempotency_key": "one"})
    [entry] = payments.journal()
    assert (entry["method"], entry["target"], entry["body"]) == ("POST", "/v1/products", "name=Plus")
    assert (entry["idempotencyKey"], entry["outcome"]) == ("one", "200")


def test_budget_is_that_of_stripe() -> None:
    with running(Options(budgets={"stripe": Budget(2, 60, fixed=False)})) as url:
        client = stripe.StripeClient("sk_test_a", base_addresses={"api": f"{url}/stripe"}, max_network_retries=0)
        for _ in range(2):
            client.v1.products.list()
        with pytest.raises(stripe.RateLimitError):
            client.v1.products.list()
