"""Users of lists, and titles to fill them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.tokens import Tokens
from contracts.identity import media_id

OWNER, EDITOR, VIEWER, STRANGER = (UUID(int=number) for number in (1, 2, 3, 4))
TITLES = 30


def title(number: int) -> str:
    """Return the id of one of the imported movies."""
    return str(media_id("movie", number))


@dataclass
class UserClient:
    """A client of the library with the token of a user, or without one."""

    client: httpx2.AsyncClient
    headers: dict[str, str]

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """Send a request below the prefix of the API."""
        return await self.client.request(method, f"/api/v1{path}", json=body, headers={**self.headers, **headers})

    async def get(self, path: str) -> Any:
        """Return the data of a successful GET."""
        response = await self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    async def create(self, **fields: Any) -> str:
        """Create a list, and return its id."""
        response = await self.send("POST", "/me/lists", {"name": "Noir", **fields})
        assert response.status_code == 201, response.text
        return str(response.json()["data"]["id"])

    async def add(self, list_id: str, *numbers: int, place: Any = None) -> dict[str, Any]:
        """Add movies to a list, and return the result."""
        body = {"items": [{"mediaItemId": title(number)} for number in numbers], "place": place}
        response = await self.send("POST", f"/lists/{list_id}/items", body)
        assert response.status_code == 200, response.text
        return dict(response.json()["data"])

    async def numbers(self, list_id: str, query: str = "") -> list[int]:
        """Return the movies of a list in its order."""
        items = await self.get(f"/lists/{list_id}/items?limit=100{query}")
        by_id = {title(number): number for number in range(1, TITLES + 1)}
        return [by_id[item["mediaItemId"]] for item in items]


As = Callable[[UUID | None], UserClient]


@pytest.fixture
def as_user(client: httpx2.AsyncClient, tokens: Tokens) -> As:
    def of(user_id: UUID | None) -> UserClient:
        return UserClient(client, {} if user_id is None else dict(tokens.bearer(user_id)))

    return of


@pytest.fixture
def owner(as_user: As) -> UserClient:
    return as_user(OWNER)


@pytest_asyncio.fixture(autouse=True)
async def movies(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    await deliver(*[imported(number, kind="movie") for number in range(1, TITLES + 1)])
