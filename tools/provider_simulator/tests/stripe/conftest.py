"""One simulator for the whole session, the real SDK of Stripe, and what most tests begin with."""

from collections.abc import Callable, Iterator

import pytest
import stripe

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
def payments(simulator: SimulatedPayments) -> SimulatedPayments:
    """Return the simulator without anything stored."""
    simulator.reset()
    return simulator


@pytest.fixture
def client(payments: SimulatedPayments) -> stripe.StripeClient:
    """Return the SDK over an empty account; it repeats no request by itself."""
    return stripe.StripeClient("sk_test_key", base_addresses={"api": payments.stripe_url}, max_network_retries=0)


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
