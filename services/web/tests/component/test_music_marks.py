"""Favourites, ratings, plays and mixes on the pages of music."""

from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.music_data import (
    ALBUM_ID,
    ARTIST_ID,
    AT,
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

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

__all__ = ["listener"]
FAVOURITE: Final = f"/music/marks/tracks/{TRACK_ID}/favourite"
NO_VALUES: Final = {"plays": None, "days": None, "rating": None, "artist": None, "genre": None}


@pytest.fixture(autouse=True)
def music(api: FakeApi) -> None:
    """Let the API know music."""
    keep_music(api)


def reason(code: str, **values: Any) -> dict[str, Any]:
    """Return why a track is recommended."""
    return {"code": code, **NO_VALUES, **values}


def mix(*reasons: dict[str, Any]) -> Reply:
    """Return a mix with a track for each reason."""
    tracks = [{"track": track(title=one["code"]), "score": 50, "reason": one} for one in reasons]
    return Reply(200, {"kind": "wave", "subjectId": None, "expiresAt": AT, "seed": 7, "tracks": tracks})


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page of a user."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


async def send(http: httpx2.AsyncClient, address: str, /, **fields: str) -> httpx2.Response:
    """Send a form of a user."""
    return await http.post(address, data={"csrf": csrf_token("r1"), **fields}, headers=cookies())


@pytest.mark.parametrize(("fields", "method"), [({"isFavourite": "true"}, "PUT"), ({}, "DELETE")])
async def test_favourite_is_set_and_removed(
    listener: httpx2.AsyncClient, api: FakeApi, fields: dict[str, str], method: str
) -> None:
    api.on(f"music/me/favourites/tracks/{TRACK_ID}", Reply(204), method)
    assert (await send(listener, FAVOURITE, **fields)).status_code == 303
    assert (api.calls[-1].method, api.calls[-1].json) == (method, None)
    form = {"csrf": csrf_token("r1"), "name": "A <b>", **fields}
    fragment = (await listener.post(FAVOURITE, data=form, headers={**cookies(), "HX-Request": "true"})).text
    assert f'aria-pressed="{"true" if fields else "false"}"' in fragment
    assert ('name="isFavourite"' in fragment, "Favourite: A &lt;b&gt;" in fragment) == (not fields, True)


async def test_rating_is_set_and_removed(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"music/albums/{ALBUM_ID}", Reply(200, {**album(rating=4), "tracks": [track()]}))
    assert '<option value="4" selected>' in await page(listener, f"/music/albums/{ALBUM_ID}")
    path = f"music/me/ratings/albums/{ALBUM_ID}"
    for method in ("PUT", "DELETE"):
        api.on(path, Reply(204), method)
    await send(listener, f"/music/marks/albums/{ALBUM_ID}/rating", rating="5")
    assert (api.calls[-1].method, api.calls[-1].json) == ("PUT", {"rating": 5})
    await send(listener, f"/music/marks/albums/{ALBUM_ID}/rating", rating="")
    assert (api.calls[-1].method, api.calls[-1].path) == ("DELETE", path)
    api.on(path, ApiError(400, "VALIDATION_ERROR", "x"), "PUT")
    assert (await send(listener, f"/music/marks/albums/{ALBUM_ID}/rating", rating="9")).status_code == 400
    for kind in ("folders", ".."):
        assert (await send(listener, f"/music/marks/{kind}/{ALBUM_ID}/rating", rating="1")).status_code == 404


async def test_favourites_have_a_page(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    kinds = {"artists": artist(), "albums": album(), "tracks": track(isFavourite=True)}
    for kind, one in kinds.items():
        api.on(f"music/me/favourites/{kind}", Reply(200, [one], LAST))
    text = await page(listener, "/music/favourites")
    for path in (f"/music/artists/{ARTIST_ID}", f"/music/albums/{ALBUM_ID}", FAVOURITE):
        assert f'"{path}"' in text
    for kind in kinds:
        api.on(f"music/me/favourites/{kind}", Reply(200, [], LAST))
    assert "No favourites yet" in await page(listener, "/music/favourites")


async def test_overview_has_what_the_user_plays(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/me/top/albums", Reply(200, [{"plays": 3, "album": album()}]))
    api.on("music/me/favourites/albums", Reply(200, [album()], LAST))
    api.on("music/me/recently-played", Reply(200, [track()], LAST))
    text = await page(listener, "/music")
    for shown in ("Most played in the last 30 days", "Favourites", "Recently played", 'href="/music/mixes/wave"'):
        assert shown in text


async def test_mix_says_why(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    reasons = [
        reason("not_heard_recently", days=90),
        reason("played_often", plays=1),
        reason("favourite_artist", artist={"id": ARTIST_ID, "name": "N<a>"}),
        reason("same_genre", genre="J<z>"),
        reason("discovery"),
        reason("of_tomorrow"),
    ]
    api.on("music/me/mixes/wave", mix(*reasons))
    text = await page(listener, "/music/mixes/wave")
    for shown in ("not heard for 90 days", "played 1 time", "N&lt;a&gt;", "J&lt;z&gt;", "new to you", "of_tomorrow"):
        assert shown in text
    api.on("music/me/mixes/daily", mix())
    assert "There is not enough music for a mix yet." in await page(listener, "/music/mixes/daily")
    for path in (f"artists/{ARTIST_ID}", f"genres/{GENRE_ID}"):
        api.on(f"music/me/mixes/{path}", mix(reasons[0]))
        assert "Mix: " in await page(listener, f"/music/mixes/{path}")
    for path in ("yearly", f"albums/{ALBUM_ID}", f"artists/{SCAN_ID}"):
        assert (await listener.get(f"/music/mixes/{path}", headers=cookies())).status_code == 404


@pytest.mark.parametrize("path", ["wave", f"artists/{ARTIST_ID}"])
async def test_mix_is_made_again(listener: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    api.on(f"music/me/mixes/{path}/refresh", mix(), "POST")
    response = await send(listener, f"/music/mixes/{path}/refresh")
    assert (response.status_code, response.headers["location"]) == (303, f"/music/mixes/{path}")


async def test_plays_of_this_session_are_passed_on(listener: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("music/plays", Reply(201, {}), "POST")
    play = {"id": SCAN_ID, "trackId": TRACK_ID, "completion": 0.9, "context": "album", "more": 1}
    headers = {**cookies(), "X-Page-CSRF": csrf_token("r1")}
    response = await listener.post("/music/plays", json=play, headers=headers)
    assert response.status_code == 200
    assert api.calls[-1].json == {name: value for name, value in play.items() if name != "more"}
    assert (await listener.post("/music/plays", json=play, headers=cookies())).status_code == 403
    api.on("music/plays", ApiError(404, "TRACK_NOT_FOUND"), "POST")
    assert (await listener.post("/music/plays", json=play, headers=headers)).json()["code"] == "TRACK_NOT_FOUND"
