"""Auth with its database, two services that accept its tokens, and two gateways, each in a process of its own."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import aiohttp
import jwt

from devstack.faults.preload import Preload
from devstack.faults.stack import FaultStack, Process, running
from devstack.servers.artifacts import Installed

AUTH: Final = Process("auth")
LIBRARY: Final = Process("library")
INGESTION: Final = Process("ingestion")
GATEWAYS: Final = (Process("gateway"), Process("gateway", replica=2))
SERVICES: Final = (LIBRARY, INGESTION)
PASSWORD: Final = "Correct-horse-7-battery"
API: Final = "/api/v1"
PRIVATE: Final = f"{API}/user-media"
UNAVAILABLE: Final = frozenset({0, 502, 503, 504})
"""What a client that does nothing wrong retries; 0 is no response at all."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens of a session."""

    access: str
    refresh: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Pair":
        """Return the tokens of a response."""
        return cls(body["data"]["accessToken"], body["data"]["refreshToken"])

    @property
    def session(self) -> str:
        """The session's id."""
        return str(jwt.decode(self.access, options={"verify_signature": False})["sid"])


@dataclass(frozen=True, slots=True)
class Identities:
    """The running processes and a client of each gateway; `preloads` are their clocks and connections by process."""

    stack: FaultStack
    clients: tuple[aiohttp.ClientSession, ...]
    preloads: Mapping[Process, Preload]

    async def start(self, process: Process, **settings: str) -> None:
        """Start a process with its preload, and with settings instead of those of the stack."""
        await self.stack.start(process, {**self.preloads[process].environment(), **settings})

    async def restart(self, process: Process, **settings: str) -> None:
        """Kill a process and start it again, with other settings."""
        await self.stack.kill(process)
        await self.start(process, **settings)

    async def send(
        self, gateway: int, method: str, path: str, *, token: str | None = None, body: object = None
    ) -> tuple[int, Any]:
        """Return status and body of a response; the status 0 without one."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        try:
            async with self.clients[gateway].request(method, path, headers=headers, json=body) as response:
                text = await response.text()
                is_json = "json" in response.headers.get("Content-Type", "")
                return response.status, json.loads(text) if text and is_json else None
        except (aiohttp.ClientError, TimeoutError):
            return 0, None

    async def register(self, name: str) -> Pair:
        """Return the tokens of a new user."""
        body = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
        status, content = await self.send(0, "POST", f"{API}/auth/register", body=body)
        if status != 201:
            raise AssertionError(f"registration: {status} {content}")
        return Pair.of(content)

    async def refresh(self, gateway: int, token: str) -> tuple[int, Pair | None]:
        """Exchange a refresh token; return the status, and the next pair if there is one."""
        status, content = await self.send(gateway, "POST", f"{API}/auth/refresh", body={"refreshToken": token})
        return status, Pair.of(content) if status == 200 else None

    async def access(self, access: str, path: str = PRIVATE) -> list[int]:
        """Return the status of a request with an access token at each gateway."""
        return [(await self.send(gateway, "GET", path, token=access))[0] for gateway in range(len(self.clients))]


@asynccontextmanager
async def identities(installed: Installed, folder: Path) -> AsyncIterator[Identities]:
    """Yield the processes, ready."""
    async with AsyncExitStack() as exits:
        stack = await exits.enter_async_context(running(installed))
        preloads = {
            process: Preload(folder / f"{process.name}.clock", folder / f"{process.name}.connections")
            for process in (AUTH, *SERVICES, *GATEWAYS)
        }
        for preload in preloads.values():
            preload.set_clock(0)
        clients = []
        for gateway in GATEWAYS:
            connector, jar = aiohttp.TCPConnector(limit=0), aiohttp.DummyCookieJar()
            timeout = aiohttp.ClientTimeout(total=30)
            session = aiohttp.ClientSession(stack.url(gateway), connector=connector, cookie_jar=jar, timeout=timeout)
            clients.append(await exits.enter_async_context(session))
        started = Identities(stack, tuple(clients), preloads)
        for process in (AUTH, *SERVICES, *GATEWAYS):
            await started.start(process)
        yield started
