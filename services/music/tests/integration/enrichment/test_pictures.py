"""Pictures of databases are shown where nothing else is, and suggested where something else is shown."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from PIL import Image
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.enrichment.conftest import Enrichment
from sqlalchemy import select

from chassis.testing.tokens import Tokens
from jobs.model import Status
from music.domain.enrichment.fields import EntityKind
from music.infrastructure.covers.tables import album_covers
from provider_simulator.music.artists import mbid
from provider_simulator.music.pictures import MISSING, cover

ARTIST, ALBUM = EntityKind.ARTIST, EntityKind.ALBUM


@pytest.fixture
def pictures(simulator: str) -> dict[str, str]:
    return {
        "coverart_base_url": f"{simulator}/coverart",
        "fanart_base_url": f"{simulator}/fanarttv/v3",
        "fanart_files_url": f"{simulator}/fanarttv",
        "fanart_api_key": "k",
    }


def png(color: tuple[int, int, int]) -> bytes:
    target = BytesIO()
    Image.new("RGB", (60, 60), color).save(target, "PNG")
    return target.getvalue()


def _write(directory: Path, picture: bytes) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "cover.png").write_bytes(picture)


async def stored(music: Music) -> list[str | None]:
    """Return which pictures of databases are stored for albums."""
    query = select(album_covers.c.database_picture_id)
    async with music.container.runtime.transactions.begin() as transaction:
        return list((await transaction.connection.execute(query)).scalars())


async def album_with(enrichment: Enrichment, music: Music, picture: bytes, name: str = "Miles") -> dict[str, Any]:
    """Return an album whose directory has a cover and whose look-up has ended."""
    _write(music.root / "Records" / name, picture)
    album = await enrichment.album(await enrichment.add(name))
    await music.covers()
    await enrichment.enrich(ALBUM, album["id"])
    return await enrichment.album(UUID(album["artist"]["id"]))


async def test_an_album_without_cover_and_an_artist_without_picture_get_one(
    enrichment: Enrichment, control: httpx2.Client, tokens: Tokens
) -> None:
    artist = await enrichment.add("Miles")
    album = await enrichment.album(artist)
    assert album["cover"] is None
    assert (await enrichment.enrich(ALBUM, album["id"])).status is Status.READY
    assert (await enrichment.enrich(ARTIST, artist)).status is Status.READY
    user = tokens.bearer(uuid4())
    shown = await enrichment.album(artist)
    (track, _) = (await enrichment.get("music/tracks"))["data"]
    portrait = (await enrichment.get(f"music/artists/{artist}"))["data"]["picture"]
    assert track["cover"] == shown["cover"] is not None
    for address in (shown["cover"]["url"], portrait["url"]):
        response = await enrichment.client.get(address, headers=user)
        assert (response.status_code, Image.open(BytesIO(response.content)).size) == (200, (500, 500))
    calls = control.get("/requests").json()
    assert calls["coverart"]["byEndpoint"].keys() == {"/release/{mbid}/{size}", "/download/{mbid}/{size}"}
    assert calls["fanart"]["byEndpoint"] == {"/v3/music/{mbid}": 1, "/fanart/{mbid}/{file}": 2}
    assert await enrichment.conflicts() == []


async def test_another_cover_is_suggested_and_replaces_none(
    enrichment: Enrichment, music: Music, tokens: Tokens
) -> None:
    album = await album_with(enrichment, music, png((250, 0, 0)))
    assert album["cover"]["color"] == "#fa0000"
    (conflict,) = await enrichment.conflicts("field=picture&source=coverart")
    detail = (await enrichment.get(f"admin/music/conflicts/{conflict['id']}"))["data"]
    (suggestion,) = detail["suggestions"]
    assert f"?v={detail['current']}" in album["cover"]["url"]
    assert suggestion["url"] == f"https://musicbrainz.org/release/{mbid('release', 'Blues')}/cover-art"
    picture = await enrichment.client.get(suggestion["pictureUrl"], headers=enrichment.headers)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert (await enrichment.client.get(suggestion["pictureUrl"], headers=tokens.bearer(uuid4()))).status_code == 403
    other = suggestion["pictureUrl"].replace("/0/", "/1/")
    response = await enrichment.client.get(other, headers=enrichment.headers)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "MUSIC_SUGGESTION_NOT_FOUND")
    await enrichment.post(f"{conflict['id']}/accept", {})
    accepted = await enrichment.album(UUID(album["artist"]["id"]))
    assert f"?v={suggestion['value']}" in accepted["cover"]["url"]
    await enrichment.enrich(ALBUM, album["id"])
    assert await enrichment.conflicts() == []
    address = f"/api/v1/admin/music/albums/{album['id']}/cover"
    assert (await enrichment.client.delete(address, headers=enrichment.headers)).status_code == 204
    assert (await enrichment.album(UUID(album["artist"]["id"])))["cover"] == album["cover"]


async def test_a_cover_that_was_rejected_is_not_suggested_again(enrichment: Enrichment, music: Music) -> None:
    album = await album_with(enrichment, music, png((250, 0, 0)))
    (conflict,) = await enrichment.conflicts()
    assert (await enrichment.post(f"{conflict['id']}/reject")).status_code == 200
    await enrichment.enrich(ALBUM, album["id"])
    assert (await enrichment.conflicts(), await stored(music)) == ([], [None])


async def test_a_conflict_ends_when_the_file_shows_what_was_suggested(enrichment: Enrichment, music: Music) -> None:
    album = await album_with(enrichment, music, png((250, 0, 0)))
    (conflict,) = await enrichment.conflicts()
    # Neither another cover nor a look-up of it ends the conflict.
    _write(music.root / "Records" / "Miles", png((0, 250, 0)))
    await music.scan()
    await music.covers()
    assert [one["id"] for one in await enrichment.conflicts()] == [conflict["id"]]
    _write(music.root / "Records" / "Miles", cover(mbid("release", "Blues")))
    await music.scan()
    await music.covers()
    assert await enrichment.conflicts() == []
    await enrichment.enrich(ALBUM, album["id"])
    assert await enrichment.conflicts() == []


async def test_a_conflict_ends_when_a_look_up_finds_the_same_picture(enrichment: Enrichment, music: Music) -> None:
    album = await album_with(enrichment, music, png((250, 0, 0)))
    assert len(await enrichment.conflicts()) == 1
    target = BytesIO()
    Image.open(BytesIO(cover(mbid("release", "Blues")))).resize((250, 250)).save(target, "PNG")
    _write(music.root / "Records" / "Miles", target.getvalue())
    await music.scan()
    await music.covers()
    await enrichment.enrich(ALBUM, album["id"])
    assert await enrichment.conflicts() == []


async def test_the_same_cover_in_another_size_is_no_conflict(enrichment: Enrichment, music: Music) -> None:
    target = BytesIO()
    Image.open(BytesIO(cover(mbid("release", "Blues")))).resize((250, 250)).save(target, "PNG")
    album = await album_with(enrichment, music, target.getvalue())
    assert (album["cover"] is not None, await enrichment.conflicts(), await stored(music)) == (True, [], [None])


async def test_the_cover_of_the_group_is_used_when_the_release_has_none(
    enrichment: Enrichment, control: httpx2.Client
) -> None:
    release = MISSING + str(uuid4())[8:]
    album = await enrichment.album(await enrichment.add("Miles", musicbrainz_albumid=release))
    async with enrichment.music.container.units.begin() as work:
        entity = await work.metadata.entity(ALBUM, UUID(album["id"]), lock=True)
        assert entity is not None
        await work.metadata.save(entity.id, entity.record.with_group(str(uuid4())), datetime.now(UTC))
    await enrichment.enrich(ALBUM, album["id"])
    assert (await enrichment.album(UUID(album["artist"]["id"])))["cover"] is not None
    assert "/release-group/{mbid}/{size}" in control.get("/requests").json()["coverart"]["byEndpoint"]


async def test_who_has_no_id_yet_is_not_looked_up_and_stays_due(enrichment: Enrichment, control: httpx2.Client) -> None:
    control.put("/faults/musicbrainz", json=[{"status": 429, "retryAfter": 300}])
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    async with enrichment.music.container.units.read() as work:
        assert set(await work.metadata.checks(artist)) == {"lastfm"}
    assert control.get("/requests").json()["fanart"]["total"] == 0


async def test_a_cover_survives_what_cannot_be_read(enrichment: Enrichment, control: httpx2.Client) -> None:
    artist = await enrichment.add("Miles")
    album = (await enrichment.album(artist))["id"]
    await enrichment.enrich(ALBUM, album)
    before = await enrichment.album(artist)
    for fault in ({"garbage": True}, {"status": 404}):
        control.put("/faults/coverart", json=[fault])
        await enrichment.enrich(ALBUM, album)
        assert (await enrichment.album(artist))["cover"] == before["cover"] is not None


async def test_an_administrator_chooses_the_picture_of_an_artist_and_withdraws_it(
    enrichment: Enrichment, tokens: Tokens
) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    before = (await enrichment.get(f"music/artists/{artist}"))["data"]["picture"]
    address = f"/api/v1/admin/music/artists/{artist}/picture"
    put = enrichment.client.put
    assert (await put(address, headers=tokens.bearer(uuid4()), content=png((0, 250, 0)))).status_code == 403
    chosen = await put(address, headers=enrichment.headers, content=png((0, 250, 0)))
    assert chosen.json()["data"]["picture"]["color"] == "#00fa00"
    await enrichment.enrich(ARTIST, artist)
    (conflict,) = await enrichment.conflicts("field=picture&source=fanart")
    assert (await enrichment.get(f"music/artists/{artist}"))["data"]["picture"]["color"] == "#00fa00"
    await enrichment.post(f"{conflict['id']}/accept", {})
    assert (await enrichment.get(f"music/artists/{artist}"))["data"]["picture"] == before
    await put(address, headers=enrichment.headers, content=png((0, 250, 0)))
    assert (await enrichment.client.delete(address, headers=enrichment.headers)).status_code == 204
    assert (await enrichment.get(f"music/artists/{artist}"))["data"]["picture"] == before
    broken = await put(address, headers=enrichment.headers, content=b"no picture")
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, "INVALID_PICTURE")
    other = await put(
        f"/api/v1/admin/music/artists/{uuid4()}/picture", headers=enrichment.headers, content=png((1, 1, 1))
    )
    assert other.status_code == 404
