"""A music folder of five tracks, and users with playlists."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.application.users.ports import UserUpdate
from music.domain.folders.folder import Visibility

PLAYLISTS = "/api/v1/music/playlists"


@dataclass(frozen=True)
class User:
    """A user who makes requests."""

    id: UUID
    client: httpx2.AsyncClient
    headers: dict[str, str]

    async def call(self, method: str, path: str = "", **options: Any) -> httpx2.Response:
        """Return the response to a request about playlists, or about another path from the root."""
        headers = {**self.headers, **options.pop("headers", {})}
        address = path if path.startswith("/api") else f"{PLAYLISTS}{path}"
        return await self.client.request(method, address, headers=headers, **options)

    async def data(self, path: str = "") -> Any:
        """Return the data of a successful GET."""
        response = await self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    async def titles(self, playlist: str, query: str = "") -> list[str]:
        """Return the titles of a playlist in its order."""
        return [entry["track"]["title"] for entry in await self.data(f"/{playlist}/entries?limit=100{query}")]

    async def create(self, name: str = "Road trip", track_ids: list[str] | None = None, **fields: Any) -> str:
        """Return the id of a new playlist."""
        response = await self.call("POST", json={"name": name, "trackIds": track_ids or [], **fields})
        assert response.status_code == 201, response.text
        created: str = response.json()["data"]["id"]
        return created


@dataclass(frozen=True)
class Group:
    """Two users: the first hears every track, the second all but `Secret`."""

    owner: User
    other: User
    tracks: dict[str, str]
    """Ids by title."""


def refused(response: httpx2.Response) -> tuple[int, str]:
    """Return the status and the code of an error."""
    return response.status_code, response.json()["error"]["code"]


@pytest_asyncio.fixture
async def group(music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> Group:
    """Return two users with different rights."""
    users = [User(user_id, client, tokens.bearer(user_id)) for user_id in (uuid4(), uuid4())]
    for number, title in enumerate(("A", "B", "C", "D"), start=1):
        write(music.root / f"Records/{title}.flac", title=title, artist="Nina", album="X", tracknumber=str(number))
    write(music.root / "Private/Secret.flac", title="Secret", artist="Miles", album="Y", seconds=100.0)
    change = FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({users[0].id}))
    (music.root / "Records").mkdir(exist_ok=True)
    await music.add("Records")
    await music.add("Private", change)
    async with music.container.units.begin() as work:
        await work.users.update([UserUpdate(user.id, 1, None, is_administrator=False) for user in users])
    listed = await users[0].data("/api/v1/music/tracks")
    return Group(users[0], users[1], {track["title"]: track["id"] for track in listed})
