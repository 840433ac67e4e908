"""Watching: where it is offered, the page of the player, and what its scripts send."""

import json
import re
from typing import Any, Final

import httpx2
import pytest
from services.web.tests.component.test_browse import title
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import summary
from services.web.tests.title_data import MOVIE_ID, SHOW_ID, explanation, movie, season, show
from services.web.tests.watch_data import EPISODES, OTHER_ID, SESSION_ID, STREAMS, playable

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Reply
from web.presentation.visits import SCRIPT_HEADER

pytestmark = pytest.mark.unit

SCRIPT: Final = {**cookies(), SCRIPT_HEADER: csrf_token("r1")}
EPISODE: Final = "/watch/shows/orchard/seasons/1/episodes/2"


@pytest.fixture(autouse=True)
def titles(api: FakeApi) -> None:
    """Let the API know a movie and a show that can be played."""
    api.on("catalog/movies/orchard", Reply(200, movie(slug="orchard")))
    api.on("catalog/shows/orchard", Reply(200, show()))
    api.on("catalog/shows/orchard/seasons/1", Reply(200, season()))
    for media_id in (MOVIE_ID, SHOW_ID):
        api.on(f"stats/media/{media_id}/explanation", Reply(200, explanation()))
    api.on(f"playback/titles/{MOVIE_ID}", Reply(200, [playable(), playable(trailer=True)]))
    api.on(f"playback/titles/{SHOW_ID}", Reply(200, EPISODES))


async def page(http: httpx2.AsyncClient, path: str) -> str:
    """Return a page that a user opens."""
    response = await http.get(path, headers=cookies())
    assert response.status_code == 200, response.text
    return response.text


async def test_titles_lead_to_what_can_be_played_of_them(http: httpx2.AsyncClient, api: FakeApi) -> None:
    shown = re.findall(r'href="(/watch/[^"]+)"', await page(http, "/movies/orchard"))
    assert shown == ["/watch/movies/orchard", "/watch/movies/orchard/trailer"]
    assert re.findall(r'href="(/watch/[^"]+)"', (await http.get("/shows/orchard")).text) == [
        "/watch/shows/orchard/seasons/1/episodes/1"
    ]
    api.on(f"user-media/{SHOW_ID}", Reply(200, {"progress": {"season": 1, "episode": 2, "seasons": {"1": 2}}}))
    assert re.findall(r'href="(/watch/[^"]+)"', await page(http, "/shows/orchard")) == [
        "/watch/shows/orchard/seasons/2/episodes/1"
    ]
    assert re.findall(r'href="(/watch/[^"]+)"', await page(http, "/shows/orchard/seasons/1")) == [
        "/watch/shows/orchard/seasons/1/episodes/1",
        EPISODE,
    ]


@pytest.mark.parametrize("listed", [Reply(200, []), ApiError(503, "SERVICE_UNAVAILABLE")])
async def test_titles_that_cannot_be_played_have_no_link(
    http: httpx2.AsyncClient, api: FakeApi, listed: Reply | ApiError
) -> None:
    for media_id in (MOVIE_ID, SHOW_ID):
        api.on(f"playback/titles/{media_id}", listed)
    for path in ("/movies/orchard", "/shows/orchard", "/shows/orchard/seasons/1"):
        assert "/watch/" not in await page(http, path)


async def test_the_page_of_an_episode_names_it_and_the_next_one(http: httpx2.AsyncClient) -> None:
    text = await page(http, EPISODE)
    assert f'data-subject="{SHOW_ID}:1x02"' in text
    assert "Season 1, episode 2" in text
    assert 'rel="next" href="/watch/shows/orchard/seasons/2/episodes/1"' in text
    assert "The player needs scripts" in text
    last = await page(http, "/watch/shows/orchard/seasons/2/episodes/1")
    assert 'rel="next"' not in last
    assert 'data-question="next"' not in last
    assert 'rel="next"' not in await page(http, "/watch/shows/orchard/seasons/0/episodes/1")


def continued(media_id: str, place: tuple[int, int] | None, reason: str) -> dict[str, Any]:
    """Return a title that a user continues."""
    names = ("episodeTitle", "airDate", "percent", "deviceName")
    shown = {"mediaItemId": media_id, "reason": reason, "at": "2026-11-20T10:00:00Z"}
    season, episode = place or (None, None)
    about = {**summary(), "type": "show" if place else "movie", "slug": "orchard"}
    return {**dict.fromkeys(names), **shown, "season": season, "episode": episode, "mediaSummary": about}


