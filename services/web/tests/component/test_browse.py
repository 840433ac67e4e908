"""Lists, trends, the calendar and search: their calls of the API, and each of their states."""

from datetime import date
from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Call, Reply

pytestmark = pytest.mark.unit

POSTER = {"small": "https://image.tmdb.org/t/p/w342/a.jpg"}
EPISODE = {
    "slug": "severance",
    "showTitle": "Severance",
    "seasonNumber": 2,
    "episodeNumber": 5,
    "title": "Trojan's Horse",
    "airsAt": "2026-11-22T02:00:00Z",
    "poster": POSTER,
}


def title(number: int = 1) -> dict[str, Any]:
    """Return an item of a list."""
    return {
        "type": "movie",
        "slug": f"movie-{number}",
        "title": f"Movie <{number}>",
        "poster": POSTER,
        "releaseDate": "2026-01-01",
        "stats": {"ratingoScore": 71.4},
        "card": {"badgeKey": "HIT"},
    }


def meta(**values: Any) -> dict[str, Any]:
    """Return the description of a list."""
    return {"limit": 24, "offset": 0, "hasMore": False, "total": 1, "listTakenAt": None, **values}


async def test_a_list_passes_its_filters_on_and_offers_the_next_page(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/movies/new-releases", Reply(200, [title()], meta(hasMore=True, total=30)))
    genres = [{"slug": "drama", "name": "Drama", "movies": 3, "shows": 0}]
    api.on("catalog/genres", Reply(200, genres))
    query = "list=new-releases&genres=drama&genres=crime&minRatingo=60&unknown=1"
    response = await http.get(f"/movies?{query}")
    assert response.status_code == 200
    call = api.calls[0]
    assert call.query["genres"] == "drama,crime"
    assert (call.query["minRatingo"], call.query["region"], call.query["offset"]) == ("60", "GB", "0")
    assert "unknown" not in call.query
    assert "Movie &lt;1&gt;" in response.text
    assert 'value="drama" checked' in response.text
    following = "/movies?list=new-releases&amp;genres=drama%2Ccrime&amp;minRatingo=60&amp;offset=24"
    assert f'rel="next" href="{following}"' in response.text
    more = await http.get(following.replace("&amp;", "&"), headers={"HX-Request": "true", "HX-More": "true"})
    assert more.text.lstrip().startswith("<li>")
    assert api.calls[-1].query["offset"] == "24"


async def test_a_list_without_titles_offers_to_clear_the_filters(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/trending", Reply(200, [], meta(total=0)))
    response = await http.get("/shows?yearFrom=2100")
    assert "No title has all of this." in response.text
    assert '<a href="/shows">Clear filters</a>' in response.text


async def test_a_filter_that_the_api_rejects_is_named(http: httpx2.AsyncClient, api: FakeApi) -> None:
    message = "yearFrom: must be at least 1900"
    api.on("catalog/movies/trending", ApiError(400, "VALIDATION_ERROR", message))
    response = await http.get("/movies?yearFrom=1")
    assert response.status_code == 400
    assert message in response.text


@pytest.mark.parametrize(
    "path", ["/movies?list=nothing", "/shows?list=now-playing", "/import/song/1", "/import/movie/x"]
)
async def test_what_does_not_exist_is_not_found(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/trends?window=2d", "/trends?signal=x", "/calendar?view=year", "/calendar?date=x"])
async def test_a_choice_that_does_not_exist_is_a_bad_request(http: httpx2.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 400


async def test_trends_show_the_change_and_its_reasons(http: httpx2.AsyncClient, api: FakeApi) -> None:
    mover = {
        "type": "show",
        "slug": "severance",
        "title": "Severance",
        "poster": None,
        "ratingoScore": None,
        "stats": {"percent": 73.9, "difference": 20.6, "current": 48.58, "expected": 27.9, "isNewInTrends": True},
        "reasons": [
            {"code": "SEASON_STARTED", "day": "2026-11-20"},
            {"code": "RELEASED", "day": "2026-12-20"},
        ],
    }
    data = {"asOf": "2026-11-21", "reason": None, "risers": [mover], "fallers": []}
    api.on("insights/movers", Reply(200, data))
    response = await http.get("/trends?signal=popularity&window=30d&type=show")
    query = api.calls[0].query
    assert query == {"signal": "popularity", "window": "30d", "type": "show", "limit": 20}
    for text in ("+74 %", "48.6 instead of 27.9", "Season started", "Opens", "Nothing stands out in this time."):
        assert text in response.text
    fragment = await http.get("/trends?signal=popularity", headers={"HX-Request": "true"})
    assert "<html" not in fragment.text


async def test_too_little_history_is_explained(http: httpx2.AsyncClient, api: FakeApi) -> None:
    reason = {"code": "NOT_ENOUGH_HISTORY", "message": ""}
    api.on("insights/movements", Reply(200, {"asOf": None, "reason": reason, "risers": [], "fallers": []}))
    assert "too few days of observations" in (await http.get("/trends")).text


def calendar_of(call: Call) -> Reply:
    """Return a calendar with one episode on the first day."""
    day = {"date": call.query["startDate"], "episodes": [EPISODE], "releases": []}
    return Reply(200, {"days": [day]})


@pytest.mark.parametrize(
    ("view", "spans"),
    [
        ("week", [("2026-11-16", 7)]),
        ("month", [("2026-10-26", 31), ("2026-11-26", 11)]),
        ("agenda", [("2026-11-21", 14)]),
    ],
)
async def test_a_calendar_has_whole_weeks_from_monday(
    http: httpx2.AsyncClient, api: FakeApi, view: str, spans: list[tuple[str, int]]
) -> None:
    api.on("catalog/shows/calendar", calendar_of)
    response = await http.get(f"/calendar?view={view}", headers={"Cookie": "__Host-marquee-zone=America/New_York"})
    assert [(call.query["startDate"], call.query["days"]) for call in api.calls] == spans
    assert {call.query["timeZone"] for call in api.calls} == {"America/New_York"}
    assert "9:00\u202fPM" in response.text
    assert date.fromisoformat(spans[0][0]).weekday() == (0 if view != "agenda" else 5)


async def test_a_feed_is_created_by_a_form_and_shown_once(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/calendar/feed", Reply(201, {"path": "/api/v1/catalog/calendar.ics?token=t"}), "POST")
    response = await http.post("/calendar/feed", data={"csrf": csrf_token("r1")}, headers=cookies())
    assert "http://localhost:8000/api/v1/catalog/calendar.ics?token=t" in response.text
    response = await http.post("/calendar/feed", data={})
    assert response.headers["location"].startswith("/sign-in")


def entry(kind: str, path: str | None, name: str) -> dict[str, Any]:
    """Return a search result."""
    optional = dict.fromkeys(("image", "year", "originalName", "matchedName", "knownFor", "score"))
    return {"kind": kind, "path": path, "name": name, **optional}


async def test_search_has_facets_and_a_page_for_each_result(http: httpx2.AsyncClient, api: FakeApi) -> None:
    results = [entry("show", "/api/v1/catalog/shows/dark", "Dark"), entry("keyword", None, "darkness")]
    facets = {"type": [{"value": "show", "count": 1}], "genre": [{"value": "drama", "count": 1}]}
    state = {"total": 2, "hasMore": True, "nextCursor": "c1", "didYouMean": "darker", "facets": facets}
    api.on("search", Reply(200, results, state))
    api.on("catalog/genres", Reply(200, [{"slug": "drama", "name": "Драма"}]))
    response = await http.get("/search?q=+dark+&type=show")
    assert api.calls[0].query["q"] == "dark"
    for text in ('href="/shows/dark"', 'href="/search?q=darkness"', 'value="show" checked', "Драма", "q=darker"):
        assert text in response.text
    assert "/search?type=show&amp;q=dark&amp;cursor=c1" in response.text


async def test_an_empty_search_makes_no_call(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "Type a title" in (await http.get("/search?q=%20")).text
    assert (await http.get("/search/suggestions?q=")).text.strip() == ""
    assert api.calls == []


async def test_a_missing_title_is_imported_and_followed(http: httpx2.AsyncClient, api: FakeApi) -> None:
    state = {"status": "importing", "slug": None, "jobId": "j1", "id": "m1"}
    api.on("catalog/import/movie/603", Reply(202, state), "POST")
    assert 'action="/import/movie/603"' in (await http.get("/import/movie/603", headers=cookies())).text
    started = await http.post("/import/movie/603", data={"csrf": csrf_token("r1")}, headers=cookies())
    assert started.headers["location"] == "/import/movie/603/progress?job=j1&id=m1"
    page = (await http.get(started.headers["location"], headers=cookies())).text
    assert 'hx-sse:connect="/api/v1/events?type=media.published.v1&amp;mediaId=m1"' in page
    assert 'hx-trigger="media.published.v1 from:#live, every 5s"' in page
    followed = await http.get("/import/movie/603/progress", headers={**cookies(), "HX-Request": "true"})
    assert "Importing facts" in followed.text
    api.on("catalog/import/movie/603", Reply(202, {**state, "status": "ready", "slug": "the-matrix"}), "POST")
    done = await http.get("/import/movie/603/progress", headers={**cookies(), "HX-Request": "true"})
    assert done.headers["hx-redirect"] == "/movies/the-matrix"
