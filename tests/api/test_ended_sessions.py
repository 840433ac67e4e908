"""Every change through the gateway by a session that has ended: no service receives it.

Services accept an access token until it expires. That its session was revoked, or its user suspended, is known to
gateways only, from `session.revoked`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from services.gateway.tests.component.harness import Echo, Gateway, launch, started

from chassis.testing.openapi import DocumentReader
from chassis.testing.tokens import Tokens
from contracts.auth import SessionRevokedV1
from devstack.ports import free_ports

KINDS = ("reads", "writes", "searches", "charts", "exports", "links", "sign_ins")

pytestmark = pytest.mark.integration

READS: Final = ("GET", "HEAD")
MOST_AT_ONCE: Final = 20
STATES: Final[Mapping[str, Literal["logout", "admin"]]] = {"session revoked": "logout", "user suspended": "admin"}
"""The reason with which auth publishes the end of the session."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def echo() -> AsyncIterator[Echo]:
    """Yield a service that keeps the requests it has received, in place of every service."""
    [port] = free_ports(1)
    service = Echo(port, Tokens())
    runner = web.AppRunner(service.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield service
    await runner.cleanup()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(echo: Echo) -> AsyncIterator[Gateway]:
    """Yield a gateway without limits of rates."""
    limits = {f"{kind}_per_minute": 1_000_000 for kind in KINDS}
    running, stop = launch(echo, **limits)
    yield await started(running)
    await asyncio.to_thread(stop)


def ended(reason: Literal["logout", "admin"]) -> SessionRevokedV1:
    """Return the event about a session that ends now, while its tokens are valid."""
    now = datetime.now(UTC)
    expiry = now + timedelta(minutes=10)
    return SessionRevokedV1(session_id=uuid4(), user_id=uuid4(), reason=reason, revoked_at=now, expires_at=expiry)


def changes(api: DocumentReader) -> list[tuple[str, str]]:
    """Return the method and a path of every operation that changes something and needs a token."""
    operations = []
    for name, operation in api.operations():
        method, _, path = name.partition(" ")
        if method in READS or not operation["security"] or {} in operation["security"]:
            continue
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                path = path.replace(f"{{{parameter['name']}}}", _example(parameter))
        operations.append((method, path))
    return operations


def _example(parameter: Mapping[str, Any]) -> str:
    examples = parameter.get("examples", parameter["schema"].get("examples", ["1"]))
    return str(parameter.get("example", examples[0]))


async def test_no_service_receives_a_change_by_an_ended_session(
    api: DocumentReader, echo: Echo, gateway: Gateway
) -> None:
    events = {state: ended(reason) for state, reason in STATES.items()}
    for event in events.values():
        gateway.container.application.revoke_session(event.session_id, event.expires_at.timestamp())
    tokens = {state: echo.tokens.issue(session_id=event.session_id) for state, event in events.items()}
    control = echo.tokens.issue(session_id=uuid4())
    operations = changes(api)
    assert len(operations) > 100
    mistakes: list[str] = []
    at_once = asyncio.Semaphore(MOST_AT_ONCE)

    async def check(http: aiohttp.ClientSession, who: str, token: str, method: str, path: str, expected: int) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        async with at_once, http.request(method, path, headers=headers, json={}) as response:
            if response.status != expected:
                mistakes.append(f"{method} {path} as {who}: {response.status}, not {expected}")

    async with aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as http:
        await asyncio.gather(
            *(check(http, who, tokens[who], *operation, 401) for who in STATES for operation in operations)
        )
        assert mistakes == []
        assert echo.requests == []

        await asyncio.gather(*(check(http, "active session", control, *operation, 200) for operation in operations))
        assert mistakes == [], "a session that is active reaches the service"
        assert len(echo.requests) == len(operations)
