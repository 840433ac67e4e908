"""The adapters on the provider simulator, over HTTP."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from services.billing.tests.shop import Shop

from billing.providers.calls import CallPolicy
from billing.providers.stripe.provider import StripeAccount, StripeProvider
from chassis.runtime.clock import SystemClock
from devstack.testing.stripe_mock.contract_plugin import StripeContract
from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running

SECRET_KEY = "sk_test_key"
POLICY = CallPolicy(try_seconds=5.0, total_seconds=10.0, base_pause=0.01, longest_pause=0.02)


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatedPayments]:
    """Yield a simulator that all tests share."""
    with running(Options(limits=False)) as url, SimulatedPayments(url) as payments:
        yield payments


@pytest.fixture
def payments(simulator: SimulatedPayments, stripe_contract: StripeContract) -> Iterator[SimulatedPayments]:
    """Yield the simulator without anything stored, and without faults afterwards.

    Stripe's own description of its API has to accept every request that the adapter made with success.
    """
    simulator.reset()
    yield simulator
    simulator.fault("stripe")
    assert stripe_contract.rejected(simulator.journal()) == []


@pytest_asyncio.fixture
async def stripe(payments: SimulatedPayments) -> AsyncIterator[StripeProvider]:
    """Yield the adapter of an empty account."""
    provider = StripeProvider(StripeAccount(SECRET_KEY, url=payments.stripe_url, policy=POLICY), SystemClock())
    yield provider
    await provider.close()


@pytest.fixture
def shop(stripe: StripeProvider, payments: SimulatedPayments) -> Shop:
    """Return the beginning of most tests."""
    return Shop(stripe, payments)
