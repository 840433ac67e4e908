"""One simulator for the whole session without limits, and a way to start others."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import httpx2
import pytest

from provider_simulator.options import Options
from provider_simulator.running import running

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def today() -> date:
    """Return the current date of every simulator of these tests, a Saturday."""
    return TODAY


@pytest.fixture(scope="session")
def api() -> Iterator[httpx2.Client]:
    """Yield the demo catalog and 500 generated titles, without limits."""
    with running(Options(scale=500, limits=False), lambda: TODAY) as url, httpx2.Client(base_url=url) as client:
        yield client


@pytest.fixture
def start() -> Iterator[Callable[[Options], httpx2.Client]]:
    """Yield a function that starts a separate simulator with its options."""
    with ExitStack() as stack:

        def run(options: Options) -> httpx2.Client:
            url = stack.enter_context(running(options, lambda: TODAY))
            return stack.enter_context(httpx2.Client(base_url=url))

        yield run
