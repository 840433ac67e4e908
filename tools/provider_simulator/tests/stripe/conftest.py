"""One simulator for the whole session, the real SDK of Stripe, and what most tests begin with."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
import stripe

from devstack.testing.stripe_mock.contract_plugin import StripeContract
from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running

MONTHLY = 1_000
YEARLY = 10_000


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatedPayments]:
    """Yield a simulator that all tests share."""
    with running(Options(limits=False)) as url, SimulatedPayments(url) as payments:
        yield payments


@pytest.fixture
def payments(simulator: SimulatedPayments, stripe_contract: StripeContract) -> Iterator[SimulatedPayments]:
    """Yield the simulator without anything stored; then stripe-mock must accept every request that was successful."""
    simulator.reset()
    yield simulator
    assert stripe_contract.rejected(simulator.journal()) == []


@pytest.fixture
def client(payments: SimulatedPayments, stripe_contract: StripeContract) -> Iterator[stripe.StripeClient]:
    """Yield the SDK over an empty account, without repetitions; then every object must be as Stripe specifies it."""
    http = KeepingClient()
    yield stripe.StripeClient(
        "sk_test_key", base_addresses={"api": payments.stripe_url}, max_network_retries=0, http_client=http
    )
    assert stripe_contract.wrong(http.documents) == []


class KeepingClient(stripe.RequestsClient):
    """An HTTP client that keeps the bodies of successful responses."""

    def __init__(self) -> None:
        super().__init__()
        self.documents: list[dict[str, Any]] = []

    # The SDK's own class differs from its base class in the same way.
    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send a request."""
        result = super().request(method, url, headers, post_data)
        with suppress(json.JSONDecodeError):
            # A fault may break the body.
            if result[1] == 200:
                self.documents.append(json.loads(result[0]))
        return result


@pytest.fixture
def price(client: stripe.StripeClient) -> stripe.Price:
    """Return a price of 10.00 a month."""
    return monthly(client, MONTHLY, "Plus")


@pytest.fixture
def customer(client: stripe.StripeClient) -> stripe.Customer:
    """Return a customer whose default card works."""
    return customer_with(client, "pm_card_visa")


@pytest.fixture
def new_customer(client: stripe.StripeClient) -> Callable[..., stripe.Customer]:
    """Return a function that creates a customer with a default card, at the time of a test clock if one is given."""
    return lambda card, clock=None: customer_with(client, card, clock)


def monthly(client: stripe.StripeClient, amount: int, name: str, currency: str = "usd") -> stripe.Price:
    """Create a product with a monthly price and return the price."""
    product = client.v1.products.create({"name": name})
    return client.v1.prices.create(
        {"product": product.id, "unit_amount": amount, "currency": currency, "recurring": {"interval": "month"}}
    )


def customer_with(client: stripe.StripeClient, card: str, clock: str | None = None) -> stripe.Customer:
    """Create a customer with a default card and return it."""
    customer = client.v1.customers.create(
        {"email": "user@example.com", "test_clock": clock} if clock else {"email": "user@example.com"}
    )
    method = client.v1.payment_methods.attach(card, {"customer": customer.id})
    return client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
