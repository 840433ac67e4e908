"""The users of a test: their events, their tokens and requests, on a real Postgres."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from fastapi import FastAPI

from chassis.storage.encryption import Keyring
from chassis.testing.clients import client_of
from chassis.testing.clock import FixedClock
from chassis.testing.records import feed, feed_events
from chassis.testing.tokens import Tokens
from contracts.auth import ProfileContent, UserChangedV1
from contracts.event import Event, encode
from social.api import create_api
from social.bootstrap import Container, build
from social.settings import Settings

KEY = bytes([1]) * 32
KEYS = Keyring([KEY])
ADA, BEN, CLEO, DAN = (UUID(int=number) for number in range(1, 5))
NAMES = {ADA: "Ada_L", BEN: "ben", CLEO: "cleo", DAN: "dan_99"}


def settings_of(database_url: str, folder: Path, **values: Any) -> Settings:
    """Return the settings of the service."""
    key = folder / "notice-key"
    key.write_bytes(b64encode(KEY))
    return Settings.model_validate(
        {"database_url": database_url, "kafka_bootstrap": "127.0.0.1:1", "notice_key_files": [str(key)], **values}
    )


def sealed(user_id: UUID, username: str, avatar_id: UUID | None = None) -> str:
    """Return the sealed part of a user's event."""
    text = ProfileContent(username=username, avatar_id=avatar_id).to_json()
    return b64encode(KEYS.seal(text, context=UserChangedV1.context_of(user_id))).decode()


class Society:
    """The service with its users."""

    def __init__(
        self, container: Container, app: FastAPI, client: httpx2.AsyncClient, tokens: Tokens, clock: FixedClock
    ) -> None:
        self.container = container
        self.clock = clock
        self.app = app
        self._client = client
        self._tokens = tokens
        self._versions: dict[UUID, int] = {}

    async def apply(self, *events: Event) -> None:
        """Apply events, none of which may be rejected."""
        assert await feed_events(self.container.routes(), self.container.runtime.transactions, *events) == []

    async def apply_at(self, at: datetime, *events: Event) -> None:
        """Apply events that were published at an instant."""
        messages = [encode(event, "test", time=at) for event in events]
        assert await feed(self.container.routes(), self.container.runtime.transactions, *messages) == []

    async def user(self, user_id: UUID, **values: Any) -> None:
        """Change a user as auth does: without values a user with a name whose profile is public."""
        await self.apply(self.changed(user_id, **values))

    def changed(self, user_id: UUID, **values: Any) -> UserChangedV1:
        """Return the next event of a user."""
        self._versions[user_id] = self._versions.get(user_id, 0) + 1
        stated = {
            "version": self._versions[user_id],
            "user_id": user_id,
            "sealed_profile": sealed(user_id, NAMES.get(user_id, f"user_{user_id.int}")),
            "changed_at": self.clock.now(),
            **values,
        }
        return UserChangedV1.model_validate(stated)

    async def request(
        self,
        user_id: UUID,
        method: str,
        path: str,
        *,
        expect: int | None = None,
        admin: bool = False,
        roles: tuple[str, ...] | None = None,
        **options: Any,
    ) -> httpx2.Response:
        """Return the response to a request below `/api/v1/social`, or below `/api/v1/admin/social`."""
        roles = roles or (("admin",) if admin else ("user",))
        headers = {**self._tokens.bearer(user_id, roles=roles), **options.pop("headers", {})}
        prefix = "/api/v1/admin/social" if admin else "/api/v1/social"
        response = await self._client.request(method, prefix + path, headers=headers, **options)
        assert expect is None or response.status_code == expect, response.text
        return response

    def bearer(self, user_id: UUID) -> dict[str, str]:
        """Return the header of a user's requests."""
        return self._tokens.bearer(user_id)

    async def get(self, user_id: UUID, path: str, **params: Any) -> Any:
        """Return what a user reads."""
        return (await self.request(user_id, "GET", path, params=params, expect=200)).json()["data"]

    async def refusal(self, user_id: UUID, method: str, path: str, **options: Any) -> tuple[int, str]:
        """Return the status and the error code of a refused request."""
        response = await self.request(user_id, method, path, **options)
        return response.status_code, response.json()["error"]["code"]


@asynccontextmanager
async def opened(database_url: str, folder: Path, clock: FixedClock | None = None) -> AsyncIterator[Society]:
    """Yield the service without users."""
    clock, tokens = clock or FixedClock(), Tokens()
    container = build(settings_of(database_url, folder), clock=clock)
    container.runtime.verifier = tokens.verifier()
    app = create_api(container)
    async with client_of(app) as client:
        yield Society(container, app, client, tokens, clock)
    await container.runtime.close()
