"""Users who listen, in tests."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx2

from chassis.testing.tokens import Tokens


class User:
    """A signed-in user of the API."""

    def __init__(self, client: httpx2.AsyncClient, tokens: Tokens, roles: list[str] | None = None) -> None:
        self.id: UUID = uuid4()
        self._client = client
        self._headers = {**tokens.bearer(self.id, roles or []), "Content-Type": "application/json"}

    async def send(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> httpx2.Response:
        """Return the response of a request."""
        sent = {**self._headers, **(headers or {})}
        # Escapes lone surrogates, which no client encodes.
        content = None if body is None else json.dumps(body)
        return await self._client.request(method, f"/api/v1/music/{path}", content=content, headers=sent)

    async def get(self, path: str) -> Any:
        """Return the data of a response."""
        response = await self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    async def ids(self, kind: str = "tracks") -> dict[str, str]:
        """Return the ids of everything that the user may hear, by name."""
        items = await self.get(f"{kind}?limit=100")
        return {item["title" if kind == "tracks" else "name"]: item["id"] for item in items}

    async def play(self, track_id: str, **fields: object) -> None:
        """Record a play."""
        response = await self.send("POST", "plays", {"trackId": track_id, **fields})
        assert response.status_code == 201, response.text


def code(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code of an error."""
    return response.status_code, response.json()["error"]["code"]