async def test_what_is_continued_is_played_where_the_user_stopped(http: httpx2.AsyncClient, api: FakeApi) -> None:
    stopped = [continued(MOVIE_ID, None, "resume"), continued(SHOW_ID, (1, 2), "next-episode")]
    api.on("me/continue", Reply(200, stopped, {"nextCursor": None}))
    videos = [{"mediaItemId": MOVIE_ID, "videos": [playable(trailer=True), playable()]}]
    api.on("playback/titles", Reply(200, [*videos, {"mediaItemId": SHOW_ID, "videos": EPISODES}]))
    paths = ["/watch/movies/orchard?resume", f"{EPISODE}?resume"]
    assert re.findall(r'href="(/watch/[^"]+)"', await page(http, "/my/continue")) == paths
    assert api.calls[-1].query == {"ids": f"{MOVIE_ID},{SHOW_ID}"}
    items = [{**title(number), "mediaItemId": media_id} for number, media_id in enumerate((MOVIE_ID, SHOW_ID), 1)]
    begun = {"key": "continueWatching", "titleKey": "continueWatching", "itemType": "movie", "items": items}
    others = {"key": "trendingMovies", "titleKey": "trendingMovies", "itemType": "movie", "items": items}
    api.on("home", Reply(200, {"sections": [begun, others]}))
    assert re.findall(r'href="(/watch/[^"]+)"', await page(http, "/")) == paths
    api.on("me/continue", Reply(200, [continued(SHOW_ID, (1, 3), "upcoming")], {"nextCursor": None}))
    assert "/watch/" not in await page(http, "/my/continue")
    api.on("playback/titles", ApiError(503, "SERVICE_UNAVAILABLE"))
    api.on("me/continue", Reply(200, stopped, {"nextCursor": None}))
    assert "/watch/" not in await page(http, "/my/continue")


async def test_only_the_link_to_continue_has_no_question(http: httpx2.AsyncClient) -> None:
    assert 'data-state="loading" data-resume>' in await page(http, "/watch/movies/orchard?resume")
    assert 'data-state="loading">' in await page(http, "/watch/movies/orchard")


async def test_the_page_of_a_trailer_permits_videos_of_the_player_and_nothing_of_others(
    http: httpx2.AsyncClient,
) -> None:
    response = await http.get("/watch/movies/orchard/trailer", headers=cookies())
    assert f'data-subject="{MOVIE_ID}:trailer"' in response.text
    assert "Orchard: trailer" in response.text
    policy = response.headers["content-security-policy"].split("; ")
    assert {
        "media-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "connect-src 'self' https://cdn.example",
        "script-src 'self'",
    } <= {*policy}


async def test_watching_needs_an_account_and_something_to_play(http: httpx2.AsyncClient, api: FakeApi) -> None:
    response = await http.get("/watch/movies/orchard")
    assert response.headers["location"] == "/sign-in?next=%2Fwatch%2Fmovies%2Forchard"
    for path in (
        "/watch/shows/orchard/seasons/1/episodes/9",
        "/watch/shows/orchard/trailer",
        "/watch/shows/orchard/seasons/x/episodes/1",
        "/watch/people/orchard/trailer",
    ):
        assert (await http.get(path, headers=cookies())).status_code == 404, path
    api.on(f"playback/titles/{MOVIE_ID}", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await http.get("/watch/movies/orchard", headers=cookies())).status_code == 503


