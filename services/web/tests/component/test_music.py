"""Pages of music: the library as users browse it."""

import json
import re
from html import unescape
from typing import Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import (
    ALBUM_ID,
    ARTIST_ID,
    FURTHER,
    GENRE_ID,
    LAST,
    SCAN_ID,
    TRACK_ID,
    album,
    artist,
    keep_music,
    listener,
    track,
)
from services.web.tests.title_data import MOVIE_ID, movie

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
STREAM: Final = f"/api/v1/music/tracks/{TRACK_ID}/stream"
PAGES: Final = (
    "/music",
    "/music/albums",
    f"/music/albums/{ALBUM_ID}",
    "/music/artists",
    f"/music/artists/{ARTIST_ID}",
    "/music/genres",
    f"/music/genres/{GENRE_ID}",
    f"/music/tracks/{TRACK_ID}",
    "/music/search?q=nina",
)


@pytest.fixture(autouse=True)
def music(api: FakeApi) -> None:
    """Let the API know music."""
    keep_music(api)


async def page(http: httpx2.AsyncClient, path: str, **headers: str) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers={**cookies(), **headers})
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize("path", PAGES)
async def test_pages_are_for_users_of_installations_with_music(
    http: httpx2.AsyncClient, listener: httpx2.AsyncClient, path: str
) -> None:
    assert (await http.get(path, headers=cookies())).status_code == 404
    assert (await listener.get(path)).headers["location"].startswith("/sign-in?next=")
    text = await page(listener, path)
    assert '<a href="/music" aria-current="page">Music</a>' in text
    assert "<S>" not in text
    ukrainian = await page(listener, path, **{"Accept-Language": "uk"})
    assert '<a href="/music" aria-current="page">Музика</a>' in ukrainian


async def test_the_link_is_shown_only_where_there_is_music(
    http: httpx2.AsyncClient, listener: httpx2.AsyncClient
) -> None:
    assert 'href="/music"' not in await page(http, "/offline")
    assert 'href="/music"' in await page(listener, "/offline")
    assert 'href="/music"' not in (await listener.get("/offline")).text


async def test_player_is_on_pages_of_users_that_have_no_sound_of_their_own(
    http: httpx2.AsyncClient, listener: httpx2.AsyncClient
) -> None:
    text = await page(listener, "/offline")
    assert re.search(r'<script src="/static/music\.[0-9a-f]{12}\.js" defer>', text)
    assert re.search(r'<section id="music" class="music-bar" data-user="u1" [^>]*hidden>', text)
    for other in (await page(http, "/offline"), (await listener.get("/offline")).text):
        assert ("music.js" in other, 'id="music"' in other) == (False, False)


