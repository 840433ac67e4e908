"""The files of tracks: whole, in ranges, by conditions."""

from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.domain.folders.folder import Visibility


async def track(client: httpx2.AsyncClient, headers: dict[str, str]) -> str:
    """Return the path of the only track's file."""
    (one,) = (await client.get("/api/v1/music/tracks", headers=headers)).json()["data"]
    return f"/api/v1/music/tracks/{one['id']}/stream"


async def test_a_track_is_sent_as_its_file_is(client: httpx2.AsyncClient, music: Music, tokens: Tokens) -> None:
    path = write(music.root / "Records/a.flac", title="Sinnerman/Live", artist="Nina Simone", album="X")
    path.write_bytes(path.read_bytes() + bytes(range(256)) * 4000)
    await music.add()
    content = path.read_bytes()
    headers = tokens.bearer(uuid4())
    address = await track(client, headers)
    whole = await client.get(address, headers=headers)
    assert (whole.status_code, whole.content) == (200, content)
    assert whole.headers["content-type"] == "audio/flac"
    assert whole.headers["content-length"] == str(len(content))
    assert whole.headers["content-disposition"] == "inline; filename*=UTF-8''Sinnerman%2FLive.flac"
    assert "Records" not in str(whole.headers)
    part = await client.get(address, headers={**headers, "Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(content)}"
    assert (await client.get(address, headers={**headers, "Range": "bytes=-5"})).content == content[-5:]
    beyond = await client.get(address, headers={**headers, "Range": f"bytes={len(content)}-"})
    assert (beyond.status_code, beyond.json()["error"]["code"]) == (416, "RANGE_NOT_SATISFIABLE")
    head = await client.head(address, headers=headers)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))


async def test_a_stored_copy_is_used_while_the_file_is_the_same(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens
) -> None:
    path = write(music.root / "Records/a.flac", title="T", artist="A", album="X")
    await music.add()
    headers = tokens.bearer(uuid4())
    address = await track(client, headers)
    tag = (await client.get(address, headers=headers)).headers["etag"]
    same = await client.get(address, headers={**headers, "If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    resumed = await client.get(address, headers={**headers, "Range": "bytes=5-", "If-Range": tag})
    assert resumed.status_code == 206
    path.write_bytes(path.read_bytes() + b"more")
    changed = await client.get(address, headers={**headers, "Range": "bytes=5-", "If-Range": tag})
    assert (changed.status_code, changed.content) == (200, path.read_bytes())


@pytest.mark.parametrize("state", ["missing", "a link", "not heard"])
async def test_what_a_user_may_not_hear_or_is_not_there_is_not_found(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens, state: str
) -> None:
    path = write(music.root / "Records/a.flac", title="T", artist="A", album="X")
    folder = await music.add()
    headers = tokens.bearer(uuid4())
    address = await track(client, headers)
    match state:
        case "missing":
            path.unlink()
        case "a link":
            path.rename(music.root / "elsewhere.flac")
            path.symlink_to(music.root / "elsewhere.flac")
        case _:
            change = FolderChange(visibility=Visibility.CHOSEN)
            await music.container.application.folders.change(folder.id, change, None)
    response = await client.get(address, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "TRACK_NOT_FOUND")
