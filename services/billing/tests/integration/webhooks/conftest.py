"""Billing on the provider simulator."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from services.billing.tests.site import Site, open_site

from devstack.testing.pytest_plugin import CreateDatabase
from provider_simulator.options import Options
from provider_simulator.payments.simulated import SimulatedPayments
from provider_simulator.running import running


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatedPayments]:
    """Yield a simulator that all tests share."""
    with running(Options(limits=False)) as url, SimulatedPayments(url) as payments:
        yield payments


@pytest.fixture
def payments(simulator: SimulatedPayments) -> Iterator[SimulatedPayments]:
    """Yield the simulator without anything stored, and without faults afterwards."""
    simulator.reset()
    yield simulator
    simulator.fault("stripe")
    simulator.fault("zarinpal")


@pytest_asyncio.fixture
async def site(create_database: CreateDatabase, payments: SimulatedPayments) -> AsyncIterator[Site]:
    """Yield billing on the simulator."""
    async with open_site(create_database, payments) as opened:
        yield opened
