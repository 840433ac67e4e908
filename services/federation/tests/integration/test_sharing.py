"""What servers share: browsing, playing, copies and deletions."""

import asyncio
import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.federation.tests.integration.test_relations import related
from services.federation.tests.servers import ALBUM, FILE, LIST, TITLE, TRACKS, USER, Network, Server

from chassis.core.sessions.permission import NotPermitted
from chassis.testing.clock import FixedClock
from federation.application.sharing.streams import metered
from federation.domain.imports.errors import FileDiffers
from federation.domain.peers.errors import BudgetExhausted
from federation.domain.peers.peer import Peer
from federation.domain.peers.permissions import Permission
from federation.infrastructure.imports.folder import DiskFolder

pytestmark = pytest.mark.integration


async def shared(server: Server, kind: str = "album", item_id: UUID = ALBUM) -> str:
    """Let the administrator of a server share an item, and return the id of the share."""
    response = await server.call("POST", "/federation/shares", {"kind": kind, "itemId": str(item_id)})
    assert response.status_code == 201, response.text
    return str(response.json()["data"]["id"])


async def permit(server: Server, peer_id: str, *permissions: str) -> None:
    """Change what a peer may do, and let it know."""
    body = {"permissions": list(permissions)}
    assert (await server.call("PATCH", f"/admin/federation/peers/{peer_id}", body)).status_code == 200
    await server.work()


async def code(server: Server, path: str) -> tuple[int, str]:
    """Return status and code of the response to a user."""
    response = await server.call("GET", path, as_user=True)
    return response.status_code, response.json()["error"]["code"]


async def test_users_browse_and_play_what_a_peer_shares(servers: tuple[Server, Server]) -> None:
    a, b = servers
    of_b, of_a = await related(a, b)
    base = f"/federation/peers/{of_b}"
    album, track = f"{base}/albums/{ALBUM}", f"{base}/albums/{ALBUM}/tracks/{TRACKS[0]}/stream"
    assert (await b.call("GET", f"{base}/albums", as_user=True)).json()["data"] == []
    assert await code(b, album) == (404, "SHARED_ITEM_NOT_FOUND")
    assert await code(b, track) == (404, "SHARED_ITEM_NOT_FOUND")
    share_id = await shared(a)
    assert await shared(a) == share_id
    await shared(a, "list", LIST)

    (peer,) = (await b.call("GET", "/federation/peers", as_user=True)).json()["data"]
    assert peer["name"] == "a.example"
    listed = (await b.call("GET", f"{base}/albums", as_user=True)).json()
    assert [item["name"] for item in listed["data"]] == ["Pastel Blues"]
    assert (listed["meta"]["total"], listed["meta"]["hasMore"]) == (1, False)
    tracks = (await b.call("GET", album, as_user=True)).json()["data"]["tracks"]
    assert [item["id"] for item in tracks] == [str(track) for track in TRACKS]
    played = await b.call("GET", track, as_user=True)
    assert (played.status_code, played.content, played.headers["content-type"]) == (200, FILE, "audio/flac")
    assert "repr-digest" not in played.headers

    assert [item["id"] for item in await b.read(f"{base}/lists")] == [str(LIST)]
    (title,) = (await b.read(f"{base}/lists/{LIST}"))["titles"]
    assert title == {"mediaItemId": str(TITLE), "kind": "movie", "title": "Laura", "year": 1944}
    assert await b.read(f"{base}/titles") == [title]
    assert {item["kind"] for item in await b.read(f"{base}/activity")} == {"album", "list"}

    await permit(a, of_a, "browse")
    assert await code(b, track) == (403, "PEER_NOT_PERMITTED")
    assert await code(b, f"{base}/activity") == (403, "PEER_NOT_PERMITTED")
    assert await code(b, f"/federation/peers/{uuid4()}/albums") == (404, "PEER_NOT_FOUND")
    await a.call("POST", f"/admin/federation/peers/{of_a}/revoke")
    # Here it counts at once, before the peer is notified.
    assert await code(b, album) == (502, "PEER_REFUSED")
    await a.work()
    assert await code(b, album) == (404, "PEER_NOT_FOUND")


async def test_a_list_is_copied_once(servers: tuple[Server, Server]) -> None:
    a, b = servers
    of_b, _ = await related(a, b)
    await shared(a, "list", LIST)
    path = f"/federation/peers/{of_b}/lists/{LIST}/copies"

    async def copied(*, as_user: bool = True) -> UUID:
        response = await b.call("POST", path, as_user=as_user)
        assert (response.status_code, response.json()["data"]["copied"]) == (201, 1), response.text
        return UUID(response.json()["data"]["listId"])

    # One request ends before the id of the list is stored, another one before titles are added.
    for step in ("create", "fill"):
        b.lists.killed_in = step
        assert (await b.call("POST", path, as_user=True)).status_code == 503
    first = await copied()
    assert {await copied() for _ in range(2)} | set(await asyncio.gather(copied(), copied())) == {first}
    assert list(b.lists.created.values()) == [first]
    assert [title.media_id for title in b.lists.titles[first]] == [TITLE]
    assert await copied(as_user=False) != first

    # A copy that its user has deleted is replaced.
    del b.lists.titles[first]
    second = await copied()
    assert second != first
    assert await copied() == second
    async with b.container.units.begin() as work:
        await b.container.application.shares.erase(work, {USER})
    assert await copied() != second


