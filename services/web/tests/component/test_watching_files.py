"""Files of media sources that browsers play: where they are offered, the page of the player, and its positions."""

import json
import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.source_data import FILE_ID, file
from services.web.tests.title_data import MOVIE_ID, SHOW_ID, explanation, movie, show
from services.web.tests.watch_data import EPISODES, playable

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply
from web.presentation.visits import SCRIPT_HEADER

pytestmark = pytest.mark.unit

SCRIPT: Final = {**cookies(), SCRIPT_HEADER: csrf_token("r1")}
OTHER_FILE: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f13"
PAGE: Final = f"/watch/movies/orchard/files/{FILE_ID}"
LINK: Final = "/api/v1/sources/streams/mqm_a"


def version(media_id: str = MOVIE_ID, place: tuple[int, list[int]] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a version of a title."""
    season, episodes = place or (None, [])
    match = {"mediaId": media_id, "method": "name", "confidence": 0.95, "season": season, "episodes": episodes}
    return file(**{"match": match, "name": "Orchard/Orchard.mp4", **changes})


def keep(api: FakeApi, media_id: str, *versions: dict[str, Any]) -> None:
    """Let the API know the versions of a title."""
    body = {"mediaId": media_id, "available": True, "episodes": [], "versions": list(versions)}
    api.on(f"sources/titles/{media_id}", Reply(200, body))


@pytest.fixture(autouse=True)
def titles(api: FakeApi) -> None:
    """Let the API know a movie with a version, and a show."""
    api.on("catalog/movies/orchard", Reply(200, movie(slug="orchard")))
    api.on("catalog/shows/orchard", Reply(200, show()))
    api.on(f"stats/media/{MOVIE_ID}/explanation", Reply(200, explanation()))
    keep(api, MOVIE_ID, version())


async def page(http: httpx2.AsyncClient, path: str = PAGE) -> str:
    """Return a page that a user opens."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


@pytest.mark.parametrize(
    ("changes", "plays"),
    [
        ({}, True),
        ({"name": "a.WEBM", "videoCodec": "VP9", "audioCodecs": ["opus"]}, True),
        ({"name": "a.m4v", "videoCodec": None, "audioCodecs": []}, True),
        ({"audioCodecs": ["EAC3", "AAC"]}, True),
        ({"audioCodecs": ["DTS"]}, False),
        ({"videoCodec": "H.265"}, False),
        ({"name": "mp4/a.mkv"}, False),
    ],
)
async def test_versions_that_browsers_play_lead_to_the_player(
    http: httpx2.AsyncClient, api: FakeApi, changes: dict[str, Any], plays: bool
) -> None:
    keep(api, MOVIE_ID, version(**changes))
    text = await page(http, "/movies/orchard")
    assert (f'href="{PAGE}"' in text, 'name="download" value="true"' in text) == (plays, not plays)


async def test_the_page_plays_the_file_and_offers_the_prepared_version(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await page(http)
    assert f'data-file="{FILE_ID}" data-type="video/mp4"' in text
    assert f'data-place="{{&#34;mediaItemId&#34;: &#34;{MOVIE_ID}&#34;}}"' in text
    assert ("data-subject" in text, "This browser cannot play this file." in text) == (False, True)
    assert ('href="/watch/movies/orchard"' in text, "Orchard.mp4" in text) == (False, True)
    api.on(f"playback/titles/{MOVIE_ID}", Reply(200, [playable(), playable(trailer=True)]))
    assert 'href="/watch/movies/orchard"' in await page(http)
    policy = (await http.get(PAGE, headers=cookies())).headers["content-security-policy"]
    assert "media-src 'self' blob:" in policy


async def test_the_page_of_a_file_of_episodes_names_the_first_and_reports_all(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    path = f"/watch/shows/orchard/files/{FILE_ID}"
    api.on(f"playback/titles/{SHOW_ID}", Reply(200, EPISODES))
    keep(api, SHOW_ID, version(SHOW_ID, (1, [2, 3])))
    text = await page(http, path)
    assert "Season 1, episode 2" in text
    assert 'href="/watch/shows/orchard/seasons/1/episodes/2"' in text
    [stated] = re.findall('data-place="([^"]+)"', text)
    place = {"mediaItemId": SHOW_ID, "season": 1, "episode": 2, "episodeEnd": 3}
    assert json.loads(stated.replace("&#34;", '"')) == place
    without_season = version(SHOW_ID)
    without_season["match"]["episodes"] = [7]
    keep(api, SHOW_ID, without_season)
    assert 'data-place="null"' in await page(http, path)


async def test_other_files_have_no_page(http: httpx2.AsyncClient) -> None:
    other = await http.get(f"/watch/movies/orchard/files/{OTHER_FILE}", headers=cookies())
    assert other.status_code == 404
    assert (await http.get(f"/watch/people/orchard/files/{FILE_ID}", headers=cookies())).status_code == 404
    assert (await http.get(PAGE)).headers["location"].startswith("/sign-in?")


async def send(http: httpx2.AsyncClient, path: str, body: Any) -> httpx2.Response:
    """Send what the script of the player sends."""
    return await http.post(f"/watch/{path}", content=json.dumps(body), headers=SCRIPT)


async def test_a_file_begins_where_the_user_stopped_on_any_device(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"sources/files/{FILE_ID}/link", Reply(201, {"path": LINK}), "POST")
    positions = [
        {"season": 1, "episode": 3, "positionSeconds": 9},
        {"season": 1, "episode": 2, "positionSeconds": 61},
        {"season": 1, "episode": 2, "positionSeconds": 5},
    ]
    api.on(f"me/positions/{SHOW_ID}", Reply(200, positions))
    place = {"mediaItemId": SHOW_ID, "season": 1, "episode": 2}
    response = await send(http, f"files/{FILE_ID}", {"place": place})
    opened = {"file": LINK, "resumePositionMs": 61_000, "heartbeatSeconds": 30, "subtitles": []}
    assert (response.status_code, response.json()) == (200, opened)
    for other in ({"place": None}, {"place": {**place, "season": 2}}):
        assert (await send(http, f"files/{FILE_ID}", other)).json()["resumePositionMs"] == 0
    api.on(f"sources/files/{FILE_ID}/link", ApiError(404, "FILE_NOT_FOUND", "No file has this id"), "POST")
    refused = await send(http, f"files/{FILE_ID}", {"place": None})
    assert (refused.status_code, refused.headers["content-type"]) == (404, "text/html; charset=utf-8")


async def test_positions_are_passed_on_to_the_library(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"me/positions/{MOVIE_ID}", Reply(200, {"result": "updated", "plays": []}), "PUT")
    position = {"positionSeconds": 5, "durationSeconds": 12, "state": "playing", "device": {"id": "d", "name": None}}
    response = await send(http, "positions", {"mediaItemId": MOVIE_ID, **position})
    assert (response.status_code, response.json()["result"]) == (200, "updated")
    assert (api.calls[-1].method, api.calls[-1].json) == ("PUT", position)
    assert (await send(http, "positions", {"mediaItemId": "../me", **position})).status_code == 404


async def test_a_download_is_stored_by_the_browser(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"sources/files/{FILE_ID}/link", Reply(201, {"path": LINK}), "POST")
    form = {"csrf": csrf_token("r1"), "download": "true"}
    response = await http.post(f"/my/sources/files/{FILE_ID}/open", data=form, headers=cookies())
    assert (response.status_code, response.headers["location"]) == (303, f"{LINK}?download=true")
