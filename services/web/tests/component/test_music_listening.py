"""The radio, app passwords, the history and discovery on the pages of music."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import (
    ARTIST_ID,
    AT,
    FURTHER,
    LAST,
    OWN_STATION_ID,
    SCAN_ID,
    STATION_ID,
    TRACK_ID,
    album,
    artist,
    keep_radio,
    listener,
    station,
    track,
)

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
PATHS: Final = ("/music/radio", "/music/apps", "/music/history", "/music/explore")
PASSWORD: Final = {"id": SCAN_ID, "name": "Phone <1>", "createdAt": AT, "lastUsedAt": None, "lastClient": "Sym<f>"}


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


async def send(http: httpx2.AsyncClient, address: str, /, **fields: str) -> httpx2.Response:
    """Send a form of a user."""
    return await http.post(address, data={"csrf": csrf_token("r1"), **fields}, headers=cookies())


@pytest.mark.parametrize("path", PATHS)
async def test_pages_survive_an_api_without_responses(
    http: httpx2.AsyncClient, listener: httpx2.AsyncClient, api: FakeApi, path: str
) -> None:
    assert (await http.get(path, headers=cookies())).status_code == 404
    assert (await listener.get(path)).status_code == 303
    unavailable = ApiError(503, "SERVICE_UNAVAILABLE")
    for broken in ("radio/stations", "me/radio/stations", "me/app-passwords", "me/history", "explore/random/albums"):
        api.on(f"music/{broken}", unavailable)
    text = await page(listener, path)
    assert 'role="status"' in text
    assert f'href="{path}" aria-current="page"' in text


async def test_radio_has_stations_and_their_filters(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_radio(api, station(), station(id=SCAN_ID, name="HLS", isPlayable=False))
    text = await page(listener, "/music/radio?tag=jazz&countryCode=DE&order=name&offset=30")
    call = next(call for call in api.calls if call.path == "music/radio/stations")
    assert {name: call.query[name] for name in ("tag", "countryCode", "order", "offset")} == {
        "tag": "jazz",
        "countryCode": "DE",
        "order": "name",
        "offset": "30",
    }
    for shown in (
        "Harbour &lt;FM&gt;",
        "jazz, swing, soul",
        "128 kbit/s",
        f'href="/api/v1/music/radio/stations/{STATION_ID}/stream"',
        "&#34;isRadio&#34;: true",
        '<option value="DE" selected>Germany</option>',
        "cannot be played here",
        'rel="noopener noreferrer external"',
        f'action="/music/radio/stations/{OWN_STATION_ID}/favourite"',
        'href="/music/radio?tag=jazz&amp;countryCode=DE&amp;order=name&amp;offset=30"',
    ):
        assert shown in text, shown
    assert f"stations/{SCAN_ID}/stream" not in text


async def test_own_stations_are_shown_without_the_directory(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_radio(api)
    api.on("music/radio/stations", ApiError(503, "RADIO_DIRECTORY_UNAVAILABLE"))
    text = await page(listener, "/music/radio")
    assert ("My own" in text, "The directory of radio stations does not respond" in text) == (True, True)


async def test_station_is_added_or_shown_again(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_radio(api)
    api.on("music/me/radio/stations", Reply(201, station()), "POST")
    fields = {"name": " A <b> ", "url": "http://10.0.0.1/a", "homepage": ""}
    response = await send(listener, "/music/radio/stations", **fields)
    assert response.headers["location"] == "/music/radio"
    assert api.calls[-1].json == {"name": "A <b>", "url": "http://10.0.0.1/a"}
    problem = {"errors": [{"field": "url", "in": "body", "rule": "private_address", "message": "x"}]}
    api.on("music/me/radio/stations", ApiError(400, "VALIDATION_ERROR", "x", details=problem), "POST")
    response = await send(listener, "/music/radio/stations", **fields)
    assert response.status_code == 400
    assert "Must not be an address of a private network." in response.text
    assert 'value="A &lt;b&gt;"' in response.text


@pytest.mark.parametrize(("fields", "method"), [({"isFavourite": "true"}, "PUT"), ({}, "DELETE")])
async def test_station_is_kept_and_removed(
    listener: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], method: str
) -> None:
    api.on(f"music/me/radio/stations/{STATION_ID}", Reply(204), method)
    address = f"/music/radio/stations/{STATION_ID}/favourite"
    assert (await send(listener, address, **fields)).status_code == 303
    form = {"csrf": csrf_token("r1"), "name": "A <b>", **fields}
    fragment = (await listener.post(address, data=form, headers={**cookies(), "HX-Request": "true"})).text
    assert f'aria-pressed="{"true" if fields else "false"}"' in fragment
    assert ("Keep the station A &lt;b&gt;" in fragment, "<html" in fragment) == (True, False)


async def test_player_loads_a_station(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    keep_radio(api, station())
    address = f"/music/radio/stations/{STATION_ID}/entry"
    entry = (await listener.get(address, headers=cookies())).json()
    assert (entry["title"], entry["isRadio"], entry["artists"]) == ("Harbour <FM>", True, [])
    api.on(f"music/radio/stations/{STATION_ID}", ApiError(404, "RADIO_STATION_NOT_FOUND"))
    assert (await listener.get(address, headers=cookies())).status_code == 404


async def test_password_of_an_app_is_shown_once(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("auth/me", Reply(200, {"username": "ada"}))
    api.on("music/me/app-passwords", Reply(200, [PASSWORD]))
    text = await page(listener, "/music/apps")
    assert ("Phone &lt;1&gt;" in text, "Sym&lt;f&gt;" in text, "mqs_" in text) == (True, True, False)
    api.on("music/me/app-passwords", Reply(201, {**PASSWORD, "secret": "mqs_3f9"}), "POST")
    response = await send(listener, "/music/apps", name=" Phone ")
    assert (response.status_code, "mqs_3f9" in response.text) == (201, True)
    assert next(call for call in api.calls if call.method == "POST").json == {"name": "Phone"}
    assert response.headers["cache-control"] == "private, no-cache"
    api.on("music/me/app-passwords", ApiError(409, "TOO_MANY_APP_PASSWORDS", "x"), "POST")
    response = await send(listener, "/music/apps", name="P<x")
    assert (response.status_code, 'value="P&lt;x"' in response.text) == (409, True)
    assert "You have as many app passwords as there may be." in response.text
    api.on(f"music/me/app-passwords/{SCAN_ID}", Reply(204), "DELETE")
    assert (await send(listener, f"/music/apps/{SCAN_ID}/delete")).headers["location"] == "/music/apps"


def play(**changes: Any) -> dict[str, Any]:
    """Return a play."""
    return {"id": SCAN_ID, "trackId": TRACK_ID, "playedAt": AT, "isSkip": False, "track": track(), **changes}


async def test_history_has_figures_tops_and_plays(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    figures = {"days": 90, "plays": 1412, "skips": 31, "tracks": 180, "listenedMs": 93_600_000}
    api.on("music/me/summary", Reply(200, figures))
    api.on("music/me/history", Reply(200, [play(), play(isSkip=True)], FURTHER))
    api.on("music/me/top/tracks", Reply(200, [{"plays": 7, "track": track()}]))
    api.on("music/me/top/albums", Reply(200, [{"plays": 1, "album": album()}]))
    api.on("music/me/top/artists", Reply(200, [{"plays": 2, "artist": artist()}]))
    text = await page(listener, "/music/history?days=90")
    for shown in ("1,412", "26 h", "7 plays", "1 play<", "2 plays", "· skipped", "?days=90&amp;cursor=c2"):
        assert shown in text, shown
    assert {call.query["days"] for call in api.calls if "top" in call.path} == {"90"}
    api.calls.clear()
    text = await page(listener, "/music/history?days=90&cursor=c2")
    assert ("1,412" in text, [call.path for call in api.calls]) == (False, ["music/me/history"])


async def test_discovery_has_what_is_drawn(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/explore/random/albums", Reply(200, {"seed": 7, "albums": [album()]}))
    api.on("music/explore/random/artists", Reply(200, {"seed": 7, "artists": [artist()]}))
    api.on("music/explore/unplayed", Reply(200, {"seed": 7, "tracks": [track(title="Un<known>")]}))
    api.on("music/explore/hidden-gems", Reply(200, {"seed": 7, "tracks": []}))
    api.on("music/explore/forgotten", Reply(200, [track(title="Old")]))
    api.on("music/albums/top-played", Reply(200, [{"plays": 3, "album": album()}], LAST))
    text = await page(listener, "/music/explore")
    for shown in ("Never played", "Un&lt;known&gt;", "Forgotten", "Random artists", "Most played by everyone"):
        assert shown in text, shown
    assert "Hidden gems" not in text


@pytest.mark.parametrize(
    ("address", "path", "kind"),
    [
        ("/music/export/json", "music/me/export", "application/json"),
        ("/music/export/csv", "music/me/export", "application/zip"),
        (f"/music/playlists/{SCAN_ID}/m3u", f"music/playlists/{SCAN_ID}/m3u", "audio/x-mpegurl"),
    ],
)
async def test_files_are_passed_on(
    listener: httpx2.AsyncClient, api: FakeApi, address: str, path: str, kind: str
) -> None:
    named = {"content-type": kind, "content-disposition": 'attachment; filename="a"', "x-other": "no"}
    api.on(path, Reply(200, body=b"file", headers=named))
    response = await listener.get(address, headers=cookies())
    assert (response.content, response.headers["content-type"].partition(";")[0]) == (b"file", kind)
    assert response.headers["content-disposition"] == 'attachment; filename="a"'
    assert "x-other" not in response.headers
    assert (await listener.get("/music/export/xml", headers=cookies())).status_code == 404


async def test_artist_has_what_databases_state_with_its_licence(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    biography = {
        "text": "She <sang>.\n\nIn two days.",
        "source": "lastfm",
        "url": "https://www.last.fm/music/Nina",
        "licence": "CC BY-SA 3.0",
        "licenceUrl": "https://creativecommons.org/licenses/by-sa/3.0/",
    }
    similar = [{"id": ARTIST_ID, "name": "Sarah <V>", "match": 0.8}, {"id": None, "name": "Others", "match": None}]
    about = {"mbid": None, "genres": ["soul"], "genresSource": "lastfm", "biography": biography, "similar": similar}
    api.on(f"music/artists/{ARTIST_ID}", Reply(200, artist()))
    api.on("music/albums", Reply(200, [album()], LAST))
    api.on("music/tracks", Reply(200, [track()], LAST))
    api.on(f"music/artists/{ARTIST_ID}/about", Reply(200, about))
    text = await page(listener, f"/music/artists/{ARTIST_ID}")
    for shown in (
        "She &lt;sang&gt;.",
        'href="https://www.last.fm/music/Nina"',
        'href="https://creativecommons.org/licenses/by-sa/3.0/"',
        f'<a class="badge" href="/music/artists/{ARTIST_ID}" dir="auto">Sarah &lt;V&gt;</a>',
        '<span class="badge" dir="auto">Others</span>',
    ):
        assert shown in text, shown
    assert "/admin/music/artists" not in text
