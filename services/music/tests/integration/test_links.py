"""Links to tracks, covers and albums, and streams that end when their user may not hear them any more."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.covers.test_covers import BLUE, png
from services.music.tests.integration.listeners import code

from chassis.core.sessions.permission import NotPermitted, while_permitted
from chassis.testing.clients import client_of
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from music.api import create_api
from music.application.folders.access import Listener
from music.application.folders.managing import FolderChange
from music.application.streaming.linking import LinkMusic
from music.application.streaming.permission import (
    CHECK_INTERVAL,
    HasEnded,
    StreamPermission,
    app_password,
    session,
)
from music.application.users.ports import UserUpdate
from music.domain.folders.folder import Visibility
from music.domain.streaming.errors import MusicLinkExpired
from objects.prefix_tokens import PrefixToken, PrefixTokenKeys

API = "/api/v1/music"
CONTENT = bytes(range(256)) * 3000
HIDDEN = FolderChange(visibility=Visibility.CHOSEN)


class Library:
    """An album of two tracks with a cover, and a user in a session."""

    def __init__(self, music: Music, client: httpx2.AsyncClient, tokens: Tokens, folder: UUID) -> None:
        self.music, self.client, self.tokens, self.folder = music, client, tokens, folder
        self.user, self.session = uuid4(), uuid4()

    def headers(self, user: UUID | None = None, session: UUID | None = None) -> dict[str, str]:
        """Return the headers of a user in a session."""
        token = self.tokens.issue(user or self.user, session_id=session or self.session)
        return {"Authorization": f"Bearer {token}"}

    async def ids(self, kind: str) -> list[str]:
        """Return the ids of all tracks or albums."""
        return [item["id"] for item in (await self.client.get(f"{API}/{kind}", headers=self.headers())).json()["data"]]

    async def make(self, kind: str, body: dict[str, Any], **of: UUID) -> httpx2.Response:
        """Request a link to the first track or album."""
        return await self.client.post(
            f"{API}/{kind}/{(await self.ids(kind))[0]}/links", json=body, headers=self.headers(**of)
        )

    async def link(self, kind: str = "tracks", **body: Any) -> str:
        """Return the path of a link."""
        made = await self.make(kind, body)
        assert made.status_code == 201, made.text
        return str(made.json()["data"]["path"])

    async def withdraw(self) -> None:
        """Let only administrators hear the folder."""
        await self.music.container.application.folders.change(self.folder, HIDDEN, None)


@pytest.fixture
async def library(music: Music, client: httpx2.AsyncClient, tokens: Tokens) -> Library:
    """Return the library, scanned with its cover."""
    for number, title in enumerate(("One", "Two"), 1):
        path = music.root / f"Records/{number}.flac"
        write(path, title=title, artist="A", album="X", tracknumber=str(number))
        path.write_bytes(path.read_bytes() + CONTENT)
    (music.root / "Records/cover.png").write_bytes(png(BLUE))
    folder = await music.add()
    await music.covers()
    return Library(music, client, tokens, folder.id)


async def test_a_link_opens_what_it_was_made_for_as_the_ordinary_route_does(library: Library) -> None:
    client, made = library.client, await library.make("tracks", {})
    data = made.json()["data"]
    assert (made.status_code, data["mediaType"]) == (201, "audio/flac")
    left = datetime.fromisoformat(data["expiresAt"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)
    content = (library.music.root / "Records/1.flac").read_bytes()
    whole = await client.get(data["path"])
    assert (whole.status_code, whole.content) == (200, content)
    assert (whole.headers["content-type"], whole.headers["cross-origin-resource-policy"]) == (
        "audio/flac",
        "cross-origin",
    )
    part = await client.get(data["path"], headers={"Range": "bytes=10-19", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, content[10:20])
    same = await client.get(data["path"], headers={"If-None-Match": whole.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = await client.head(data["path"])
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
    beyond = await client.get(data["path"], headers={"Range": f"bytes={len(content)}-"})
    assert code(beyond) == (416, "RANGE_NOT_SATISFIABLE")
    for kind, size in (("tracks", "thumb"), ("albums", "original")):
        cover = await client.get(await library.link(kind, content="cover", size=size))
        assert (cover.status_code, cover.headers["content-type"]) == (200, "image/webp")
        again = {"If-None-Match": cover.headers["etag"]}
        assert (
            await client.get(await library.link(kind, content="cover", size=size), headers=again)
        ).status_code == 304
    archive = await client.get(await library.link("albums"))
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        assert sorted(opened.namelist()) == ["A - X/01 - One.flac", "A - X/02 - Two.flac"]
    # What the link states counts, and nothing is added to its address. Encoding is not available here.
    assert code(await client.get(await library.link(format="opus"))) == (409, "TRANSCODING_UNAVAILABLE")
    assert code(await client.get(f"{data['path']}?format=opus")) == (400, "VALIDATION_ERROR")


async def test_a_link_that_was_not_made_like_this_is_refused(library: Library) -> None:
    client, path = library.client, await library.link()
    other = await library.link(format="mp3")
    for changed in (
        f"{path[:-1]}{'A' if path[-1] != 'A' else 'B'}",
        f"{path[:-60]}{other[-60:]}",
        f"{API}/links/mqm_x",
        f"{API}/links/%00",
        f"{API}/links/%ED%A0%80",
        f"{API}/links/mqm_{'A' * 1000}",
    ):
        assert code(await client.get(changed)) == (403, "MUSIC_LINK_INVALID"), changed
    assert code(await client.get(f"{API}/links/{'x' * 2000}")) == (400, "VALIDATION_ERROR")
    keys = PrefixTokenKeys.of(library.music.container.settings.read_keyring().derived(b"music.links"))
    late = int(datetime.now(UTC).timestamp()) + 600
    for prefix in ("music/other/", "renditions/1/"):
        foreign = keys.issue(PrefixToken((prefix,), late, library.user, uuid4(), library.session))
        assert code(await client.get(f"{API}/links/{foreign}")) == (403, "MUSIC_LINK_INVALID")
    clock = FixedClock(datetime.now(UTC) + timedelta(hours=1, minutes=1))
    links = LinkMusic(library.music.container.units, keys, timedelta(hours=1), clock)
    with pytest.raises(MusicLinkExpired):
        await links.open(path.rpartition("/")[2])
    clock.instant -= timedelta(minutes=10)
    assert (await links.open(path.rpartition("/")[2])).listener == Listener(library.user)
    for body in ({"format": "flac"}, {"bitRate": 97}, {"content": "archive"}, {"size": 1}, {"more": 1}):
        assert code(await library.make("tracks", body)) == (400, "VALIDATION_ERROR"), body
    unknown = f"{API}/tracks/{uuid4()}/links"
    assert code(await client.post(unknown, json={}, headers=library.headers())) == (404, "TRACK_NOT_FOUND")
    assert (await client.post(unknown, json={})).status_code == 401


async def test_a_link_ends_with_its_session_and_with_what_its_user_may_hear(library: Library) -> None:
    client, application = library.client, library.music.container.application
    links = [await library.link(), await library.link("albums"), await library.link("albums", content="cover")]
    other = (await library.make("tracks", {}, session=uuid4())).json()["data"]["path"]
    async with library.music.container.units.begin() as work:
        await application.radio.end_sessions(work, {library.session: datetime.now(UTC) + timedelta(minutes=10)})
    for link in links:
        assert code(await client.get(link)) == (403, "MUSIC_LINK_INVALID")
    assert code(await library.make("tracks", {})) == (401, "UNAUTHORIZED")
    assert (await client.get(other)).status_code == 200
    library.session = uuid4()
    links = [await library.link(), await library.link("albums"), await library.link("tracks", content="cover")]
    await library.withdraw()
    for link in links:
        assert code(await client.get(link)) == (403, "MUSIC_LINK_INVALID")
    # An administrator hears it: what its user is now counts, not what it was.
    for version, is_administrator, status in ((1, True, 200), (2, False, 403)):
        async with library.music.container.units.begin() as work:
            await work.users.update([UserUpdate(library.user, version, None, is_administrator)])
        assert (await client.get(links[0])).status_code == status


class Withdrawn(StreamPermission):
    """Permits nothing that has begun."""

    def of_track(self, *_: object) -> Any:
        return self._refuse

    def of_album(self, *_: object) -> Any:
        return self._refuse

    async def _refuse(self) -> bool:
        return False


async def test_what_its_user_may_not_hear_any_more_is_broken_off_within_seconds(library: Library) -> None:
    container = library.music.container
    application, clock = container.application, FixedClock(datetime.now(UTC))
    permission = StreamPermission(container.units, clock)
    listener, [track, _], [album] = Listener(library.user), await library.ids("tracks"), await library.ids("albums")
    file = await application.library.file(listener, UUID(track))
    archive = await application.downloads.find(listener, UUID(album))

    async def go_on(has_ended: HasEnded, end: Callable[[], Awaitable[None]]) -> None:
        async with application.files.open(file) as opened:
            streams = [
                while_permitted(opened.chunks(None), permission.of_track(listener, has_ended, file.track_id)),
                while_permitted(
                    application.downloads.chunks(archive), permission.of_album(listener, has_ended, UUID(album))
                ),
            ]
            for stream in streams:
                await anext(stream)
            clock.instant += CHECK_INTERVAL
            for stream in streams:
                await anext(stream)
            await end()
            clock.instant += CHECK_INTERVAL
            for stream in streams:
                with pytest.raises(NotPermitted):
                    await anext(stream)

    async def sign_out() -> None:
        async with container.units.begin() as work:
            await application.radio.end_sessions(work, {library.session: clock.now() + timedelta(minutes=10)})

    link = await library.link()
    refusing = replace(application, permission=Withdrawn(container.units, clock))
    async with client_of(create_api(replace(container, application=refusing))) as client:
        for path in (f"{API}/tracks/{track}/stream", f"{API}/albums/{album}/download", link):
            # The connection is closed before the length that was stated.
            with pytest.raises(RuntimeError, match="ends before"):
                await client.get(path, headers=library.headers())
            assert (await client.head(path, headers=library.headers())).status_code == 200
    await go_on(session(library.session), sign_out)
    password, _ = await application.apps.passwords.create(library.user, "Phone")

    async def revoke() -> None:
        await application.apps.passwords.revoke(library.user, password.id)

    await go_on(app_password(library.user, password.id), revoke)
    await go_on(session(uuid4()), library.withdraw)
