"""Users with app passwords, and a folder of music that only one of them hears."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import httpx2
import pytest_asyncio
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.clients import serving
from chassis.testing.tokens import Tokens
from contracts.auth import UserChangedV1
from music.api import create_api
from music.application.folders.managing import FolderChange
from music.application.users.ports import UserUpdate
from music.domain.folders.folder import Visibility

REST = "/api/v1/rest"
PASSWORDS = "/api/v1/music/me/app-passwords"


@dataclass
class App:
    """An app of a user, which signs in by its password."""

    id: UUID
    name: str
    client: httpx2.AsyncClient
    headers: dict[str, str]
    """Of a session of the user."""
    secret: str = ""

    async def send(self, method: str, *pairs: tuple[str, str], **parameters: Any) -> httpx2.Response:
        """Return the response to a method."""
        fields = {"u": self.name, "p": self.secret, "v": "1.16.1", "c": "test", "f": "json", **parameters}
        sent = [*((name, str(value)) for name, value in fields.items() if value is not None), *pairs]
        return await self.client.get(f"{REST}/{method}", params=urlencode(sent))

    async def call(self, method: str, *pairs: tuple[str, str], **parameters: Any) -> Any:
        """Return the body of a method, which succeeds."""
        response = await self.send(method, *pairs, **parameters)
        body = response.json()["subsonic-response"]
        assert (response.status_code, body["status"]) == (200, "ok"), (method, body)
        return body

    async def failure(self, method: str, *pairs: tuple[str, str], **parameters: Any) -> int:
        """Return the code with which a method fails."""
        response = await self.send(method, *pairs, **parameters)
        body = response.json()["subsonic-response"]
        assert (response.status_code, body["status"]) == (200, "failed"), (method, body)
        code: int = body["error"]["code"]
        return code


@dataclass(frozen=True)
class Apps:
    """Two users: the first, an administrator, hears everything; the second all but the folder `Private`."""

    admin: App
    user: App


@pytest_asyncio.fixture
async def apps(music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> Apps:
    """Return the apps of two users with different rights."""
    both = []
    for name, roles in (("Ann", ["admin"]), ("Ben", [])):
        user_id = uuid4()
        both.append(App(user_id, name, client, tokens.bearer(user_id, roles)))
    lyrics = "[00:01.50]Oh sinnerman\n[00:04.00]Where you gonna run to"
    for number, title in enumerate(("Be My Husband", "Sinnerman"), start=1):
        write(
            music.root / f"Records/Nina/{title}.flac",
            title=title,
            artist="Nina Simone",
            album="Pastel Blues",
            tracknumber=str(number),
            date="1965",
            genre=["Jazz", "Soul"],
            lyrics=lyrics if number == 2 else [],
        )
    write(music.root / "Records/Acdc/a.flac", title="T.N.T.", artist="AC/DC", album="TNT", date="1975", genre="Rock")
    write(music.root / "Private/a.flac", title="Secret", artist="Miles Davis", album="Kind of Blue", date="1959")
    await music.add("Records")
    await music.add("Private", FolderChange(visibility=Visibility.CHOSEN))
    async with music.container.units.begin() as work:
        await work.users.update(
            [UserUpdate(app.id, 1, UserChangedV1.digest_of(app.name), app.name == "Ann") for app in both]
        )
    for app in both:
        created = await client.post(PASSWORDS, json={"name": "Phone"}, headers=app.headers)
        assert created.status_code == 201, created.text
        app.secret = created.json()["data"]["secret"]
    return Apps(*both)


@pytest_asyncio.fixture
async def port(music: Music, apps: Apps) -> AsyncIterator[int]:
    """Yield the port of the service on a real server."""
    async with serving(create_api(music.container)) as address:
        yield int(address.rpartition(":")[2])
