"""A fresh stats on the real Postgres."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from stats.bootstrap import Container, build
from stats.settings import Settings


@pytest.fixture
def tokens() -> Tokens:
    """Return the issuer of the tokens that the service trusts."""
    return Tokens()


@pytest_asyncio.fixture
async def container(create_database: CreateDatabase, tokens: Tokens) -> AsyncIterator[Container]:
    urls = await create_database("stats")
    settings = Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1")
    container = build(settings, clock=FixedClock(), verifier=tokens.verifier())
    yield container
    await container.runtime.reads.close()
    await container.runtime.engine.dispose()
