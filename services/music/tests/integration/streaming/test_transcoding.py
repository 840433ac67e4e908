"""Tracks that are encoded while they are sent, and stored for the next time."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.streaming.conftest import Tone

from chassis.testing.tokens import Tokens
from music.application.folders.access import Listener
from music.application.library.views import TrackFile
from music.application.streaming.ports import Encoded
from music.domain.streaming.encodings import BitRate, Encoding, Target
from music.domain.streaming.errors import TranscodersBusy
from music.infrastructure.transcoding.encoding import AHEAD_BYTES
from music.infrastructure.transcoding.transcoder import Transcoder

LOUD = Target(Encoding.MP3, BitRate.K320)


@pytest.fixture
def user(tokens: Tokens) -> dict[str, str]:
    """Return the headers of a user."""
    return tokens.bearer(uuid4())


async def stream_of(client: httpx2.AsyncClient, user: dict[str, str], title: str) -> str:
    """Return the path of a track's stream."""
    tracks = (await client.get("/api/v1/music/tracks", headers=user)).json()["data"]
    [track] = [track for track in tracks if track["title"] == title]
    return f"/api/v1/music/tracks/{track['id']}/stream"


def stored(music: Music) -> list[Path]:
    """Return the files of the folder of encoded tracks, also those that are being written."""
    folder = music.root / "transcodes"
    return sorted(folder.iterdir()) if folder.exists() else []


def seconds_of(tools: Path, content: bytes, path: Path) -> float:
    """Return how long encoded sound is."""
    path.write_bytes(content)
    command = [str(tools / "ffmpeg"), "-v", "error", "-nostdin", "-i", str(path), "-f", "s16le", "-ar", "8000"]
    sound = subprocess.run([*command, "-ac", "1", "-"], check=True, capture_output=True, timeout=30).stdout
    return len(sound) / 16000


@pytest.mark.parametrize(("query", "media_type"), [("opus", "audio/ogg"), ("mp3&bitRate=96", "audio/mpeg")])
async def test_a_track_is_encoded_once_and_is_a_file_then(
    client: httpx2.AsyncClient,
    music: Music,
    user: dict[str, str],
    tone: Tone,
    media_tools: Path,
    tmp_path: Path,
    query: str,
    media_type: str,
) -> None:
    path = tone(music.root / "Records/a.flac", 5)
    await music.add()
    address = f"{await stream_of(client, user, 'a')}?format={query}"
    head = await client.head(address, headers=user)
    assert (head.status_code, head.content, "content-length" in head.headers, stored(music)) == (200, b"", False, [])
    first = await client.get(address, headers=user)
    assert (first.status_code, first.headers["content-type"]) == (200, media_type)
    assert "content-length" not in first.headers
    assert first.headers["content-disposition"].endswith(f"a.{query.partition('&')[0]}")
    assert seconds_of(media_tools, first.content, tmp_path / "encoded") == pytest.approx(5, abs=0.2)
    [file] = stored(music)
    assert file.read_bytes() == first.content
    second = await client.get(address, headers=user)
    assert (second.content, second.headers["content-length"]) == (first.content, str(len(first.content)))
    tag = second.headers["etag"]
    assert first.headers["etag"] == head.headers["etag"] == tag
    part = await client.get(address, headers={**user, "Range": "bytes=100-199", "If-Range": tag})
    assert (part.status_code, part.content) == (206, first.content[100:200])
    same = await client.get(address, headers={**user, "If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    path.write_bytes(path.read_bytes() + bytes(10))
    assert (await client.head(address, headers=user)).headers["etag"] != tag


async def test_requests_at_once_share_one_encoding(
    client: httpx2.AsyncClient, music: Music, user: dict[str, str], tone: Tone
) -> None:
    tone(music.root / "Records/a.flac", 20)
    await music.add()
    address = f"{await stream_of(client, user, 'a')}?format=opus"
    # One encoding at a time is allowed: a second one would be refused.
    whole, other, part = await asyncio.gather(
        client.get(address, headers=user),
        client.get(address, headers=user),
        client.get(address, headers={**user, "Range": "bytes=50-99"}),
    )
    assert (whole.status_code, other.status_code, part.status_code) == (200, 200, 206)
    assert whole.content == other.content
    assert part.content == whole.content[50:100]
    assert len(stored(music)) == 1


async def opened(music: Music, user: dict[str, str], client: httpx2.AsyncClient, title: str) -> TrackFile:
    """Return where the file of a track is."""
    track_id = UUID((await stream_of(client, user, title)).split("/")[-2])
    return await music.container.application.library.file(Listener(uuid4()), track_id)


async def test_an_encoding_ends_with_its_last_reader_and_leaves_nothing(
    client: httpx2.AsyncClient, music: Music, user: dict[str, str], tone: Tone
) -> None:
    tone(music.root / "Records/long.flac", 300)
    tone(music.root / "Records/other.flac", 1)
    await music.add()
    long, other = [await opened(music, user, client, title) for title in ("long", "other")]
    transcodes = music.container.application.transcodes
    assert isinstance(transcodes, Transcoder)
    async with music.container.application.files.open(long) as source:
        async with transcodes.open(long, source.state, LOUD, whole=False) as encoded:
            assert await first_chunk(encoded)
            with pytest.raises(TranscodersBusy):
                async with transcodes.open(other, source.state, LOUD, whole=False):
                    pass
            refused = await client.get(f"/api/v1/music/tracks/{other.track_id}/stream?format=mp3", headers=user)
            assert (refused.status_code, refused.json()["error"]["code"]) == (503, "TRANSCODERS_BUSY")
            assert refused.headers["retry-after"] == "5"
            await asyncio.sleep(0)
            [part] = stored(music)
            # It goes on while it is read, and not much further.
            assert part.name.startswith("part-")
            assert part.stat().st_size < AHEAD_BYTES + 2**20
        async with asyncio.timeout(10):
            while stored(music):  # noqa: ASYNC110 - the end of an encoding notifies no one
                await asyncio.sleep(0.02)
    assert (
        await client.get(f"/api/v1/music/tracks/{other.track_id}/stream?format=mp3", headers=user)
    ).status_code == 200


async def first_chunk(encoded: Encoded) -> bytes:
    """Return the first bytes of a track that is being encoded."""
    growing: AsyncIterator[bytes] = encoded.growing
    return await anext(growing)


async def test_what_cannot_be_encoded_is_refused(
    client: httpx2.AsyncClient, music: Music, user: dict[str, str]
) -> None:
    path = write(music.root / "Records/a.flac", title="a", artist="A", album="X")
    await music.add()
    address = await stream_of(client, user, "a")
    path.write_bytes(b"no sound")
    for headers in (user, {**user, "Range": "bytes=5-9"}):
        response = await client.get(f"{address}?format=opus", headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (409, "TRACK_UNREADABLE")
    assert stored(music) == []
    for query in ("format=wav", "bitRate=100", "format=opus&bitRate=x", "format=opus&bitRate=-1"):
        response = await client.get(f"{address}?{query}", headers=user)
        assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR"), query
    missing = await client.get(f"/api/v1/music/tracks/{uuid4()}/stream?format=opus", headers=user)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "TRACK_NOT_FOUND")
