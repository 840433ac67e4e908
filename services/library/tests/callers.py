"""A client that sends the requests of one user, and checks what every response has."""

from typing import Any

import httpx2


class Caller:
    """Sends requests of one user."""

    def __init__(self, client: httpx2.AsyncClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    async def __call__(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """Send a request, check its status, and return `data`, a whole page, or the error."""
        response = await self.client.request(method, f"/api/v1/me{path}", json=body, headers=self.headers)
        assert response.status_code == status, response.text
        assert status >= 400 or response.headers["cache-control"] == "private, no-store"
        result = response.json()
        if status >= 400:
            return result["error"]
        return result if "meta" in result else result["data"]
