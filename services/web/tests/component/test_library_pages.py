"""The pages of a library: entries, ratings, subscriptions, imports, exports, statistics and the year in review."""

from collections.abc import Mapping
from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.library_data import (
    IMPORT,
    MOVIE,
    SHOW,
    entry,
    page,
    row,
    run,
    statistics,
    summary,
)

from chassis.core.browser_sessions import csrf_token
from web.application.api import ApiError, Call, Reply

pytestmark = pytest.mark.unit

CSRF = {"csrf": csrf_token("r1")}
COUNTS = {"total": 2, "states": {"planned": 0, "watching": 1, "completed": 1, "paused": 0, "dropped": 0}}


@pytest.fixture
def library(api: FakeApi) -> FakeApi:
    """Return an API that knows a library."""
    watching = entry(SHOW, state="watching", nextEpisode={"season": 1, "episode": 2}, tags=["cosy"], episodesSeen=3)
    api.on("user-media", page(entry(), watching, entry(mediaSummary=None), entry(mediaSummary=summary(slug=None))))
    api.on("user-media/counts", Reply(200, COUNTS))
    api.on("me/tags", page({"tag": "cosy", "entries": 1}))
    api.on("me/ratings", page(entry()))
    api.on("me/statistics", Reply(200, statistics()))
    api.on("rankings/averages", page({"mediaItemId": MOVIE, "average": 4.2, "count": 9, "histogram": []}))
    api.on("me/imports", page(run()))
    api.on(f"me/imports/{IMPORT}", Reply(200, run()))
    api.on(f"me/imports/{IMPORT}/rows", page(row()))
    return api


async def read(http: httpx2.AsyncClient, path: str, status: int = 200, headers: Mapping[str, str] | None = None) -> str:
    """Return the page of a signed-in user."""
    response = await http.get(path, headers={**cookies(), **(headers or {})})
    assert response.status_code == status
    return response.text


def sent(api: FakeApi) -> list[tuple[str, str, Any]]:
    """Return the changes that the API gets."""
    return [(call.method, call.path, call.json) for call in api.calls if call.method != "GET"]


