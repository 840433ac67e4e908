"""Forged tokens: one response for all of them, at the gateway and at a service, and no connection to anywhere."""

import json
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import httpx2
import pytest
import pytest_asyncio
from fastapi import APIRouter
from services.gateway.tests.component.harness import Echo, StartGateway

from chassis.core.browser_sessions import ACCESS_COOKIE
from chassis.http.app import create_app
from chassis.http.authorization.keys import KeySet, http_key_fetcher
from chassis.http.tokens import CurrentPrincipal, TokenVerifier
from chassis.runtime.health import Health
from chassis.testing.clients import client_for
from chassis.testing.tokens.forgeries import EXPIRED, forgeries
from chassis.testing.tokens.trap import Trap

pytestmark = pytest.mark.integration

PRIVATE = "/api/v1/me/x"
PUBLIC = "/api/v1/catalog/x"
CONNECTIONS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"})


@pytest_asyncio.fixture
async def trap() -> AsyncIterator[Trap]:
    async with Trap.listening() as trap:
        yield trap


class Outgoing:
    """The connections and look-ups of names that this process has started: an audit hook, which cannot be removed."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.watching = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.watching and event in CONNECTIONS:
            self.seen.append(f"{event} {arguments[1:]}")


@pytest.fixture(scope="module")
def outgoing() -> Iterator[Outgoing]:
    outgoing = Outgoing()
    yield outgoing
    outgoing.watching = False


router = APIRouter()


@router.get("/me/x")
async def mine(principal: CurrentPrincipal) -> str:
    return str(principal.user_id)


def service(echo: Echo, revoked: set[UUID]) -> Any:
    """Return a service that verifies tokens by the published keys."""
    keys = KeySet(http_key_fetcher(f"{echo.url}/.well-known/jwks.json"))
    verifier = TokenVerifier(keys, issuer="marquee", audience="marquee", revoked=revoked.__contains__)
    return create_app(title="Mine", description="", routers=[router], errors={}, health=Health(), verifier=verifier)


def without_request(body: bytes) -> str:
    content = json.loads(body)
    content["error"].pop("requestId")
    return json.dumps(content, sort_keys=True)


def abused(echo: Echo, trap: Trap, revoked: UUID) -> dict[str, str]:
    return {**forgeries(echo.tokens, trap.url), "of a session that was ended": echo.tokens.issue(session_id=revoked)}


async def test_every_forged_token_gets_the_same_response_everywhere(
    echo: Echo, trap: Trap, outgoing: Outgoing, start_gateway: StartGateway
) -> None:
    session_id = uuid4()
    tokens = abused(echo, trap, session_id)
    assert len(tokens) >= 100
    gateway = await start_gateway(echo, reads_per_minute=0)
    gateway.container.application.revoke_session(session_id, time.time() + 600)
    bodies: dict[str, str] = {}
    async with (
        aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as through,
        client_for(service(echo, {session_id})) as direct,
    ):
        good = {"Authorization": f"Bearer {echo.tokens.issue()}"}
        async with through.get(PRIVATE, headers=good) as response:
            assert response.status == 200
        outgoing.watching = True
        assert (await direct.get(PRIVATE, headers=good)).status_code == 200
        assert outgoing.seen, "the fetch of the keys is seen"
        outgoing.seen.clear()
        fetched = echo.keys_fetched
        echo.requests.clear()
        for name, token in tokens.items():
            headers = {b"Authorization": f"Bearer {token}".encode()}
            async with through.get(PRIVATE, headers={"Authorization": f"Bearer {token}"}) as response:
                at_gateway = (response.status, response.headers["www-authenticate"])
                bodies[name] = without_request(await response.read())
            outgoing.watching = True
            rejected: httpx2.Response = await direct.get(PRIVATE, headers=headers)
            outgoing.watching = False
            at_service = (rejected.status_code, rejected.headers["www-authenticate"])
            assert at_gateway == at_service == (401, 'Bearer error="invalid_token"'), name
            assert without_request(rejected.content) == bodies[name], name

    [body] = {body for name, body in bodies.items() if name not in EXPIRED}
    assert json.loads(body)["error"]["code"] == "UNAUTHORIZED"
    [expired] = {bodies[name] for name in EXPIRED}
    assert json.loads(expired)["error"]["code"] == "TOKEN_EXPIRED"
    assert outgoing.seen == []
    assert trap.connections == 0
    assert echo.requests == [], "no forged token reached a service"
    assert echo.keys_fetched == fetched, "an unknown key id is looked up at most once in thirty seconds"


WAYS: dict[str, Callable[[str], tuple[str, str, dict[str, str]]]] = {
    "bearer token of a private read": lambda token: ("GET", PRIVATE, {"Authorization": f"Bearer {token}"}),
    "bearer token of a change": lambda token: ("POST", PRIVATE, {"Authorization": f"Bearer {token}"}),
    "bearer token of the compatible API": lambda token: ("GET", "/api/me/x", {"Authorization": f"Bearer {token}"}),
    "scheme in capitals": lambda token: ("GET", PRIVATE, {"Authorization": f"BEARER   {token}"}),
    "API key": lambda token: ("GET", PRIVATE, {"X-Api-Key": token}),
    "cookie": lambda token: ("GET", PRIVATE, {"Cookie": f"{ACCESS_COOKIE}={token}"}),
    "public read": lambda token: ("GET", PUBLIC, {"Authorization": f"Bearer {token}"}),
}


@pytest.mark.parametrize("way", WAYS)
async def test_no_forged_token_passes_in_any_place(way: str, echo: Echo, start_gateway: StartGateway) -> None:
    session_id = uuid4()
    tokens = abused(echo, Trap(), session_id)
    gateway = await start_gateway(echo, reads_per_minute=0, writes_per_minute=0)
    gateway.container.application.revoke_session(session_id, time.time() + 600)
    statuses: Counter[int] = Counter()
    async with aiohttp.ClientSession(gateway.url, cookie_jar=aiohttp.DummyCookieJar()) as http:
        for token in tokens.values():
            method, path, headers = WAYS[way](token)
            async with http.request(method, path, headers=headers) as response:
                statuses[response.status] += 1

    arrived = [name.lower() for seen in echo.requests for name, _ in seen["headers"]]
    bypasses = sum(name in ("authorization", "x-api-key", "cookie") for name in arrived)
    print(f"{way}: {len(tokens)} forged tokens, {bypasses} bypasses, statuses {dict(statuses)}")
    expected = {200: len(tokens)} if way == "public read" else {401: len(tokens)}
    assert (bypasses, dict(statuses)) == (0, expected)
    assert echo.exchanged == [], "none looks like a key"
