"""The stacks that the journeys share, and the clients of the contract tables."""

from collections.abc import Iterator

import httpx2
import pytest

from cases import Cases
from catalog_clients import CatalogClients, prepared_for_catalog
from devstack.testing.shared_servers_plugin import shared_servers
from provider_cases import record_cases
from stacks import Stack, running


@pytest.fixture(scope="session")
def stack(pytestconfig: pytest.Config) -> Stack:
    """Return the stack with the demo catalog behind it, shared by the journeys."""
    return shared_servers(pytestconfig).enter_context(running())


@pytest.fixture(scope="session")
def clients(stack: Stack) -> Iterator[CatalogClients]:
    """Yield the clients of a stack with titles in every list, a user with entries, and an editor."""
    with httpx2.Client(base_url=stack.gateway, timeout=30, trust_env=False) as api:
        yield prepared_for_catalog(stack, api)


@pytest.fixture(scope="session")
def cases(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    """Yield the stack whose providers disagree, make mistakes and correct them."""
    folder = tmp_path_factory.mktemp("responses")
    record_cases().write(folder)
    with_mistakes = running("--recordings", str(folder), INGESTION_SCHEDULER_ENABLED="false")
    started = shared_servers(pytestconfig).enter_context(with_mistakes)
    password = {"email": started.admin_email, "password": started.admin_password}
    with httpx2.Client(base_url=f"{started.gateway}/api/v1", timeout=30, trust_env=False) as api:
        token = api.post("/auth/login", json=password).json()["data"]["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        yield Cases(started, api)