@pytest.mark.parametrize(
    "path",
    ["/my", "/my/continue", "/my/history", "/my/ratings", "/my/lists", "/my/subscriptions", "/my/statistics",
     "/my/year/2026", "/my/imports", "/my/exports", "/my/lists/smart", f"/my/titles/{MOVIE}/actions"],
)  # fmt: skip
async def test_every_page_of_a_user_needs_an_account(http: httpx2.AsyncClient, api: FakeApi, path: str) -> None:
    response = await http.get(path)
    assert (response.status_code, response.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert api.calls == []


async def test_the_library_is_filtered_by_its_address(http: httpx2.AsyncClient, library: FakeApi) -> None:
    text = await read(http, "/my?state=completed&tag=cosy&sort=title&minRating=80&offset=48&unknown=1")
    [call] = [call for call in library.calls if call.path == "user-media"]
    query = {"state": "completed", "tag": "cosy", "sort": "title", "minRating": "80", "limit": 48, "offset": "48"}
    assert call.query == query
    assert '<option value="cosy" selected>' in text
    assert "Next: S1 E2" in text
    assert "Unknown title" in text
    assert 'href="/movies/None"' not in text
    table = await read(http, "/my?look=table&offset=x")
    assert '<th scope="row">' in table
    assert "3 episodes watched" in table


async def test_the_library_is_shown_without_its_counts(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("user-media/counts", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "Breaking Bad" in await read(http, "/my")


async def test_an_empty_library_and_wrong_filters_say_so(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("user-media", page())
    assert "Your library is empty" in await read(http, "/my")
    assert "Nothing in your library has all of this" in await read(http, "/my?query=x")
    library.on("user-media", ApiError(400, "VALIDATION_ERROR", "minRating: a number"))
    assert "minRating: a number" in await read(http, "/my?minRating=x", 400)
    library.on("user-media", ApiError(503, "SERVICE_UNAVAILABLE"))
    await read(http, "/my", 503)


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ({"change": "dropped"}, {"state": "dropped"}),
        ({"change": "rate", "rating": "8"}, {"scale": "stars10", "rating": 8.0}),
        ({"change": "tag", "tags": "a, b"}, {"tags": ["a", "b"]}),
    ],
)
async def test_many_titles_are_changed_at_once(
    http: httpx2.AsyncClient, library: FakeApi, form: dict[str, str], change: dict[str, Any]
) -> None:
    library.on("user-media/bulk", Reply(200, [{"code": None}, {"code": "PROGRESS_NOT_ALLOWED"}]), "POST")
    response = await http.post("/my/bulk", data={**CSRF, "media": [MOVIE, SHOW], **form}, headers=cookies())
    assert response.status_code == 303
    assert sent(library) == [("POST", "user-media/bulk", {"mediaItemIds": [MOVIE, SHOW], "change": change})]
    assert any("library.did_bulk_partly" in value for value in response.headers.get_list("set-cookie"))


async def test_a_wrong_choice_changes_nothing(http: httpx2.AsyncClient, library: FakeApi) -> None:
    async def bulk(**form: Any) -> int:
        return (await http.post("/my/bulk", data={**CSRF, **form}, headers=cookies())).status_code

    assert await bulk(change="dropped") == 303
    assert await bulk(change="explode", media=MOVIE) == 400
    assert await bulk(change="rate", media=MOVIE, rating="") == 400
    assert await bulk(change="dropped", media="x") == 400
    assert sent(library) == []
    library.on(f"user-media/{MOVIE}", Reply(204), "DELETE")
    assert await bulk(change="remove", media=MOVIE) == 303
    assert sent(library) == [("DELETE", f"user-media/{MOVIE}", None)]


async def test_ratings_are_beside_those_of_everyone(http: httpx2.AsyncClient, library: FakeApi) -> None:
    text = await read(http, "/my/ratings?sort=rating")
    assert "Everyone: 4.2 of 5 (9 ratings)" in text
    assert text.index("5 stars") < text.index("1 star<")
    assert "15 titles rated" in text
    library.on("me/statistics", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "This part is not available" in await read(http, "/my/ratings")
    library.on("me/ratings", page())
    assert "Nothing rated yet." in await read(http, "/my/ratings")


async def test_subscriptions_are_by_title_and_can_end(http: httpx2.AsyncClient, library: FakeApi) -> None:
    def subscription(media_id: str, trigger: str, region: str | None = None) -> dict[str, Any]:
        return {"mediaItemId": media_id, "trigger": trigger, "region": region, "mediaSummary": summary(media_id)}

    three = (subscription(SHOW, "rising"), subscription(MOVIE, "on_streaming", "UA"), subscription(SHOW, "new_season"))
    library.on("me/subscriptions", page(*three))
    text = await read(http, "/my/subscriptions")
    assert text.count('dir="auto">Breaking Bad</a>') == 1
    assert "On streaming (Ukraine)" in text
    library.on(f"me/subscriptions/{SHOW}", Reply(200, {}), "DELETE")
    await http.post(f"/my/subscriptions/{SHOW}", data={**CSRF, "trigger": "rising"}, headers=cookies())
    assert library.calls[-1].query == {"trigger": "rising"}
    library.on("me/subscriptions", page())
    assert "No subscriptions yet." in await read(http, "/my/subscriptions")


async def test_statistics_have_charts_with_their_figures(http: httpx2.AsyncClient, library: FakeApi) -> None:
    dark = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-theme=dark"}
    text = await read(http, "/my/statistics?period=thirty", headers=dark)
    assert library.calls[0].query == {"timeZone": "UTC", "from": "2026-10-22", "to": "2026-11-21"}
    assert "/api/v1/me/statistics/months/chart.svg?timeZone=UTC&amp;from=2026-10-22" in text
    assert "theme=dark" in text
    assert 'data-level="4"><title>Nov 20, 2026: 4 plays</title>' in text
    assert 'data-level="1"><title>Nov 19, 2026: 1 play</title>' in text
    for shown in ("November 2026", "Monday", "United States", "English", "Ridley Scott"):
        assert shown in text
    library.on("me/statistics", Reply(200, statistics(totals={**statistics()["totals"], "plays": 0})))
    assert "Nothing watched in this time." in await read(http, "/my/statistics?period=unknown")


async def test_the_year_in_review_can_be_printed(http: httpx2.AsyncClient, library: FakeApi) -> None:
    totals = statistics()["totals"]
    review = {"year": 2026, "statistics": statistics(), "yearBefore": totals, "change": {**totals, "movies": -3}}
    library.on("me/statistics/years/2026", Reply(200, review))
    text = await read(http, "/my/year/2026")
    assert "You watched 4 hours on 3 days." in text
    assert 'class="change-down"' in text
    assert "data-print" in text
    assert 'href="/my/year/2025"' in text
    assert 'href="/my/year/2027"' not in text
    assert (await http.get("/my/year", headers=cookies())).headers["location"] == "/my/year/2026"
    await read(http, "/my/year/99999", 404)
    empty = {**review, "statistics": statistics(totals={**totals, "plays": 0}, shows=[], firstPlay=None, lastPlay=None)}
    library.on("me/statistics/years/2026", Reply(200, empty))
    assert "Nothing watched in this year." in await read(http, "/my/year/2026")


async def test_an_export_is_a_file(http: httpx2.AsyncClient, library: FakeApi) -> None:
    assert 'href="/my/exports/letterboxd" download' in await read(http, "/my/exports")
    headers = {"content-type": "text/csv", "content-disposition": 'attachment; filename="imdb.csv"', "etag": "x"}
    library.on("me/export", Reply(200, body=b"a,b", headers=headers))
    response = await http.get("/my/exports/imdb", headers=cookies())
    assert (response.content, response.headers["content-disposition"]) == (b"a,b", headers["content-disposition"])
    assert (response.headers["cache-control"], "etag" in response.headers) == ("private, no-store", False)
    await read(http, "/my/exports/other", 404)


async def test_a_file_is_uploaded_in_parts(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on("me/imports", Reply(202, run(state="received")), "POST")
    library.on(f"me/imports/{IMPORT}/parts/1", Reply(200, run()), "PUT")
    library.on(f"me/imports/{IMPORT}/complete", Reply(202, run()), "POST")
    form = {**CSRF, "format": "trakt", "overwriteRatings": "1", "defaultState": ""}

    async def upload(content: bytes, name: str = "trakt.zip") -> httpx2.Response:
        return await http.post("/my/imports", data=form, files={"file": (name, content)}, headers=cookies())

    assert (await upload(b"x" * 1_048_577)).headers["location"] == f"/my/imports/{IMPORT}"
    calls: list[Call] = [call for call in library.calls if call.method != "GET"]
    assert [len(call.content or b"") for call in calls] == [1_048_576, 1, 0]
    assert calls[0].query == {
        "format": "trakt", "ratingScale": "", "defaultState": "", "overwriteRatings": True, "name": "trakt.zip",
        "timeZone": "UTC", "complete": "false",
    }  # fmt: skip
    await upload(b"small")
    assert library.calls[-1].query["complete"] == "true"
    library.on("me/imports", ApiError(400, "IMPORT_EMPTY", "The file has no rows"), "POST")
    rejected = await upload(b"")
    assert (rejected.status_code, "The file has nothing to import." in rejected.text) == (400, True)


async def test_an_upload_needs_a_file(http: httpx2.AsyncClient, library: FakeApi) -> None:
    response = await http.post("/my/imports", data=CSRF, headers=cookies())
    assert (response.status_code, "Choose a file first." in response.text) == (400, True)
    library.on("me/imports", page())
    assert "No imports yet." in await read(http, "/my/imports")


async def test_an_import_is_previewed_with_decisions(http: httpx2.AsyncClient, library: FakeApi) -> None:
    text = await read(http, f"/my/imports/{IMPORT}")
    assert "Add 2 rows" in text
    assert "also 1 ambiguous row with its best title" in text
    assert "2 rows were ignored" in text
    assert "62% sure" in text
    assert f'name="media" value="{MOVIE}"' in text
    assert [call.query["status"] for call in library.calls if call.path.endswith("/rows")] == ["ambiguous"]
    path = f"me/imports/{IMPORT}/rows/1"
    library.on(path, Reply(200, row(status="matched", mediaSummary=summary())), "PATCH")
    headers = {**cookies(), "HX-Request": "true"}
    chosen = await http.post(f"/my/imports/{IMPORT}/rows/1", data={**CSRF, "media": MOVIE}, headers=headers)
    assert "Decided: Found." in chosen.text
    await http.post(f"/my/imports/{IMPORT}/rows/1", data={**CSRF, "skip": "1"}, headers=headers)
    assert sent(library) == [("PATCH", path, {"mediaItemId": MOVIE}), ("PATCH", path, {"skip": True})]
    library.on(path, ApiError(409, "IMPORT_STATE_FORBIDS", "The import is being added"), "PATCH")
    refused = await http.post(f"/my/imports/{IMPORT}/rows/1", data={**CSRF, "skip": "1"}, headers=headers)
    assert "not possible in the present state of the import" in refused.text


async def test_the_title_of_a_row_can_be_searched(http: httpx2.AsyncClient, library: FakeApi) -> None:
    outcome = {"mediaId": MOVIE, "name": "Alien", "year": 1979}
    library.on("search", page(outcome, {"mediaId": None, "name": "Elsewhere", "year": None}))
    text = await read(http, f"/my/imports/{IMPORT}/rows/1/search?q=ali", headers={"HX-Request": "true"})
    assert "Alien (1979)" in text
    assert "Elsewhere" not in text
    library.on("search", page())
    assert "Nothing found." in await read(http, f"/my/imports/{IMPORT}/rows/1/search?q=x")


async def test_an_import_shows_how_far_it_is(http: httpx2.AsyncClient, library: FakeApi) -> None:
    library.on(f"me/imports/{IMPORT}", Reply(200, run(state="committing", progress={"done": 1, "total": 3})))
    whole = await read(http, f"/my/imports/{IMPORT}")
    assert "Add 2 rows" not in whole
    assert f'hx-sse:connect="/api/v1/me/imports/{IMPORT}/events"' in whole
    text = await read(http, f"/my/imports/{IMPORT}/progress", headers={"HX-Request": "true"})
    assert 'hx-trigger="import from:#live throttle:300ms, every 10s"' in text
    assert "1 of 3" in text
    library.on(f"me/imports/{IMPORT}", Reply(200, run(state="committed", counts={"committed": 3})))
    ended = await http.get(f"/my/imports/{IMPORT}/progress", headers={**cookies(), "HX-Request": "true"})
    assert (ended.status_code, ended.headers["hx-redirect"]) == (204, f"/my/imports/{IMPORT}")
    ended_page = await read(http, f"/my/imports/{IMPORT}")
    assert "Revert the import" in ended_page
    assert "hx-sse:connect" not in ended_page
    failed = run(state="failed", counts={}, error={"code": "IMPORT_EMPTY", "message": "No rows at all"})
    library.on(f"me/imports/{IMPORT}", Reply(200, failed))
    assert "The file has nothing to import." in await read(http, f"/my/imports/{IMPORT}")


@pytest.mark.parametrize(
    ("name", "form", "method", "path", "body"),
    [
        ("commit", {}, "POST", f"me/imports/{IMPORT}/commit", {}),
        ("commit", {"ambiguous": "1"}, "POST", f"me/imports/{IMPORT}/commit", {"minConfidence": 0.5}),
        ("revert", {}, "POST", f"me/imports/{IMPORT}/revert", None),
        ("remove", {}, "DELETE", f"me/imports/{IMPORT}", None),
    ],
)
async def test_an_import_is_committed_reverted_and_deleted(
    http: httpx2.AsyncClient, library: FakeApi, name: str, form: dict[str, str], method: str, path: str, body: Any
) -> None:
    library.on(path, Reply(202, run()), method)
    response = await http.post(f"/my/imports/{IMPORT}/{name}", data={**CSRF, **form}, headers=cookies())
    assert response.status_code == 303
    assert sent(library) == [(method, path, body)]
