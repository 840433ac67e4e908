"""The stacks that the journeys share, and the clients of the contract tables."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from browser_journeys import LONGEST_WAIT, MOVIE, Opener, read
from cases import Cases
from catalog_clients import CatalogClients, prepared_for_catalog
from devstack.ports import free_ports
from devstack.services import BACKENDS, GATEWAY
from devstack.testing.browser_plugin import RealBrowser
from devstack.testing.openid_plugin import OpenIdProvider
from devstack.testing.shared_servers_plugin import shared_servers
from page_visits import site
from provider_cases import record_cases
from receivers import Collector
from stacks import Stack, running

RETURN_URL: Final = "http://localhost:3000/sign-in"


@pytest.fixture(scope="session")
def return_url() -> str:
    """Return the address of the front end to which a sign-in with the provider of the stack returns."""
    return RETURN_URL


@pytest.fixture(scope="session")
def receiver_port() -> int:
    """Return the port at which the stack may call a receiver of webhooks and push messages on this machine."""
    [port] = free_ports(1)
    return port


@pytest.fixture(scope="session")
def collector(pytestconfig: pytest.Config) -> Collector:
    """Return the collector that the stack exports spans to: those of traces that a test begins, and no others."""
    return shared_servers(pytestconfig).enter_context(Collector().running())


@pytest.fixture(scope="session")
def stack(
    openid_provider: OpenIdProvider,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
    receiver_port: int,
    collector: Collector,
) -> Stack:
    """Return the stack with the demo catalog and a real OpenID provider behind it, shared by the journeys."""
    secret: Path = tmp_path_factory.mktemp("provider") / "secret"
    secret.write_text(openid_provider.client_secret)
    provider = {
        "name": "real",
        "title": "Real provider",
        "issuer": openid_provider.issuer,
        "client_id": openid_provider.client_id,
        "client_secret_file": str(secret),
    }
    settings = {
        "AUTH_OIDC_PROVIDERS": json.dumps([provider]),
        "AUTH_OIDC_LOOPBACK": "true",
        "AUTH_RETURN_URLS": RETURN_URL,
        # The tables sign in hundreds of times; the other stacks hash passwords as in production.
        "AUTH_PASSWORD_MEMORY_KIB": "8",
        "AUTH_PASSWORD_PASSES": "1",
        "NOTIFICATIONS_OUTGOING_NETWORKS": "127.0.0.0/8",
        "NOTIFICATIONS_OUTGOING_PORTS": str(receiver_port),
        "NOTIFICATIONS_OUTGOING_HTTP": "true",
    }
    for name in (*BACKENDS, GATEWAY):
        settings |= {f"{name.upper()}_OTLP_ENDPOINT": collector.url, f"{name.upper()}_TRACE_RATIO": "0"}
    return shared_servers(pytestconfig).enter_context(running(**settings))


@pytest.fixture
def providers(stack: Stack) -> Iterator[Cases]:
    """Yield what changes the providers of the stack; take its changes back."""
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api:
        credentials = {"email": stack.admin_email, "password": stack.admin_password}
        token = api.post("/auth/login", json=credentials).json()["data"]["accessToken"]
        api.headers["authorization"] = f"Bearer {token}"
        cases = Cases(stack, api)
        yield cases
        cases.undo("tmdb", "tvmaze")


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


@pytest.fixture(scope="session")
def origin(stack: Stack) -> str:
    """Return the address of the pages; their cookies need the name."""
    return stack.gateway.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="session")
def demo_api(stack: Stack) -> Iterator[httpx2.Client]:
    """Yield a client of the API of a stack with the whole demo data."""
    seeded = stack.marquee("seed", seconds=900)
    assert seeded.returncode == 0, seeded.stderr
    with httpx2.Client(base_url=f"{stack.gateway}/api/v1", trust_env=False, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def title(demo_api: httpx2.Client) -> str:
    """Return the address of the page of a title."""
    return f"/movies/{read(demo_api, f'/catalog/titles/{MOVIE}')['slug']}"


@pytest_asyncio.fixture(loop_scope="session")
async def browser(real_browser: RealBrowser, origin: str, demo_api: httpx2.Client) -> AsyncIterator[Opener]:
    """Yield a function that opens a browser without a past."""
    assert not demo_api.is_closed
    async with AsyncExitStack() as opened:

        async def open_browser(*, has_scripts: bool = True) -> BrowserContext:
            context = await opened.enter_async_context(site(real_browser, origin, "dark", has_scripts=has_scripts))
            context.set_default_timeout(LONGEST_WAIT)
            return context

        yield open_browser
