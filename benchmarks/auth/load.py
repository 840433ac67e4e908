"""Clients of auth: each sends its next request when a response has arrived."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import aiohttp
import jwt
from processes import Server
from servers import Database

PASSWORD = "Analytical-1843-engine"
FIRST = "ada_l"
API = "/api/v1/auth"

Http: TypeAlias = aiohttp.ClientSession
Request = Callable[[Http, int], Awaitable[None]]
"""Sends one request of the client with a number."""


@dataclass(frozen=True, slots=True)
class Run:
    """Responses per second of one run, and the processor microseconds of each: of the process and of Postgres."""

    rate: float
    process: float
    postgres: float

    @property
    def processor(self) -> float:
        """Both together."""
        return self.process + self.postgres


@dataclass(slots=True)
class Client:
    """A signed-in user."""

    account: str
    session: str
    access_token: str
    refresh_token: str


def client_of(server: Server) -> Http:
    """Return a client without limits of connections and without cookies."""
    return Http(
        f"http://127.0.0.1:{server.port}",
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


async def post(http: Http, path: str, body: dict[str, Any], address: str = "192.0.2.1") -> tuple[int, dict[str, Any]]:
    """Send a request from an address and return the status and the body of its response."""
    async with http.post(f"{API}/{path}", json=body, headers={"X-Forwarded-For": address}) as response:
        return response.status, await response.json()


async def sign_in(http: Http, username: str) -> Client:
    """Sign a user in."""
    status, body = await post(http, "login", {"username": username, "password": PASSWORD})
    assert status == 200, body
    tokens = body["data"]
    claims = jwt.decode(tokens["accessToken"], options={"verify_signature": False})
    return Client(claims["sub"], claims["sid"], tokens["accessToken"], tokens["refreshToken"])


async def register(server: Server, database: Database, accounts: int) -> None:
    """Register a user, and copy the account."""
    async with client_of(server) as http:
        status, body = await post(
            http, "register", {"email": f"{FIRST}@example.org", "username": FIRST, "password": PASSWORD}
        )
        assert status == 201, body
    await database.copy_accounts(FIRST, accounts)


async def run(server: Server, database: Database, request: Request, clients: int, seconds: float) -> Run:
    """Let clients send requests for some seconds."""
    until = time.monotonic() + seconds
    done = 0

    async def send(http: Http, number: int) -> None:
        nonlocal done
        while time.monotonic() < until:
            await request(http, number)
            done += 1

    async with client_of(server) as http:
        process, postgres, begun = server.cpu(), database.cpu(), time.monotonic()
        await asyncio.gather(*(send(http, number) for number in range(clients)))
        elapsed = time.monotonic() - begun
        return Run(done / elapsed, (server.cpu() - process) / done * 1e6, (database.cpu() - postgres) / done * 1e6)


def me(clients: Sequence[Client]) -> Request:
    """Return the request for the account of a client."""

    async def request(http: Http, number: int) -> None:
        headers = {"Authorization": f"Bearer {clients[number % len(clients)].access_token}"}
        async with http.get(f"{API}/me", headers=headers) as response:
            assert response.status == 200, await response.text()
            await response.read()

    return request


def refresh(clients: Sequence[Client]) -> Request:
    """Return the request that exchanges the refresh token of a client."""

    async def request(http: Http, number: int) -> None:
        status, body = await post(http, "refresh", {"refreshToken": clients[number].refresh_token})
        assert status == 200, body
        clients[number].refresh_token = body["data"]["refreshToken"]

    return request


def floor_me(clients: Sequence[Client]) -> Request:
    """Return the same request for the floor."""

    async def request(http: Http, number: int) -> None:
        client = clients[number % len(clients)]
        async with http.get(f"/me/{client.account}/{client.session}") as response:
            assert response.status == 200
            await response.read()

    return request


def floor_refresh(clients: Sequence[Client]) -> Request:
    """Return the same exchange for the floor."""

    async def request(http: Http, number: int) -> None:
        async with http.post("/refresh", data=clients[number].refresh_token.encode()) as response:
            assert response.status == 200
            clients[number].refresh_token = (await response.read()).split()[0].decode()

    return request
