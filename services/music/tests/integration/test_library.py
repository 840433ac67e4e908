"""The library as users read it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from services.music.tests.audio import write
from services.music.tests.encoded import info_frame, opus_head
from services.music.tests.integration.conftest import Music

from chassis.testing.tokens import Tokens

Get = Callable[[str], Awaitable[dict[str, Any]]]


@pytest.fixture
def get(client: httpx2.AsyncClient, tokens: Tokens) -> Get:
    headers = tokens.bearer(uuid4())

    async def get(path: str) -> dict[str, Any]:
        response = await client.get(f"/api/v1/music/{path}", headers=headers)
        body: dict[str, Any] = response.json()
        return body

    return get


async def test_an_album_has_its_tracks_by_disc_and_number(music: Music, get: Get) -> None:
    for disc, number, title in ((2, 1, "C"), (1, 2, "B"), (1, 1, "A")):
        write(
            music.root / "Records" / f"{title}.flac",
            title=title,
            artist="X feat. Y",
            album="Long",
            tracknumber=str(number),
            discnumber=str(disc),
            genre=["Rock", "Pop"],
            lyrics="La",
        )
    await music.add()
    (album,) = (await get("albums"))["data"]
    assert (album["trackCount"], album["discCount"], album["durationMs"]) == (3, 2, 600_000)
    whole = (await get(f"albums/{album['id']}"))["data"]
    assert [track["title"] for track in whole["tracks"]] == ["A", "B", "C"]
    track = whole["tracks"][0]
    assert [artist["name"] for artist in track["artists"]] == ["X", "Y"]
    assert (track["genres"], track["suffix"], track["hasLyrics"]) == (["Pop", "Rock"], "flac", True)
    assert (await get(f"tracks/{track['id']}/text"))["data"]["lyrics"] == "La"
    assert track["gapless"] == {"delaySamples": 0, "paddingSamples": 0}


async def test_pages_omit_and_repeat_nothing(music: Music, get: Get) -> None:
    for number in range(25):
        write(
            music.root / f"Records/{number}/a.flac",
            title=f"T{number:02}",
            artist=f"A{number:02}",
            album=f"N{number:02}",
        )
    await music.add()
    for path, field in (("artists", "name"), ("tracks", "title"), ("albums", "name"), ("albums?sort=artist", "name")):
        separator = "&" if "?" in path else "?"
        seen: list[str] = []
        cursor = ""
        while True:
            page = await get(f"{path}{separator}limit=10{cursor}")
            seen += [item[field] for item in page["data"]]
            assert page["meta"]["total"] == 25
            if not page["meta"]["hasMore"]:
                break
            cursor = f"&cursor={page['meta']['nextCursor']}"
        assert seen == sorted(seen)
        assert len(set(seen)) == 25


async def test_albums_are_chosen_by_artist_genre_and_year_and_ordered(music: Music, get: Get) -> None:
    for name, artist, year, genre in (
        ("B", "One", "1999", "Rock"),
        ("A", "Two", "2001", "Jazz"),
        ("C", "Two; One", "2000", "Jazz"),
    ):
        write(music.root / f"Records/{name}/a.flac", title="T", artist=artist, album=name, date=year, genre=genre)
    await music.add()
    artists = {item["name"]: item["id"] for item in (await get("artists?onlyOfAlbums=false"))["data"]}
    genres = {item["name"]: item["id"] for item in (await get("genres"))["data"]}

    async def names(query: str) -> list[str]:
        return [item["name"] for item in (await get(f"albums?{query}"))["data"]]

    assert await names("") == ["A", "B", "C"]
    assert await names("sort=year") == ["A", "C", "B"]
    assert await names("sort=artist") == ["B", "C", "A"]
    assert await names(f"artistId={artists['One']}") == ["B", "C"]
    assert await names(f"genreId={genres['Jazz']}") == ["A", "C"]
    assert await names("year=1999") == ["B"]
    assert (await get("albums?sort=loudest"))["error"]["code"] == "VALIDATION_ERROR"


async def test_a_search_ignores_case_accents_and_punctuation(music: Music, get: Get) -> None:
    write(music.root / "Records/a.flac", title="Jóga", artist="Björk", album="Homogenic")
    write(music.root / "Records/b.flac", title="Thunderstruck", artist="AC/DC", album="The Razors Edge")
    write(music.root / "Records/c.flac", title="100%_real", artist="X", album="Y")
    await music.add()

    async def hits(words: str) -> tuple[list[str], list[str], list[str]]:
        data = (await get(f"search?q={words}"))["data"]
        return (
            [item["name"] for item in data["artists"]],
            [item["name"] for item in data["albums"]],
            [item["title"] for item in data["tracks"]],
        )

    assert await hits("BJORK") == (["Björk"], [], [])
    assert await hits("joga") == ([], [], ["Jóga"])
    assert await hits("acdc") == ([], [], [])
    assert await hits("dc%20ac") == (["AC/DC"], [], [])
    assert await hits("edge%20razor") == ([], ["The Razors Edge"], [])
    assert await hits("%25") == ([], [], [])


async def test_what_is_not_there_is_not_found(get: Get) -> None:
    for path, code in (("artists", "ARTIST"), ("albums", "ALBUM"), ("tracks", "TRACK"), ("genres", "GENRE")):
        assert (await get(f"{path}/{uuid4()}"))["error"]["code"] == f"{code}_NOT_FOUND"
        assert (await get(f"{path}/nonsense"))["error"]["code"] == "VALIDATION_ERROR"
    assert (await get("tracks"))["meta"]["total"] == 0


async def test_tracks_state_what_their_encoders_have_added(music: Music, get: Get) -> None:
    (music.root / "Records").mkdir()
    for name, content in {"a.mp3": info_frame(576, 1158) * 20, "b.opus": opus_head(312), "c.wma": b"?"}.items():
        (music.root / "Records" / name).write_bytes(content)
    await music.add()
    assert {track["title"]: track["gapless"] for track in (await get("tracks"))["data"]} == {
        "a": {"delaySamples": 576, "paddingSamples": 1158},
        "b": {"delaySamples": 312, "paddingSamples": None},
        "c": None,
    }
