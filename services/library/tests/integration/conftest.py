"""A user of the library, and the requests of this user."""

from typing import Any, Protocol
from uuid import UUID

import httpx2
import pytest

from chassis.testing.tokens import Tokens


class Request(Protocol):
    """Sends a request of the user, checks its status, and returns the body, null when it is empty."""

    async def __call__(self, method: str, path: str, status: int, body: object = None, **headers: str) -> Any: ...


@pytest.fixture
def me(tokens: Tokens) -> dict[str, str]:
    return tokens.bearer(UUID(int=7))


@pytest.fixture
def send(client: httpx2.AsyncClient, me: dict[str, str]) -> Request:
    async def send(method: str, path: str, status: int, body: object = None, **headers: str) -> Any:
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        response = await client.request(method, path, json=body, headers={**me, **more})
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    return send
