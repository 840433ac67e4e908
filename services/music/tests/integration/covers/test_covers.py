"""Covers of real directories, read by scans, chosen by administrators, and sent to users who may hear the album."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from PIL import Image
from services.music.tests.audio import flac
from services.music.tests.integration.conftest import Music
from sqlalchemy import delete, func, select, update

from chassis.testing.tokens import Tokens
from music.application.folders.managing import FolderChange
from music.application.jobs import covers_job
from music.domain.folders.folder import Visibility
from music.infrastructure.covers.tables import album_covers
from music.infrastructure.library.tables import albums, tracks

RED, BLUE = (200, 30, 30), (30, 30, 200)


def png(color: tuple[int, int, int], size: tuple[int, int] = (640, 480)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, color).save(target, "PNG")
    return target.getvalue()


def track(music: Music, path: str = "Nina/Pastel Blues/01.flac", picture: bytes = b"", **tags: str) -> Path:
    target = music.root / "Records" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(flac({"title": "T", "artist": "Nina Simone", "album": "Pastel Blues", **tags}, picture=picture))
    return target


@pytest.fixture
def headers(tokens: Tokens) -> dict[str, str]:
    return tokens.bearer(uuid4())


async def one(client: httpx2.AsyncClient, headers: dict[str, str], what: str) -> dict[str, Any]:
    """Return the only album, artist or track."""
    listed: list[dict[str, Any]] = (await client.get(f"/api/v1/music/{what}", headers=headers)).json()["data"]
    assert len(listed) == 1
    return listed[0]


async def test_a_cover_file_is_sent_in_sizes_with_its_color(
    client: httpx2.AsyncClient, music: Music, headers: dict[str, str]
) -> None:
    path = track(music, picture=png(BLUE))
    (path.parent / "Cover.PNG").write_bytes(png(RED))
    await music.add()
    await music.covers()
    album = await one(client, headers, "albums")
    assert album["cover"]["color"] == "#c81e1e"
    assert (await one(client, headers, "tracks"))["cover"] == album["cover"]
    address = album["cover"]["url"]
    for size, pixels in (
        ("thumb", (200, 200)),
        ("small", (300, 300)),
        ("medium", (480, 480)),
        ("original", (640, 480)),
    ):
        response = await client.get(f"{address}&size={size}", headers=headers)
        assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
        assert Image.open(BytesIO(response.content)).size == pixels
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    tag = {**headers, "If-None-Match": response.headers["etag"]}
    assert (await client.get(f"{address}&size=original", headers=tag)).status_code == 304
    plain = await client.get(address.partition("?")[0], headers=headers)
    assert plain.headers["cache-control"] == "private, no-cache"
    of_track = f"/api/v1/music/tracks/{(await one(client, headers, 'tracks'))['id']}/cover"
    assert (await client.get(of_track, headers=headers)).content == plain.content


async def test_an_embedded_picture_is_the_cover_until_there_is_a_file(
    client: httpx2.AsyncClient, music: Music, headers: dict[str, str]
) -> None:
    path = track(music, picture=png(BLUE))
    await music.add()
    await music.covers()
    assert (await one(client, headers, "albums"))["cover"]["color"] == "#1e1ec8"
    (path.parent / "folder.jpg").write_bytes(png(RED))
    await music.scan()
    await music.covers()
    assert (await one(client, headers, "albums"))["cover"]["color"] == "#c81e1e"
    # Nothing has changed: nothing is read again.
    await music.scan()
    assert (await music.covers()).result == {"read": 0, "removed": 0}
    (path.parent / "folder.jpg").unlink()
    await music.scan()
    await music.covers()
    assert (await one(client, headers, "albums"))["cover"]["color"] == "#1e1ec8"


async def test_an_album_whose_files_have_just_gone_missing_hides_no_other_one(
    music: Music, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("music.application.covers.reading.BATCH", 1)
    for name in ("One", "Two"):
        (track(music, f"{name}/1.flac", album=name).parent / "cover.png").write_bytes(png(RED))
    await music.add()
    await music.covers()
    async with music.container.runtime.engine.begin() as connection:
        first, second = (await connection.execute(select(albums.c.id).order_by(albums.c.id))).scalars()
        await connection.execute(delete(album_covers))
        # The albums are listed before this is counted.
        await connection.execute(update(tracks).where(tracks.c.album_id == first).values(missing_at=func.now()))
    async with music.container.units.begin() as work:
        await work.queue(covers_job(datetime.now(UTC), uuid4()))
    assert (await music.covers()).result == {"read": 1, "removed": 0}
    async with music.container.runtime.engine.connect() as connection:
        assert list((await connection.execute(select(album_covers.c.album_id))).scalars()) == [second]


async def test_a_broken_picture_is_a_problem_of_its_album(
    client: httpx2.AsyncClient, music: Music, headers: dict[str, str]
) -> None:
    path = track(music)
    (path.parent / "cover.jpg").write_bytes(b"no picture")
    await music.add()
    await music.covers()
    album = await one(client, headers, "albums")
    assert (album["cover"], album["coverProblem"]) == (None, "not_a_picture")
    response = await client.get(f"/api/v1/music/albums/{album['id']}/cover", headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "COVER_NOT_FOUND")


async def test_an_artist_has_the_picture_of_its_directory(
    client: httpx2.AsyncClient, music: Music, headers: dict[str, str]
) -> None:
    track(music)
    track(music, "Nina/Live/01.flac", album="Live")
    (music.root / "Records/Nina/artist.png").write_bytes(png(BLUE))
    await music.add()
    await music.covers()
    artist = await one(client, headers, "artists")
    assert artist["picture"]["color"] == "#1e1ec8"
    assert (await client.get(artist["picture"]["url"], headers=headers)).status_code == 200
    # With another artist in the directory, it shows neither.
    track(music, "Nina/Other/01.flac", artist="Miles Davis", album="Kind of Blue")
    await music.scan()
    await music.covers()
    address = f"/api/v1/music/artists/{artist['id']}/picture"
    response = await client.get(address, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "ARTIST_PICTURE_NOT_FOUND")


async def test_what_a_user_may_not_hear_has_no_picture(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens, headers: dict[str, str]
) -> None:
    path = track(music)
    (path.parent / "cover.png").write_bytes(png(RED))
    (path.parent / "artist.png").write_bytes(png(RED))
    friend = uuid4()
    await music.add(change=FolderChange(visibility=Visibility.CHOSEN, user_ids=frozenset({friend})))
    await music.covers()
    theirs = tokens.bearer(friend)
    album, artist = await one(client, theirs, "albums"), await one(client, theirs, "artists")
    song = await one(client, theirs, "tracks")
    for address, code in (
        (album["cover"]["url"], "ALBUM_NOT_FOUND"),
        (artist["picture"]["url"], "ARTIST_NOT_FOUND"),
        (f"/api/v1/music/tracks/{song['id']}/cover", "TRACK_NOT_FOUND"),
    ):
        assert (await client.get(address, headers=theirs)).status_code == 200
        response = await client.get(address, headers=headers)
        assert (response.status_code, response.json()["error"]["code"]) == (404, code)


async def test_an_administrator_chooses_a_cover_and_withdraws_it(
    client: httpx2.AsyncClient, music: Music, tokens: Tokens, headers: dict[str, str]
) -> None:
    path = track(music)
    (path.parent / "cover.png").write_bytes(png(RED))
    await music.add()
    await music.covers()
    album = await one(client, headers, "albums")
    address, admin = f"/api/v1/admin/music/albums/{album['id']}/cover", tokens.bearer(uuid4(), roles=["admin"])
    picture = {"Content-Type": "image/png"}
    assert (await client.put(address, headers=headers | picture, content=png(BLUE))).status_code == 403
    chosen = await client.put(address, headers=admin | picture, content=png(BLUE))
    assert chosen.json()["data"]["cover"]["color"] == "#1e1ec8"
    assert (await one(client, headers, "albums"))["cover"] == chosen.json()["data"]["cover"]
    # A scan changes nothing about it.
    (path.parent / "cover.png").write_bytes(png((1, 2, 3)))
    await music.scan()
    await music.covers()
    assert (await one(client, headers, "albums"))["cover"]["color"] == "#1e1ec8"
    assert (await client.delete(address, headers=admin)).status_code == 204
    assert (await one(client, headers, "albums"))["cover"]["color"] == "#010203"
    broken = await client.put(address, headers=admin | picture, content=b"no picture")
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "INVALID_PICTURE")
    assert (await client.put(address, headers=admin | picture)).status_code == 400
    other = f"/api/v1/admin/music/albums/{uuid4()}/cover"
    assert (await client.put(other, headers=admin | picture, content=png(RED))).status_code == 404
    large = await client.put(address, headers=admin | picture, content=bytes(5_242_881))
    assert large.status_code == 413


@pytest.mark.parametrize("query", ["size=huge", "size=", "v=x", "v=%00"])
async def test_invalid_parameters_are_named(client: httpx2.AsyncClient, headers: dict[str, str], query: str) -> None:
    response = await client.get(f"/api/v1/music/albums/{uuid4()}/cover?{query}", headers=headers)
    assert response.status_code == 400