async def test_page_of_a_video_has_no_player_of_music(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/movies/orchard", Reply(200, movie()))
    listed = {"subject": f"{MOVIE_ID}:trailer", "isTrailer": True, "season": None, "episode": None}
    api.on(f"playback/titles/{MOVIE_ID}", Reply(200, [listed]))
    text = await page(listener, "/watch/movies/orchard/trailer")
    assert ("/static/player." in text, "/static/music." in text, 'id="music"' in text) == (True, False, False)


async def test_overview_has_the_newest_albums(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/music")
    assert f'href="/music/albums/{ALBUM_ID}"' in text
    assert {"sort": "newest", "limit": 18} in [call.query for call in api.calls if call.path == "music/albums"]
    api.on("music/albums", Reply(200, [], LAST))
    assert "No music yet." in await page(listener, "/music")
    api.on("music/albums", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available right now." in await page(listener, "/music")


async def test_albums_are_filtered_and_read_further(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/albums", Reply(200, [album(year=None)], FURTHER))
    text = await page(listener, f"/music/albums?sort=year&genreId={GENRE_ID}&year=1965&isCompilation=false&x=1")
    [call] = [call for call in api.calls if call.path == "music/albums"]
    chosen = {"genreId": GENRE_ID, "year": "1965", "isCompilation": "false"}
    assert call.query == {**chosen, "sort": "year", "limit": 48, "cursor": ""}
    following = f"/music/albums?sort=year&genreId={GENRE_ID}&year=1965&isCompilation=false&cursor=c2"
    assert f'hx-get="{following}"' in unescape(text)
    fragment = await page(listener, following, **{"HX-Request": "true"})
    assert ("<html" in fragment, f"/music/albums/{ALBUM_ID}" in fragment) == (False, True)
    await page(listener, "/music/albums?sort=<>")
    assert api.calls[-2].query["sort"] == "name"
    api.on("music/albums", Reply(200, [], LAST))
    assert "Nothing matches." in await page(listener, "/music/albums?year=1")


@pytest.mark.parametrize("query", ["year=x", "genreId=x"])
async def test_filter_that_the_api_rejects_is_no_failure_of_the_server(
    listener: httpx2.AsyncClient, api: FakeApi, query: str
) -> None:
    api.on("music/albums", ApiError(400, "VALIDATION_ERROR", "year: must be a number"))
    assert (await listener.get(f"/music/albums?{query}", headers=cookies())).status_code == 400


async def test_album_has_its_tracks_as_the_player_takes_them(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, f"/music/albums/{ALBUM_ID}")
    entries = [json.loads(unescape(entry)) for entry in re.findall(r'data-track="([^"]+)"', text)]
    assert entries[1] == {
        "id": TRACK_ID,
        "title": "Sinnerman & <co>",
        "artists": [{"id": ARTIST_ID, "name": "Nina <S>"}],
        "albumId": ALBUM_ID,
        "albumName": "Pastel <Blues>",
        "durationMs": 622_000,
        "gain": {"track": -7.2, "trackPeak": 0.98, "album": None, "albumPeak": None},
        "hasLyrics": True,
        "bytes": 70_923_264,
    }
    for shown in ("10:22", "37 min", "9 tracks", "230 MiB", f'href="{STREAM}" data-music="play"', "1965"):
        assert shown in text
    assert "Disc 1:" not in text
    assert 'aria-label="Disc 1"' in text


async def test_discs_have_headings(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    tracks = [track(), track(discNumber=2, discTitle="Live <2>")]
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(isCompilation=True), "tracks": tracks}))
    text = await page(listener, f"/music/albums/{ALBUM_ID}")
    assert re.findall(r'<h2 class="music-disc">(.*?)</h2>', text) == [
        "Disc 1",
        'Disc 2: <span dir="auto">Live &lt;2&gt;</span>',
    ]
    assert "Compilation" in text


async def test_album_that_the_user_may_not_hear_does_not_exist(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"music/albums/{ALBUM_ID}", ApiError(404, "ALBUM_NOT_FOUND"))
    for path in (f"/music/albums/{ALBUM_ID}", "/music/albums/x", f"/music/albums/{TRACK_ID}"):
        assert (await listener.get(path, headers=cookies())).status_code == 404


async def test_artists_may_be_those_of_single_tracks(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/artists", Reply(200, [artist(albumCount=1, trackCount=1)], FURTHER))
    text = await page(listener, "/music/artists?everyone=true")
    assert api.calls[-1].query == {"onlyOfAlbums": "false", "limit": 60, "cursor": ""}
    assert "1 album · 1 track" in text
    assert 'hx-get="/music/artists?everyone=true&amp;cursor=c2"' in text
    assert "<html" not in await page(listener, "/music/artists?cursor=c2", **{"HX-Request": "true"})
    assert api.calls[-1].query == {"onlyOfAlbums": "true", "limit": 60, "cursor": "c2"}


async def test_parts_of_an_artist_that_are_not_available_are_left_out(
    listener: httpx2.AsyncClient, api: FakeApi
) -> None:
    api.on("music/tracks", ApiError(503, "SERVICE_UNAVAILABLE"))
    text = await page(listener, f"/music/artists/{ARTIST_ID}")
    assert text.count("This part is not available right now.") == 1
    assert f"/music/albums/{ALBUM_ID}" in text


async def test_search_shows_each_kind(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, "/music/search?q=+nina+")
    assert [call.query for call in api.calls if call.path == "music/search"] == [{"q": "nina", "limit": 20}]
    for path in (f"/music/artists/{ARTIST_ID}", f"/music/albums/{ALBUM_ID}", f"/music/tracks/{TRACK_ID}"):
        assert f'href="{path}"' in text
    api.on("music/search", Reply(200, {"artists": [], "albums": [], "tracks": []}))
    assert "Nothing matches." in await page(listener, "/music/search?q=x")
    api.calls.clear()
    await page(listener, "/music/search?q=+")
    assert not api.calls


async def test_track_has_lyrics_and_facts(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(listener, f"/music/tracks/{TRACK_ID}")
    for shown in ('<p data-at="12.5">O, &lt;Sinnerman&gt;</p>', "912 kbit/s", "44.1 kHz", "16 bits", "FLAC", "vinyl"):
        assert shown in text
    assert "ISRC" not in text
    fragment = await page(listener, f"/music/tracks/{TRACK_ID}", **{"HX-Request": "true"})
    assert ("<html" in fragment, "data-timed" in fragment) == (False, True)
    api.on(f"music/tracks/{TRACK_ID}/text", Reply(200, {"lyrics": "a\n\nb", "comment": None}))
    fragment = await page(listener, f"/music/tracks/{TRACK_ID}", **{"HX-Request": "true"})
    assert ("data-timed" in fragment, "<p>a</p><p></p><p>b</p>" in fragment) == (False, True)
    api.on(f"music/tracks/{TRACK_ID}", Reply(200, track(hasLyrics=False)))
    api.calls.clear()
    assert "The file has no lyrics." in await page(listener, f"/music/tracks/{TRACK_ID}", **{"HX-Request": "true"})
    assert [call.path for call in api.calls] == [f"music/tracks/{TRACK_ID}"]


async def test_player_loads_tracks_of_lists(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    async def ids(query: str) -> list[str]:
        return [one["id"] for one in json.loads(await page(listener, f"/music/queue?{query}"))]

    assert await ids(f"kind=album&id={ALBUM_ID}") == [SCAN_ID, TRACK_ID]
    parts = {"": Reply(200, [track()], FURTHER), "c2": Reply(200, [track(id=SCAN_ID)], LAST)}
    api.on("music/tracks", lambda call: parts[str(call.query["cursor"])])
    assert await ids(f"kind=artist&id={ARTIST_ID}") == [TRACK_ID, SCAN_ID]
    assert api.calls[-1].query == {"artistId": ARTIST_ID, "limit": 100, "cursor": "c2"}
    assert await ids(f"kind=genre&id={GENRE_ID}") == [TRACK_ID, SCAN_ID]
    for query in ("kind=folder&id=" + ALBUM_ID, "kind=album&id=x", ""):
        assert (await listener.get(f"/music/queue?{query}", headers=cookies())).status_code == 404


async def test_queue_is_bounded(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/tracks", Reply(200, [track()] * 100, FURTHER))
    assert len(json.loads(await page(listener, f"/music/queue?kind=artist&id={ARTIST_ID}"))) == 500
    assert len([call for call in api.calls if call.path == "music/tracks"]) == 5


@pytest.mark.parametrize(("error", "status"), [(404, 404), (502, 503)])
async def test_player_gets_the_code_of_an_error(
    listener: httpx2.AsyncClient, api: FakeApi, error: int, status: int
) -> None:
    entry = json.loads(await page(listener, f"/music/tracks/{TRACK_ID}/entry"))
    assert (entry["id"], "isrc" in entry) == (TRACK_ID, False)
    api.on(f"music/tracks/{TRACK_ID}", ApiError(error, "TRACK_NOT_FOUND"))
    response = await listener.get(f"/music/tracks/{TRACK_ID}/entry", headers=cookies())
    assert (response.status_code, response.json()) == (status, {"code": "TRACK_NOT_FOUND"})


async def test_covers_are_shown_in_the_sizes_of_their_places(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    cover = {"url": f"/api/v1/music/albums/{ALBUM_ID}/cover?v=5f1d", "color": "#8a2f1c"}
    picture = {"url": f"/api/v1/music/artists/{ARTIST_ID}/picture?v=7a", "color": "#8a2f1c"}
    api.on("music/albums", Reply(200, [album(cover=cover), album(cover=None)], LAST))
    assert (await page(listener, "/music/albums")).count(f'<img src="{cover["url"]}&amp;size=small"') == 1
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(cover=cover), "tracks": [track(cover=cover)]}))
    text = await page(listener, f"/music/albums/{ALBUM_ID}")
    assert f'<img src="{cover["url"]}&amp;size=medium"' in text
    [entry] = [json.loads(unescape(entry)) for entry in re.findall(r'data-track="([^"]+)"', text)]
    assert entry["coverUrl"] == f"{cover['url']}&size=small"
    api.on(f"music/artists/{ARTIST_ID}", Reply(200, artist(picture=picture)))
    assert f'<img src="{picture["url"]}&amp;size=medium"' in await page(listener, f"/music/artists/{ARTIST_ID}")
