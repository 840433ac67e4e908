"""What a user does with a title: buttons, episodes, what to continue, and the history."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import LIST, MOVIE, PLAY, SHOW, entry, own_list, page, play, summary

from chassis.core.browser_sessions import csrf_token
from chassis.testing.clock import NOON
from web.application.api import ApiError, Call, Reply

pytestmark = pytest.mark.unit

HTMX = {**cookies(), "HX-Request": "true"}
CSRF = {"csrf": csrf_token("r1")}
ENTRY = f"user-media/{MOVIE}"
SAVED = f"me/saved-items/{MOVIE}"
SUBSCRIBED = f"me/subscriptions/{MOVIE}"
DETAILS = {"context": "details"}
EPISODES = [
    {"number": number, "title": f"Part {number}", "airDate": day, "airsAt": f"{day}T02:00:00Z"}
    for number, day in ((1, "2026-11-01"), (2, "2026-11-08"), (3, "2026-12-24"))
]


@pytest.fixture
def library(api: FakeApi) -> FakeApi:
    """Return an API that knows a movie and a show, both in the library."""
    for media_id in (MOVIE, SHOW):
        api.on(f"catalog/titles/{media_id}", Reply(200, summary(media_id)))
        api.on(f"me/saved-items/{media_id}/status", Reply(200, {"isForLater": True, "isConsidering": False}))
        api.on(f"me/subscriptions/{media_id}/status", Reply(200, {"triggers": ["rising"]}))
        api.on(f"rankings/averages/{media_id}", Reply(200, {"average": 3.7, "count": 12, "histogram": []}))
        api.on(f"user-media/{media_id}", Reply(200, entry(media_id)), "PATCH")
    api.on(f"user-media/{MOVIE}", Reply(200, entry(notes="Quiet <air>", tags=["space"])))
    following = {"season": 1, "episode": 2}
    watching = entry(SHOW, state="watching", nextEpisode=following, episodesSeen=1, rating=None)
    api.on(f"user-media/{SHOW}", Reply(200, watching))
    explained = {"progress": {"season": 1, "episode": 1, "seasons": {"1": 1}}, "skipped": []}
    api.on(f"user-media/{SHOW}/explanation", Reply(200, explained))
    api.on("catalog/shows/breaking-bad/seasons/1", Reply(200, {"number": 1, "name": "Season 1", "episodes": EPISODES}))
    api.on("me/lists", page(own_list(), own_list(id=PLAY, kind="smart"), own_list(id=SHOW, role="viewer")))
    api.on("me/plays/batch", Reply(201, {"plays": [{"id": PLAY}]}), "POST")
    api.on("me/plays/removals", Reply(204), "POST")
    return api


def writes(api: FakeApi) -> list[Call]:
    """Return the calls that change something."""
    return [call for call in api.calls if call.method != "GET"]


async def send(http: httpx2.AsyncClient, path: str, **form: str) -> httpx2.Response:
    """Send a form as an open page does."""
    return await http.post(path, data={**CSRF, **form}, headers=HTMX)


async def test_the_buttons_of_a_movie_show_what_the_user_has_of_it(http: httpx2.AsyncClient, library: FakeApi) -> None:
    text = (await http.get(f"/my/titles/{MOVIE}/actions", headers=HTMX)).text
    assert 'data-state="completed"' in text
    assert "Watched again" in text
    assert 'name="rating" value="8" aria-pressed="true"' in text
    assert "Everyone: 3.7 of 5 (12 ratings)" in text
    assert "Quiet &lt;air&gt;" in text
    assert 'href="/my?tag=space"' in text
    assert "New season" not in text
    assert text.count(f'name="list" value="{LIST}"') == 1
    assert f'name="list" value="{SHOW}"' not in text


async def test_the_rating_has_the_scale_of_the_user(http: httpx2.AsyncClient, library: FakeApi) -> None:
    scale = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-scale=half_stars"}
    text = (await http.get(f"/my/titles/{MOVIE}/actions", headers=scale)).text
    assert 'name="rating" value="4.0" aria-pressed="true"' in text
    await http.post(f"/my/titles/{MOVIE}/rating", data={**CSRF, "rating": "4.5"}, headers={**HTMX, **scale})
    assert writes(library)[0].json == {"scale": "half_stars", "rating": 4.5}


async def test_a_title_without_an_entry_can_be_begun(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on(f"user-media/{SHOW}", Reply(200, None))
    text = (await http.get(f"/my/titles/{SHOW}/actions", headers=HTMX)).text
    assert "Watched the first episode" in text
    assert "Remove from the library" not in text
    library.on(f"catalog/titles/{SHOW}", ApiError(404, "MEDIA_NOT_FOUND"))
    assert (await http.get(f"/my/titles/{SHOW}/actions", headers=HTMX)).status_code == 404


async def test_parts_that_are_not_available_leave_the_buttons(http: httpx2.AsyncClient, library: FakeApi) -> None:
    for path in (f"me/saved-items/{MOVIE}/status", f"me/subscriptions/{MOVIE}/status", "me/lists"):
        library.on(path, ApiError(503, "SERVICE_UNAVAILABLE"))
    response = await http.get(f"/my/titles/{MOVIE}/actions", headers=HTMX)
    assert response.status_code == 200
    assert "Dropped" in response.text


async def test_a_state_is_changed_and_can_be_undone(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/marks", page({"id": PLAY, "kind": "state", "value": "dropped"}))
    response = await send(http, f"/my/titles/{MOVIE}/state", state="dropped")
    assert writes(library)[0].json == {"state": "dropped"}
    assert 'data-announce="entry-changed"' in response.text
    assert f'name="mark" value="{PLAY}"' in response.text
    library.on(f"me/marks/{PLAY}", Reply(204), "DELETE")
    undone = await send(http, f"/my/titles/{MOVIE}/undo", mark=PLAY, plays="")
    assert "Undone." in undone.text
    assert writes(library)[-1].path == f"me/marks/{PLAY}"


async def test_the_state_that_a_title_has_is_taken_back(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/marks", page({"id": MOVIE, "kind": "rating"}, {"id": PLAY, "kind": "state"}))
    library.on(f"me/marks/{PLAY}", Reply(204), "DELETE")
    await send(http, f"/my/titles/{MOVIE}/state", state="none")
    assert [(call.method, call.path) for call in writes(library)] == [("DELETE", f"me/marks/{PLAY}")]


async def test_a_rejected_change_says_why(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on(f"user-media/{MOVIE}", ApiError(400, "VALIDATION_ERROR", "no such rating"), "PATCH")
    response = await send(http, f"/my/titles/{MOVIE}/rating", rating="99")
    assert '<p class="form-problem" role="alert">no such rating</p>' in response.text
    assert "Rating: Must be a number." in (await send(http, f"/my/titles/{MOVIE}/rating", rating="x")).text
    assert "id: Is not a valid id." in (await send(http, f"/my/titles/{MOVIE}/undo", mark="x")).text
    plain = await http.post(f"/my/titles/{MOVIE}/rating", data={**CSRF, "rating": "99"}, headers=cookies())
    assert plain.status_code == 400


@pytest.mark.parametrize(
    ("name", "form", "method", "path", "sent"),
    [
        ("rating", {"rating": ""}, "PATCH", f"user-media/{MOVIE}", {"rating": None}),
        ("notes", {"notes": " x ", "tags": "a, ,b"}, "PATCH", ENTRY, {"notes": "x", "tags": ["a", "b"]}),
        ("saved", {"list": "considering"}, "POST", SAVED, {"list": "considering", **DETAILS}),
        ("saved", {"list": "for_later", "remove": "1"}, "DELETE", SAVED, None),
        ("subscription", {"trigger": "release"}, "POST", SUBSCRIBED, {"trigger": "release", **DETAILS}),
        ("subscription", {"trigger": "rising", "remove": "1"}, "DELETE", SUBSCRIBED, None),
        ("list", {"list": LIST}, "POST", f"lists/{LIST}/items", {"items": [{"mediaItemId": MOVIE}]}),
        ("list", {"list": LIST, "remove": "1"}, "DELETE", f"lists/{LIST}/items/{MOVIE}", None),
        ("rewatch", {}, "POST", f"user-media/{MOVIE}/rewatch", None),
        ("remove", {}, "DELETE", f"user-media/{MOVIE}", None),
    ],
)  # fmt: skip
async def test_each_button_is_one_call(
    http: httpx2.AsyncClient, library: FakeApi, name: str, form: dict[str, str], method: str, path: str, sent: Any
) -> None:
    library.on(path, Reply(200, {}), method)
    response = await send(http, f"/my/titles/{MOVIE}/{name}", **form)
    assert response.status_code == 200
    assert 'role="status"' in response.text
    [call] = writes(library)
    assert (call.method, call.path, call.json) == (method, path, sent)


async def test_a_title_is_put_on_a_new_list(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/lists", Reply(201, own_list()), "POST")
    library.on(f"lists/{LIST}/items", Reply(200, {}), "POST")
    await send(http, f"/my/titles/{MOVIE}/list", name="New")
    assert [call.json for call in writes(library)] == [{"name": "New"}, {"items": [{"mediaItemId": MOVIE}]}]


async def test_one_tap_records_the_next_episode_once(http: httpx2.AsyncClient, library: FakeApi) -> None:
    response = await send(http, f"/my/titles/{SHOW}/next-episode", season="1", episode="2")
    [call] = writes(library)
    place = {"season": 1, "episode": 2}
    watched = {"mediaItemId": SHOW, **place, "watchedAt": NOON.isoformat(), "onlyUnseen": True}
    assert call.json == {"plays": [watched]}
    assert "Season 1, episode 2: watched." in response.text
    await send(http, f"/my/titles/{SHOW}/undo", plays=PLAY)
    assert writes(library)[-1].json == {"playIds": [PLAY]}
    await send(http, f"/my/titles/{MOVIE}/watched")
    assert writes(library)[-1].json == {"plays": [{"mediaItemId": MOVIE, "watchedAt": NOON.isoformat()}]}


async def test_forms_work_without_scripts(http: httpx2.AsyncClient, library: FakeApi) -> None:
    headers = {**cookies(), "Referer": "http://localhost/movies/alien"}
    response = await http.post(f"/my/titles/{MOVIE}/state", data={**CSRF, "state": "planned"}, headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/movies/alien")
    forged = await http.post(f"/my/titles/{MOVIE}/state", data={"state": "planned"}, headers=headers)
    assert forged.status_code == 403


async def test_the_episodes_of_a_season_are_check_boxes(http: httpx2.AsyncClient, library: FakeApi) -> None:
    text = (await http.get(f"/my/titles/{SHOW}/seasons/1", headers=HTMX)).text
    assert [part.partition('"')[0] for part in text.split('aria-checked="')[1:]] == ["true", "false", "false"]
    assert text.count(" disabled") == 1
    assert "1 of 3 episodes watched" in text
    assert (await http.get(f"/my/titles/{MOVIE}/seasons/1", headers=HTMX)).status_code == 404
    hidden = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-spoilers=texts"}
    assert (await http.get(f"/my/titles/{SHOW}/seasons/1", headers=hidden)).text.count("Show the title") == 2


async def test_episodes_and_seasons_are_marked(http: httpx2.AsyncClient, library: FakeApi) -> None:
    base = f"/my/titles/{SHOW}/seasons/1"
    await send(http, f"{base}/episodes/2", when="aired")
    second = {"mediaItemId": SHOW, "season": 1, "episode": 2, "onlyUnseen": True}
    assert writes(library)[-1].json == {"plays": [{**second, "watchedAt": "2026-11-08T02:00:00Z"}]}
    response = await send(http, base, when="unknown")
    assert writes(library)[-1].json == {"plays": [{**second, "watchedAt": None}]}
    assert 'data-announce="episodes-changed"' in response.text
    assert f'action="{base}/undo"' in response.text
    await send(http, f"{base}/episodes/2", until="1")
    assert writes(library)[-1].json == {"progress": {"season": 1, "episode": 2}}
    assert "when: Must be one of: now, aired, unknown." in (await send(http, base, when="never")).text


async def test_an_episode_is_unmarked_by_its_plays_or_by_progress(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/plays", page(play(episode=1), play(id=MOVIE)))
    await send(http, f"/my/titles/{SHOW}/seasons/1/episodes/1", remove="1")
    assert [call.json for call in writes(library)] == [
        {"playIds": [PLAY]},
        {"progress": {"season": 1, "episode": 0}},
    ]


async def test_what_to_continue_is_one_tap(http: httpx2.AsyncClient, library: FakeApi) -> None:
    def waiting(media_id: str, **changes: Any) -> dict[str, Any]:
        names = ("season", "episode", "episodeTitle", "airDate", "percent", "deviceName")
        shown = {"mediaItemId": media_id, "at": "2026-11-20T10:00:00Z", "mediaSummary": summary(media_id)}
        return {**dict.fromkeys(names), "reason": "waiting", **shown, **changes}

    following = waiting(SHOW, reason="next-episode", season=1, episode=2, episodeTitle="Part 2")
    resumed = waiting(MOVIE, reason="resume", percent=33.3)
    airing = waiting(SHOW, reason="upcoming", airDate="2026-11-24", season=1, episode=3)
    library.on("me/continue", page(following, resumed, airing, waiting(MOVIE), nextCursor="c1"))
    text = (await http.get("/my/continue", headers=cookies())).text
    assert text.index("Watched S1 E2") < text.index("I have watched it") < text.index("Airs Tue, Nov 24")
    assert 'value="33.3"' in text
    assert 'hx-get="/my/continue?cursor=c1"' in text
    assert "/watch/" not in text
    card = await send(http, f"/my/continue/{SHOW}", season="1", episode="2")
    assert writes(library)[-1].json["plays"][0]["episode"] == 2
    assert f'name="plays" value="{PLAY}"' in card.text
    assert (await send(http, f"/my/continue/{SHOW}/undo", plays=PLAY)).text.startswith("<li")
    library.on(f"me/positions/{MOVIE}", Reply(204), "DELETE")
    assert (await http.post(f"/my/continue/{MOVIE}/position", data=CSRF, headers=cookies())).status_code == 303
    library.on("me/continue", page())
    assert "Nothing to continue" in (await http.get("/my/continue", headers=cookies())).text


async def test_the_history_is_by_day_of_the_user_and_title(http: httpx2.AsyncClient, library: FakeApi) -> None:
    plays = [
        play(),
        play(id=SHOW, episode=1),
        play(id=MOVIE, watchedAt="2024-01-01T00:00:00Z", precision="year"),
        play(id=LIST, watchedAt=None, precision="unknown", origin="import:trakt"),
    ]
    library.on("me/plays", page(*plays, nextCursor="c1"))
    zone = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-zone=Europe/Kyiv"}
    text = (await http.get("/my/history?kind=show&from=2024-01-01", headers=zone)).text
    query = library.calls[-1].query
    assert (query["kind"], query["from"]) == ("show", "2024-01-01T00:00:00+02:00")
    assert 'datetime="2026-11-21"' in text
    assert (
        text.index("2 episodes") < text.index(">2024<") < text.index("At an unknown time") < text.index("import:trakt")
    )
    [link] = [part.partition('"')[0] for part in text.split('hx-get="')[1:] if part.startswith("/my/history")]
    following = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert following == {"kind": ["show"], "from": ["2024-01-01"], "cursor": ["c1"]}
    more = await http.get("/my/history?cursor=c1&before=2026-11-21", headers={**zone, "HX-Request": "true"})
    assert "<h1" not in more.text
    assert "November 21" not in more.text


async def test_a_play_is_corrected_and_removed(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on(f"me/plays/{PLAY}", Reply(200, {"plays": [play()]}), "PATCH")
    library.on(f"me/plays/{PLAY}", Reply(204), "DELETE")
    zone = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-zone=Europe/Kyiv", "HX-Request": "true"}
    form = {**CSRF, "at": "2026-11-20T21:00", "precision": "instant"}
    assert "Corrected." in (await http.post(f"/my/history/{PLAY}", data=form, headers=zone)).text
    assert writes(library)[-1].json == {"watchedAt": "2026-11-20T21:00:00+02:00", "precision": "instant"}
    await http.post(f"/my/history/{PLAY}", data={**form, "precision": "day"}, headers=zone)
    assert writes(library)[-1].json["watchedAt"] == "2026-11-20T00:00:00Z"
    await http.post(f"/my/history/{PLAY}", data={**form, "at": "", "precision": "unknown"}, headers=zone)
    assert writes(library)[-1].json["watchedAt"] is None
    rejected = await http.post(f"/my/history/{PLAY}", data={**form, "at": "soon"}, headers=zone)
    assert rejected.status_code == 400
    assert "The play is removed." in (await send(http, f"/my/history/{PLAY}/remove")).text


async def test_the_history_without_plays_and_with_a_wrong_filter(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/plays", page())
    assert "Nothing watched yet." in (await http.get("/my/history", headers=cookies())).text
    library.on("me/plays", ApiError(400, "VALIDATION_ERROR", "from: not a day"))
    response = await http.get("/my/history?from=never", headers=cookies())
    assert (response.status_code, "from: not a day" in response.text) == (400, True)
    library.on("me/plays", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await http.get("/my/history", headers=cookies())).status_code == 503