async def test_users_share_only_their_own_lists(servers: tuple[Server, Server]) -> None:
    a, _ = servers
    album, own = {"kind": "album", "itemId": str(ALBUM)}, {"kind": "list", "itemId": str(LIST)}
    assert (await a.call("POST", "/federation/shares", album, as_user=True)).json()["error"]["code"] == "NOT_SHAREABLE"
    share_id = (await a.call("POST", "/federation/shares", own, as_user=True)).json()["data"]["id"]
    a.lists.owner = "viewer"
    assert (await a.call("POST", "/federation/shares", own, as_user=True)).status_code == 404
    await shared(a)
    assert len((await a.call("GET", "/federation/shares", as_user=True)).json()["data"]) == 1
    assert len(await a.read("/federation/shares")) == 2
    for body in ({"kind": "user", "itemId": str(LIST)}, {"kind": "list", "itemId": "\x00"}, {}):
        assert (await a.call("POST", "/federation/shares", body)).status_code == 400
    (other,) = [item["id"] for item in await a.read("/federation/shares") if item["id"] != share_id]
    assert (await a.call("DELETE", f"/federation/shares/{other}", as_user=True)).status_code == 404
    async with a.container.units.begin() as work:
        await a.container.application.shares.erase(work, {USER})
    assert [item["id"] for item in await a.read("/federation/shares")] == [other]


async def test_an_album_is_copied_once_and_deleted_on_request(servers: tuple[Server, Server], network: Network) -> None:
    a, b = servers
    of_b, of_a = await related(a, b)
    share_id = await shared(a)
    body = {"peerId": of_b, "albumId": str(ALBUM)}
    started = await b.call("POST", "/admin/federation/imports", body)
    assert (started.status_code, started.json()["data"]["state"]) == (202, "running")
    assert await b.work() == ["import-album"]
    folder = b.container.settings.import_folder
    assert folder is not None
    files = _files(folder)
    assert [path.rpartition("/")[2][:4] for path in files] == ["1-01", "1-02"]
    (done,) = await b.read("/admin/federation/imports")
    assert (done["state"], done["storedCount"], done["trackCount"]) == ("done", 2, 2)

    # A second request checks what is there: only the file that was damaged is read again.
    (folder / files[0]).write_bytes(b"damaged")
    network.sent.clear()
    await b.call("POST", "/admin/federation/imports", body)
    await b.work()
    assert sum("/file" in url for _, url, _, _ in network.sent) == 1
    assert (folder / files[0]).read_bytes() == FILE

    deletion = (await a.call("DELETE", f"/federation/shares/{share_id}")).json()["data"]
    (server,) = (await a.read(f"/federation/deletions/{deletion['id']}"))["servers"]
    assert (server["peerId"], server["confirmedAt"]) == (of_a, None)
    await a.work()
    (server,) = (await a.read(f"/federation/deletions/{deletion['id']}"))["servers"]
    assert server["confirmedAt"] is not None
    assert _files(folder) == []
    assert (await b.read("/admin/federation/imports"))[0]["state"] == "deleted"
    assert (await a.call("GET", f"/federation/deletions/{deletion['id']}", as_user=True)).status_code == 404


async def test_a_file_with_another_hash_is_not_stored(tmp_path: Path) -> None:
    folder = DiskFolder(tmp_path)
    digest = b64encode(hashlib.sha256(FILE).digest()).decode()

    async def chunks() -> Any:
        yield FILE[:-1]

    with pytest.raises(FileDiffers):
        await folder.write("a/b.flac", chunks(), digest, 10**6)
    with pytest.raises(FileDiffers):
        await folder.write("../b.flac", chunks(), digest, 10**6)
    with pytest.raises(FileDiffers):
        await folder.write("a/b.flac", chunks(), digest, 10)
    assert _files(tmp_path) == []


async def test_streams_end_with_what_permits_them(servers: tuple[Server, Server], clock: FixedClock) -> None:
    a, b = servers
    _, of_a = await related(a, b)
    await shared(a)
    peer = await a.container.application.decide.get(UUID(of_a))
    received: list[bytes] = []

    async def read() -> None:
        serve = a.container.application.serve
        async with serve.track(peer, ALBUM, TRACKS[0], Permission.STREAM, {}) as opened:
            async for chunk in opened.chunks:
                received.append(chunk)
                if len(received) == 2:
                    await a.call("POST", f"/admin/federation/peers/{of_a}/revoke")
                    clock.instant += timedelta(seconds=3)

    with pytest.raises(NotPermitted):
        await asyncio.wait_for(read(), 10)
    assert len(received) == 2

    async def endless() -> Any:
        while True:
            yield bytes(600_000)

    sent: list[int] = []

    async def send() -> None:
        async for chunk in metered(endless(), a.container.units, clock, _with_bytes(peer, 3_000_000)):
            sent.append(len(chunk))

    with pytest.raises(BudgetExhausted):
        await send()
    # What is counted of the file before belongs to the same day.
    assert 1_000_000 < sum(sent) < 3_600_000


async def test_a_stream_of_a_peer_ends_with_the_session_of_its_user(
    servers: tuple[Server, Server], clock: FixedClock
) -> None:
    a, b = servers
    of_b, _ = await related(a, b)
    await shared(a)
    application, session, other = b.container.application, uuid4(), uuid4()

    async def end(session_id: UUID) -> None:
        async with b.container.units.begin() as work:
            await application.end_sessions(work, {session_id: clock.now() + timedelta(minutes=5)})
        clock.instant += timedelta(seconds=3)

    async def read(ended: UUID) -> int:
        opening = application.browse.track(UUID(of_b), ALBUM, TRACKS[0], {}, session)
        async with opening as opened:
            await end(ended)
            return sum([len(chunk) async for chunk in opened.chunks])

    assert await read(other) == len(FILE)
    for _ in range(2):
        with pytest.raises(NotPermitted):
            await read(session)


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _with_bytes(peer: Peer, most: int) -> Peer:
    return replace(peer, budget=replace(peer.budget, bytes=most))
