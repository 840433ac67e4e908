"""Sessions over HTTP: a service with delivery keys and a file of countries, at a time that tests set."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio
from services.playback.tests.integration.conftest import USER
from services.playback.tests.playing import add_playable

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON, FixedClock
from chassis.testing.locations.files import location_file
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase
from playback.api import create_api
from playback.bootstrap import Container, build
from playback.domain.assets.asset import Access, Asset
from playback.domain.assets.subject import Subject
from playback.domain.entitlements.entitlement import Entitlement, Purchase
from playback.settings import Settings

KYIV: Final = "203.0.113.7"
WARSAW: Final = "198.51.100.7"
NOWHERE: Final = "192.0.2.7"
NETWORKS: Final = {
    "203.0.113.0/24": {"country": {"iso_code": "UA"}},
    "198.51.100.0/24": {"country": {"iso_code": "PL"}},
}
DELIVERY_KEYS: Final = f"k1:{'ab' * 32}"


@dataclass(slots=True)
class Site:
    """The service, its clock, and users who are signed in."""

    container: Container
    clock: FixedClock
    client: httpx2.AsyncClient
    tokens: Tokens
    sign_ins: dict[UUID, UUID] = field(default_factory=dict)

    async def request(
        self, method: str, path: str, body: Any = None, *, user: UUID = USER, **options: Any
    ) -> httpx2.Response:
        """Send a request of a user; `options` are `roles`, `device`, `sign_in`, `address`, `key`."""
        sign_in = options.get("sign_in") or self.sign_ins.setdefault(user, uuid4())
        claims = {"device_id": str(options["device"])} if "device" in options else {}
        token = self.tokens.issue(user, options.get("roles", ("user",)), session_id=sign_in, claims=claims)
        headers = {"Authorization": f"Bearer {token}", "X-Forwarded-For": options.get("address", KYIV)}
        if "key" in options:
            headers["Idempotency-Key"] = options["key"]
        return await self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)

    async def start(self, subject: Subject, body: Any = None, **options: Any) -> httpx2.Response:
        """Request a session."""
        return await self.request("POST", f"playback/{subject}/session", body or {}, **options)

    async def playable(self, subject: Subject, access: Access = Access.FREE, **fields: Any) -> Asset:
        """Store an asset that can be played."""
        async with self.container.units.begin() as work:
            return await add_playable(work, subject, access, **fields)

    async def entitle(self, streams: int = 2, *, plan: str = "standard", version: int = 1, user: UUID = USER) -> None:
        """Store the plan of a user."""
        entitlement = Entitlement(
            user_id=user,
            version=version,
            plan=plan,
            concurrent_streams=streams,
            valid_until=NOON + timedelta(days=30),
            changed_at=self.clock.now(),
        )
        async with self.container.units.begin() as work:
            await self.container.application.sessions.entitlements.subscribed(work, [entitlement])

    async def sell(self, media_id: UUID, user: UUID = USER, **fields: Any) -> Purchase:
        """Sell a title to a user."""
        stated: dict[str, Any] = {
            "id": uuid4(),
            "user_id": user,
            "media_id": media_id,
            "version": 1,
            "is_started": False,
            "valid_until": None,
            "is_revoked": False,
            "changed_at": self.clock.now(),
            **fields,
        }
        purchase = Purchase(**stated)
        async with self.container.units.begin() as work:
            await self.container.application.sessions.entitlements.purchased(work, [purchase])
        return purchase


OpenSite: TypeAlias = Callable[..., Awaitable[Site]]


@pytest_asyncio.fixture
async def open_site(create_database: CreateDatabase, encryption_key: Path, tmp_path: Path) -> AsyncIterator[OpenSite]:
    """Return a function that opens the service with settings on a schema of its own."""
    countries = tmp_path / "countries.mmdb"
    countries.write_bytes(location_file(NETWORKS, kind="Test-Country"))
    async with AsyncExitStack() as stack:

        async def open_(**settings: Any) -> Site:
            urls = await create_database("playback")
            clock = FixedClock()
            stated: dict[str, Any] = {
                "database_url": urls.app,
                "kafka_bootstrap": "127.0.0.1:1",
                "sources_url": "http://127.0.0.1:1",
                "encryption_key_files": (encryption_key,),
                "delivery_keys": DELIVERY_KEYS,
                "location_file": countries,
                **settings,
            }
            container = build(Settings(**stated), clock=clock)
            stack.push_async_callback(container.runtime.close)
            tokens = Tokens()
            container.runtime.verifier = tokens.verifier()
            client = await stack.enter_async_context(client_for(create_api(container)))
            return Site(container, clock, client, tokens)

        yield open_


@pytest_asyncio.fixture
async def site(open_site: OpenSite) -> Site:
    """Return the service with the usual settings."""
    return await open_site()
