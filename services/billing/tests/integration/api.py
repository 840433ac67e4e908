"""Requests of users and of finance."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from services.billing.tests.histories import USER

from billing.api import create_api
from billing.bootstrap import Container
from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens

FINANCE = UUID(int=900)


@dataclass(frozen=True, slots=True)
class Api:
    """The routes of billing."""

    client: httpx2.AsyncClient
    tokens: Tokens

    async def user(self, method: str, path: str, body: Any = None, *, user_id: UUID = USER, **headers: str) -> Any:
        """Return the response to a user."""
        signed = self.tokens.bearer(user_id) | headers
        return await self.client.request(method, f"/api/v1{path}", json=body, headers=signed)

    async def finance(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Return the response to finance."""
        signed = self.tokens.bearer(FINANCE, ("finance",)) | headers
        return await self.client.request(method, f"/api/v1/admin/billing{path}", json=body, headers=signed)


@asynccontextmanager
async def api_of(container: Container) -> AsyncIterator[Api]:
    """Serve the routes."""
    tokens = Tokens()
    container.runtime.verifier = tokens.verifier()
    async with client_for(create_api(container)) as client:
        yield Api(client, tokens)


def outcome(response: Any) -> tuple[int, str | None]:
    """Return the status and the code of an error."""
    body = response.json()
    return response.status_code, None if body["success"] else body["error"]["code"]
