"""What a user does with imports over HTTP, for tests."""

from collections.abc import Awaitable
from typing import Any, Final, Protocol
from uuid import UUID

import httpx2

from library.domain.imports.limits import LARGEST_PART

USER: Final = UUID(int=7)
IMPORTS: Final = "/api/v1/me/imports"


class Work(Protocol):
    """Runs every queued job of imports, and returns how many there were."""

    def __call__(self) -> Awaitable[int]: ...


class Api:
    """What a user does with imports; a worker runs after each step."""

    def __init__(self, client: httpx2.AsyncClient, headers: dict[str, str], work: Work) -> None:
        self.client = client
        self.headers = headers
        self.work = work

    async def upload(self, content: str | bytes, **params: Any) -> dict[str, Any]:
        """Return the import of an upload as a worker has read it."""
        data = content.encode() if isinstance(content, str) else content
        parts = [data[start : start + LARGEST_PART] for start in range(0, len(data), LARGEST_PART)]
        begun = {**params, "complete": len(parts) < 2}
        response = await self.client.post(IMPORTS, params=begun, content=parts[0], headers=self.headers)
        assert response.status_code == 202, response.text
        path = f"{IMPORTS}/{response.json()['data']['id']}"
        for number, part in enumerate(parts[1:], 1):
            await self.client.put(f"{path}/parts/{number}", content=part, headers=self.headers)
        if len(parts) > 1:
            response = await self.client.post(f"{path}/complete", headers=self.headers)
        assert response.json()["data"]["state"] == "received"
        await self.work()
        return await self.read(response.json()["data"]["id"])

    async def read(self, import_id: str) -> dict[str, Any]:
        """Return an import."""
        return await self._data("GET", f"{IMPORTS}/{import_id}")

    async def rows(self, import_id: str, **params: Any) -> list[dict[str, Any]]:
        """Return rows of an import."""
        response = await self.client.get(
            f"{IMPORTS}/{import_id}/rows", params={"limit": 100, **params}, headers=self.headers
        )
        assert response.status_code == 200, response.text
        rows: list[dict[str, Any]] = response.json()["data"]
        return rows

    async def decide(self, import_id: str, position: int, **decision: Any) -> dict[str, Any]:
        """Return a row as it was decided."""
        return await self._data("PATCH", f"{IMPORTS}/{import_id}/rows/{position}", decision)

    async def commit(self, import_id: str, **body: Any) -> dict[str, Any]:
        """Return an import as it was committed."""
        await self._data("POST", f"{IMPORTS}/{import_id}/commit", body, 202)
        await self.work()
        return await self.read(import_id)

    async def revert(self, import_id: str) -> dict[str, Any]:
        """Return an import as it was reverted."""
        await self._data("POST", f"{IMPORTS}/{import_id}/revert", None, 202)
        await self.work()
        return await self.read(import_id)

    async def entry(self, media_id: UUID) -> dict[str, Any] | None:
        """Return the user's entry of a title."""
        response = await self.client.get(f"/api/v1/user-media/{media_id}", headers=self.headers)
        entry: dict[str, Any] | None = response.json()["data"]
        return entry

    async def _data(self, method: str, path: str, body: Any = None, status: int = 200) -> dict[str, Any]:
        response = await self.client.request(method, path, json=body, headers=self.headers)
        assert response.status_code == status, response.text
        data: dict[str, Any] = response.json()["data"]
        return data
