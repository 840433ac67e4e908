"""Every service with an API behind a gateway, some titles in them, and the tokens of a user and an administrator."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from chassis.testing.kafka import wait_until
from devstack.faults.stack import FaultStack, Process, running
from devstack.providers import IMAGES
from devstack.secret_files import ADMIN_EMAIL
from devstack.servers.artifacts import Installed
from devstack.services import SIMULATOR
from gateway.domain.routes import API_SERVICES

GATEWAY: Final = Process("gateway")
APIS: Final = tuple(map(Process, API_SERVICES))
ANONYMOUS, USER, ADMIN = "anonymous", "user", "admin"
IDENTITIES: Final = (ANONYMOUS, USER, ADMIN)
PASSWORD: Final = "Correct-horse-7-battery"
TITLES: Final = (("movie", 550), ("show", 1396), ("movie", 603))
SETTLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Apis:
    """The running stack and the access token of each identity; anonymous clients have none."""

    stack: FaultStack
    tokens: Mapping[str, str]

    def url(self, name: str) -> str:
        """Return the address of a service or of the gateway."""
        return self.stack.url(Process(name))

    def headers(self, identity: str) -> dict[str, str]:
        """Return what a client of an identity sends."""
        return {} if identity == ANONYMOUS else {"Authorization": f"Bearer {self.tokens[identity]}"}

    async def document(self, name: str) -> dict[str, Any]:
        """Return the API document of a service or of the gateway, which waits for those of the services."""
        document: dict[str, Any] = {}

        async def is_complete() -> bool:
            async with http.get(f"{self.url(name)}/openapi.json") as response:
                document.update(json.loads(await response.read()))
            return not document.pop("x-missing-services", None)

        async with aiohttp.ClientSession() as http:
            await wait_until(is_complete, seconds=SETTLE_SECONDS, every=0.3, what=f"the document of {name}")
        return document


@asynccontextmanager
async def apis(installed: Installed) -> AsyncIterator[Apis]:
    """Yield the stack, filled."""
    # Requests are many, and a run lasts for longer than an access token.
    environment = {"AUTH_ACCESS_SECONDS": "3600"}
    async with running(installed, environment=environment) as stack, aiohttp.ClientSession() as http:
        await stack.storage.start()
        # A third at a time: on a busy machine so many that start at once would be late.
        for part in (APIS[::3], APIS[1::3], APIS[2::3]):
            await asyncio.gather(*map(stack.start, part))
        # No test calls a host that is not on this machine.
        images = {f"GATEWAY_{host}_IMAGES_URL": stack.plan.url(SIMULATOR) + IMAGES for host in ("TMDB", "TVMAZE")}
        await stack.start(GATEWAY, images)
        # Not through the gateway, whose deadlines a busy machine misses.
        auth, ingestion = (f"{stack.url(Process(name))}/api/v1" for name in ("auth", "ingestion"))
        user = {"email": "ada@marquee.example", "username": "ada_l", "password": PASSWORD}
        admin = {"email": ADMIN_EMAIL, "password": stack.secrets.admin_password}
        tokens = {
            USER: await _token(http, f"{auth}/auth/register", user),
            ADMIN: await _token(http, f"{auth}/auth/login", admin),
        }
        for kind, number in TITLES:
            headers = {"Authorization": f"Bearer {tokens[ADMIN]}"}
            body = {"type": kind, "tmdbId": number}
            async with http.post(f"{ingestion}/ingestion/sync", json=body, headers=headers) as response:
                response.raise_for_status()

        async def is_filled() -> bool:
            return bool((await stack.fetch("select count(*) >= $1 from catalog.media", len(TITLES)))[0][0])

        await wait_until(is_filled, seconds=SETTLE_SECONDS, every=0.2, what="the titles in the catalog")
        yield Apis(stack, tokens)


async def _token(http: aiohttp.ClientSession, url: str, body: Mapping[str, str]) -> str:
    async with http.post(url, json=body) as response:
        response.raise_for_status()
        return str(json.loads(await response.read())["data"]["accessToken"])
