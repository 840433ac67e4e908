"""Artists and albums are looked up at databases of music, over real HTTP."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx2
import pytest
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.enrichment.conftest import Enrichment

from chassis.testing.tokens import Tokens
from jobs.model import Status
from music.application.enrichment.ports import Check
from music.application.folders.managing import FolderChange
from music.domain.enrichment.fields import EntityKind, Source
from music.domain.folders.folder import Visibility
from provider_simulator.music.artists import mbid

ARTIST, ALBUM = EntityKind.ARTIST, EntityKind.ALBUM


async def due(music: Music, kind: EntityKind, *sources: Source) -> list[UUID]:
    async with music.container.units.read() as work:
        return list(await work.metadata.due(kind, sources, datetime.now(UTC), 10))


async def test_an_artist_gets_its_id_genres_biography_and_similar_artists(enrichment: Enrichment) -> None:
    artist = await enrichment.add("AC/DC")
    await enrichment.add("AC/DC Tribute")
    assert (await enrichment.enrich(ARTIST, artist)).status is Status.READY
    about = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    assert about["mbid"] == mbid("artist", "AC/DC")
    assert (len(about["genres"]) <= 3, about["genresSource"]) == (True, "musicbrainz")
    assert about["biography"]["text"].startswith("AC/DC has played in halls & cellars")
    assert "Read more" not in about["biography"]["text"]
    assert {key: value for key, value in about["biography"].items() if key != "text"} == {
        "source": "lastfm",
        "url": "https://www.last.fm/music/AC%2FDC",
        "licence": "CC BY-SA 3.0",
        "licenceUrl": "https://creativecommons.org/licenses/by-sa/3.0/",
    }
    first, second = about["similar"]
    assert (first["name"], first["match"], first["id"] is not None) == ("AC/DC Tribute", 0.91, True)
    assert second == {"id": None, "name": "The Others", "match": 0.4}
    shown = (await enrichment.get(f"music/artists/{artist}"))["data"]
    assert shown["mbid"] == mbid("artist", "AC/DC")


async def test_an_album_gets_its_release_and_the_group_of_it(enrichment: Enrichment) -> None:
    album = await enrichment.album(await enrichment.add("Miles"))
    assert (await enrichment.enrich(ALBUM, album["id"])).status is Status.READY
    shown = (await enrichment.get(f"music/albums/{album['id']}"))["data"]
    release = mbid("release", "Blues")
    assert (shown["mbid"], shown["releaseGroupMbid"]) == (release, mbid("group", release))


async def test_an_artist_whose_id_is_certain_may_be_credited_by_another_name(enrichment: Enrichment) -> None:
    artist = await enrichment.add("Miles", musicbrainz_artistid=str(uuid4()))
    album = await enrichment.album(artist)
    await enrichment.enrich(ALBUM, album["id"])
    shown = (await enrichment.get(f"music/albums/{album['id']}"))["data"]
    assert (shown["mbid"], await enrichment.conflicts()) == (mbid("release", "Blues"), [])


async def test_the_release_of_tags_is_kept_and_its_group_is_read(
    enrichment: Enrichment, control: httpx2.Client
) -> None:
    release = str(uuid4())
    album = await enrichment.album(await enrichment.add("Miles", musicbrainz_albumid=release))
    await enrichment.enrich(ALBUM, album["id"])
    shown = (await enrichment.get(f"music/albums/{album['id']}"))["data"]
    assert (shown["mbid"], shown["releaseGroupMbid"]) == (release, mbid("group", release))
    requests = control.get("/requests").json()["musicbrainz"]
    assert "/ws/2/release" not in requests["byEndpoint"]


async def test_nothing_is_stored_of_an_artist_that_no_database_has(enrichment: Enrichment, music: Music) -> None:
    artist = await enrichment.add("Absent Friends")
    assert (await enrichment.enrich(ARTIST, artist)).status is Status.READY
    about = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    assert about == {"mbid": None, "genres": [], "genresSource": None, "biography": None, "similar": []}
    assert await due(music, ARTIST, Source.MUSICBRAINZ, Source.LASTFM) == []


async def test_a_database_that_fails_leaves_the_artist_due_and_the_others_are_read(
    enrichment: Enrichment, music: Music, control: httpx2.Client
) -> None:
    control.put("/faults/musicbrainz", json=[{"status": 429, "retryAfter": 300}])
    artist = await enrichment.add("Nina")
    job = await enrichment.enrich(ARTIST, artist)
    assert (job.status, job.reason_code, job.attempts) == (Status.QUEUED, "put_off", 0)
    about = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    assert (about["mbid"], about["biography"] is not None, about["genresSource"]) == (None, True, "lastfm")
    assert await due(music, ARTIST, Source.MUSICBRAINZ) == [artist]
    assert await due(music, ARTIST, Source.LASTFM) == []
    states = {one["source"]: one for one in (await enrichment.get("admin/music/providers"))["data"]}
    assert (states["musicbrainz"]["lastFailure"], states["musicbrainz"]["retryAt"] is not None) == (
        "refused: status 429",
        True,
    )
    assert (states["lastfm"]["lastFailure"], states["lastfm"]["breaker"]) == (None, "closed")
    assert control.get("/requests").json()["musicbrainz"]["total"] == 1


async def test_a_failure_of_a_moment_is_tried_again(enrichment: Enrichment, control: httpx2.Client) -> None:
    control.put("/faults/musicbrainz", json=[{"status": 500, "burst": {"count": 1}}])
    artist = await enrichment.add("Nina")
    assert (await enrichment.enrich(ARTIST, artist)).status is Status.READY


@pytest.mark.parametrize("fault", [{"garbage": True}, {"wrongType": True}, {"status": 403}, {"truncate": True}])
async def test_good_data_survives_what_cannot_be_read(
    enrichment: Enrichment, control: httpx2.Client, fault: dict[str, object]
) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    before = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    for name in ("musicbrainz", "lastfm"):
        control.put(f"/faults/{name}", json=[fault])
    job = await enrichment.enrich(ARTIST, artist)
    assert (await enrichment.get(f"music/artists/{artist}/about"))["data"] == before
    assert job.status in (Status.QUEUED, Status.READY)


async def test_a_database_that_is_added_makes_what_was_looked_up_due(enrichment: Enrichment, music: Music) -> None:
    artist = await enrichment.add("Nina")
    async with music.container.units.begin() as work:
        for source, until in ((Source.MUSICBRAINZ, 2999), (Source.LASTFM, 2000)):
            assert await work.metadata.entity(ARTIST, artist, lock=True) is not None
            check = Check(datetime(1999, 1, 1, tzinfo=UTC), datetime(until, 1, 1, tzinfo=UTC))
            await work.metadata.note_check(artist, source, check, has_data=True)
    assert await due(music, ARTIST, Source.MUSICBRAINZ) == []
    assert await due(music, ARTIST, Source.MUSICBRAINZ, Source.LASTFM) == [artist]


async def test_the_schedule_looks_up_what_is_new(enrichment: Enrichment, music: Music) -> None:
    artist = await enrichment.add("Nina")
    job, _ = await music.container.application.schedules.run("enrich", user=uuid4())
    assert (await enrichment.ended(job.id)).result == {"queued": 2}
    async with music.container.units.read() as work:
        album = (await enrichment.album(artist))["id"]
        keys = [f"enrich-artist:{artist}", f"enrich-album:{album}"]
        jobs = [active for key in keys if (active := await work.jobs.active(key)) is not None]
    for waiting in jobs:
        await enrichment.ended(waiting.id)
    assert (await enrichment.get(f"music/artists/{artist}/about"))["data"]["mbid"] == mbid("artist", "Nina")
    assert await due(music, ALBUM, Source.MUSICBRAINZ) == []


async def test_a_record_ends_with_its_artist(enrichment: Enrichment, music: Music) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    async with music.container.units.begin() as work:
        for folder in await work.folders.all():
            await work.folders.delete(folder.id)
            await work.scanned.recount(folder.id)
    async with music.container.units.read() as work:
        assert (await work.metadata.record(artist)).mbid is None


async def test_users_read_only_about_artists_that_they_may_hear(
    enrichment: Enrichment, music: Music, client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    path = f"/api/v1/music/artists/{artist}/about"
    other = tokens.bearer(uuid4())
    assert (await client.get(path, headers=other)).status_code == 200
    async with music.container.units.read() as work:
        folder = (await work.folders.all())[0]
    await music.container.application.folders.change(folder.id, FolderChange(visibility=Visibility.CHOSEN), None)
    response = await client.get(path, headers=other)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "ARTIST_NOT_FOUND")


async def test_only_administrators_enrich(enrichment: Enrichment, client: httpx2.AsyncClient, tokens: Tokens) -> None:
    artist = await enrichment.add("Nina")
    other = tokens.bearer(uuid4())
    for method, path in (
        ("POST", f"artists/{artist}/enrich"),
        ("GET", "conflicts"),
        ("GET", "providers"),
        ("POST", f"conflicts/{uuid4()}/reject"),
    ):
        response = await client.request(method, f"/api/v1/admin/music/{path}", headers=other)
        assert response.status_code == 403, path
    unknown = await client.post(f"/api/v1/admin/music/albums/{uuid4()}/enrich", headers=enrichment.headers)
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "ALBUM_NOT_FOUND")


@pytest.mark.parametrize("contact", [None])
async def test_without_a_contact_nothing_is_called(
    enrichment: Enrichment, client: httpx2.AsyncClient, control: httpx2.Client
) -> None:
    artist = await enrichment.add("Nina")
    response = await client.post(f"/api/v1/admin/music/artists/{artist}/enrich", headers=enrichment.headers)
    assert (response.status_code, response.json()["error"]["code"]) == (409, "MUSIC_METADATA_OFF")
    states = (await enrichment.get("admin/music/providers"))["data"]
    assert [one["isConfigured"] for one in states] == [False] * 4
    assert control.get("/requests").json()["musicbrainz"]["total"] == 0