async def test_a_former_slug_leads_to_the_page_of_the_player(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/old", Reply(308, headers={"location": "orchard"}))
    response = await http.get("/watch/shows/old/seasons/1/episodes/2", headers=cookies())
    assert (response.status_code, response.headers["location"]) == (308, EPISODE)


async def send(http: httpx2.AsyncClient, path: str, body: Any, headers: dict[str, str] = SCRIPT) -> httpx2.Response:
    """Send what the script of the player sends."""
    return await http.post(f"/watch/{path}", content=json.dumps(body), headers=headers)


async def test_a_session_begins_once_per_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    started = {"sessionId": SESSION_ID, "heartbeatSeconds": 10}
    api.on(f"playback/{SHOW_ID}:1x02/session", Reply(201, started), "POST")
    response = await send(http, "sessions", {"subject": f"{SHOW_ID}:1x02", "key": "k-1", "replaces": OTHER_ID})
    assert (response.status_code, response.json()) == (200, {**started, "withCredentials": False})
    assert response.headers["cache-control"] == "private, no-store"
    assert api.calls[-1].headers["Idempotency-Key"] == "k-1"
    assert api.calls[-1].json == {"deviceName": None, "replaces": OTHER_ID}
    assert (await send(http, "sessions", {"subject": "../users", "key": "k"})).status_code == 404
    permission = "CloudFront-Policy=p; Domain=cdn.example; Secure"
    api.on(f"playback/{SHOW_ID}:1x02/session", Reply(201, started, cookies=(permission,)), "POST")
    with_cdn = await send(http, "sessions", {"subject": f"{SHOW_ID}:1x02", "key": "k-2"})
    assert (with_cdn.json()["withCredentials"], with_cdn.headers["set-cookie"]) == (True, permission)


async def test_a_user_with_too_many_streams_may_end_one(http: httpx2.AsyncClient, api: FakeApi) -> None:
    limit = ApiError(409, "STREAM_LIMIT_REACHED", "Your plan permits 1 stream at once", STREAMS)
    api.on(f"playback/{MOVIE_ID}/session", limit, "POST")
    response = await send(http, "sessions", {"subject": MOVIE_ID, "key": "k"})
    assert response.status_code == 409
    assert "Living room" in response.text
    assert f'action="/watch/sessions/{OTHER_ID}/end"' in response.text
    assert 'href="/plans"' in response.text
    api.on(f"playback/sessions/{OTHER_ID}", Reply(204), "DELETE")
    ended = await http.post(
        f"/watch/sessions/{OTHER_ID}/end",
        data={"csrf": csrf_token("r1")},
        headers={**cookies(), "Referer": "http://localhost/watch/movies/orchard"},
    )
    assert (ended.status_code, ended.headers["location"]) == (303, "/watch/movies/orchard")
    assert (api.calls[-1].method, api.calls[-1].path) == ("DELETE", f"playback/sessions/{OTHER_ID}")


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (ApiError(403, "PLAN_REQUIRED"), 403, 'href="/plans"'),
        (ApiError(403, "REGION_NOT_AVAILABLE", "This video cannot be played in your country"), 403, "where you are"),
        (ApiError(502, "BAD_GATEWAY", "secret"), 503, "Playback is not possible at the moment."),
        (ApiError(401, "UNAUTHORIZED"), 401, ""),
    ],
)
async def test_a_refusal_says_what_can_be_done(
    http: httpx2.AsyncClient, api: FakeApi, error: ApiError, status: int, shown: str
) -> None:
    api.on(f"playback/{MOVIE_ID}/session", error, "POST")
    response = await send(http, "sessions", {"subject": MOVIE_ID, "key": "k"})
    assert (response.status_code, shown in response.text, "secret" in response.text) == (status, True, False)


async def test_heartbeats_and_measures_are_passed_on(http: httpx2.AsyncClient, api: FakeApi) -> None:
    session = f"playback/sessions/{SESSION_ID}"
    sent = {"heartbeats": {"positionMs": 5_000, "state": "playing"}, "events": {"events": [{"sequence": 0}]}}
    for name, body in sent.items():
        api.on(f"{session}/{name}", Reply(200, {"done": name}), "POST")
        response = await send(http, f"sessions/{SESSION_ID}/{name}", body)
        assert (response.status_code, response.json()) == (200, {"done": name})
        assert api.calls[-1].json == body
    api.on(session, Reply(200, {"id": SESSION_ID}), "DELETE")
    assert (await send(http, f"sessions/{SESSION_ID}/stop", {"positionMs": 9_000})).status_code == 200
    assert (api.calls[-1].method, api.calls[-1].path, api.calls[-1].query) == ("DELETE", session, {"positionMs": 9_000})
    api.on(f"{session}/events", ApiError(429, "RATE_LIMITED"), "POST")
    refused = await send(http, f"sessions/{SESSION_ID}/events", {})
    assert (refused.status_code, refused.json()["code"]) == (429, "RATE_LIMITED")


async def test_a_licence_is_passed_on_as_it_comes(http: httpx2.AsyncClient, api: FakeApi) -> None:
    licence = b'{"keys":[{"kty":"oct","kid":"a","k":"b"}],"type":"temporary"}'
    api.on("playback/licenses/clearkey", Reply(200, body=licence), "POST")
    request = {"kids": ["a"], "type": "temporary"}
    response = await send(http, f"licences/clearkey?session={SESSION_ID}", request)
    assert (response.content, response.headers["cache-control"]) == (licence, "no-store")
    assert (api.calls[-1].query, api.calls[-1].json) == ({"session": SESSION_ID}, request)
    api.on("playback/licenses/clearkey", ApiError(403, "LICENCE_REFUSED"), "POST")
    refused = await send(http, f"licences/clearkey?session={SESSION_ID}", request)
    assert (refused.status_code, refused.json()) == (403, {"code": "LICENCE_REFUSED"})


@pytest.mark.parametrize("path", ["sessions", f"sessions/{SESSION_ID}/heartbeats", "licences/clearkey"])
async def test_only_scripts_of_this_session_are_accepted(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    for value in ("", csrf_token("other")):
        response = await send(http, path, {}, {**cookies(), SCRIPT_HEADER: value})
        assert (response.status_code, response.headers[SCRIPT_HEADER]) == (403, "required")
    assert api.calls == []


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'"' + b"a" * 70_000 + b'"'])
async def test_other_content_is_refused(http: httpx2.AsyncClient, api: FakeApi, content: bytes) -> None:
    path = f"/watch/sessions/{SESSION_ID}/heartbeats"
    response = await http.post(path, content=content, headers=SCRIPT)
    assert response.status_code == (413 if len(content) > 65_536 else 400)
    assert api.calls == []
