"""The parts of a title that come after its page: signals, movement, drop-off, offers, similar titles, episodes."""

import re
from typing import Any

import httpx2
import pytest
from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import (
    MOVIE_ID,
    SHOW_ID,
    drop_off,
    explanation,
    listed,
    mover,
    offers,
    season,
    series,
)

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

FRAGMENT = {"HX-Request": "true"}
UNAVAILABLE = "This part is not available right now."
DOWN = ApiError(503, "SERVICE_UNAVAILABLE")


async def part(http: httpx2.AsyncClient, address: str, **headers: str) -> str:
    """Return a part of an open page."""
    response = await http.get(address, headers={**FRAGMENT, **headers})
    assert response.status_code == 200
    assert "<html" not in response.text
    return response.text


async def test_a_signal_is_a_chart_with_its_table(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"insights/titles/{MOVIE_ID}/series", Reply(200, series(None, 10, None, 14.5, None)))
    text = await part(http, f"/parts/titles/{MOVIE_ID}/signals?signal=popularity&span=30d")
    assert re.findall(r'data-value="([^"]*)"', text) == ["10", "", "14.5"]
    assert re.findall(r'data-at="(\d+)"', text)[0] == "1793577600"
    assert "+4.5" in text
    assert api.calls[0].query == {
        "signal": "popularity",
        "interval": "day",
        "from": "2026-10-23",
        "to": "2026-11-21",
    }
    assert f'src="/api/v1/insights/titles/{MOVIE_ID}/series/chart.svg?signal=popularity&amp;interval=day' in text
    assert len(re.findall(r'aria-current="true"', text)) == 2


@pytest.mark.parametrize("query", ["signal=nothing&span=%00", "", "signal=&span=1000y"])
async def test_an_unknown_signal_counts_as_the_first(http: httpx2.AsyncClient, api: FakeApi, query: str) -> None:
    api.on(f"insights/titles/{MOVIE_ID}/series", Reply(200, series()))
    text = await part(http, f"/parts/titles/{MOVIE_ID}/signals?{query}")
    assert "Nothing was observed in this time." in text
    assert (api.calls[0].query["signal"], api.calls[0].query["interval"]) == ("live_watchers", "day")


async def test_a_rank_is_better_when_it_is_lower(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"insights/titles/{MOVIE_ID}/series", Reply(200, series(3, 1)))
    assert "data-reversed" in await part(http, f"/parts/titles/{MOVIE_ID}/signals?signal=rank")


@pytest.mark.parametrize("name", ["signals", "movement", "drop-off", "offers"])
async def test_a_part_that_is_not_available_says_so(http: httpx2.AsyncClient, api: FakeApi, name: str) -> None:
    paths = {
        "signals": f"insights/titles/{SHOW_ID}/series",
        "movement": "insights/movers",
        "drop-off": f"stats/drop-off/media/{SHOW_ID}",
        "offers": f"catalog/titles/{SHOW_ID}/offers",
    }
    api.on(paths[name], DOWN)
    assert UNAVAILABLE in await part(http, f"/parts/titles/{SHOW_ID}/{name}")


@pytest.mark.parametrize("name", ["signals", "movement", "drop-off", "offers"])
async def test_a_part_of_no_title_is_not_found(http: httpx2.AsyncClient, api: FakeApi, name: str) -> None:
    assert (await http.get(f"/parts/titles/..%2fme/{name}")).status_code == 404
    assert (await http.get(f"/parts/titles/me/{name}")).status_code == 404
    assert api.calls == []


async def test_a_part_is_a_page_without_scripts(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"stats/drop-off/media/{SHOW_ID}", Reply(200, drop_off()))
    page = (await http.get(f"/parts/titles/{SHOW_ID}/drop-off")).text
    assert page.count("<h1") == 1
    assert "Most leave at S1 E2" in page


async def test_the_reasons_of_a_movement(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("insights/movers", Reply(200, {"risers": [mover()], "fallers": []}))
    api.on(
        "insights/badges", Reply(200, {"badges": [{"mediaItemId": MOVIE_ID, "badge": "RISING", "day": "2026-11-21"}]})
    )
    place: dict[str, Any] = {"peakRank": 1, "peakDay": "2026-11-20", "days": 3, "leftOn": None}
    places = [
        {**place, "listId": "trending.movie.day", "region": "global", "rank": 2},
        {**place, "listId": "now-playing.movie.UA", "region": "UA", "rank": None, "leftOn": "2026-11-19"},
        {**place, "listId": "other", "region": "global", "rank": 9},
    ]
    api.on(f"insights/titles/{MOVIE_ID}/lists", Reply(200, places))
    text = re.sub(r"\s+", " ", await part(http, f"/parts/titles/{MOVIE_ID}/movement"))
    for words in (
        "+218 %",
        "194 points this week; 61 were expected",
        "Digital: United States and Ukraine",
        "Arrived on Netflix: Germany",
        "Season 2 started",
        "Entered a list at rank 3",
        "A trailer was published",
        "Rank 2",
        "left Nov 19, 2026",
        "In theaters · Ukraine",
        "List other",
    ):
        assert words in text


@pytest.mark.parametrize(("badge", "text"), [("FALLING", "Falling"), ("NEW", "New in trends"), (None, None)])
async def test_the_badge_of_a_title(
    http: httpx2.AsyncClient, api: FakeApi, badge: str | None, text: str | None
) -> None:
    api.on("insights/badges", Reply(200, {"badges": [{"mediaItemId": MOVIE_ID, "badge": badge, "day": None}]}))
    shown = re.findall(r'class="badge accent">([^<]+)<', await part(http, f"/parts/titles/{MOVIE_ID}/movement"))
    assert shown == ([text] if text else [])


async def test_a_fall_without_a_reason(http: httpx2.AsyncClient, api: FakeApi) -> None:
    stats = {**mover()["stats"], "difference": -20.0, "percent": None}
    api.on("insights/movers", Reply(200, {"risers": [], "fallers": [mover(stats=stats, reasons=[])]}))
    text = await part(http, f"/parts/titles/{MOVIE_ID}/movement")
    assert "Below its pattern" in text
    assert "No release, season, trailer or service explains it." in text


async def test_a_title_that_does_not_move(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("insights/movers", Reply(200, {"risers": [], "fallers": []}))
    assert "follows its usual pattern" in await part(http, f"/parts/titles/{MOVIE_ID}/movement")


async def test_a_curve_marks_where_audiences_leave(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"stats/drop-off/media/{SHOW_ID}", Reply(200, drop_off()))
    text = await part(http, f"/parts/titles/{SHOW_ID}/drop-off")
    assert re.findall(r'data-series="(\w+)"', text) == ["line", "low", "high"]
    assert re.findall(r'<tr data-mark><th scope="row">([^<]+)<', text) == ["S1 E2"]
    assert "Most leave at S1 E2: 38 of 100 viewers." in text
    assert "63 of 100 reach the end." in text
    assert "44,926 observations" in text


@pytest.mark.parametrize(
    ("response", "text"),
    [
        (Reply(200, drop_off(curve=[], reason="TOO_FEW_VOTES", method=None, dropPoint=None)), "too few votes"),
        (ApiError(404, "MEDIA_NOT_FOUND"), "not been analyzed yet"),
    ],
)
async def test_a_show_without_a_curve(
    http: httpx2.AsyncClient, api: FakeApi, response: Reply | ApiError, text: str
) -> None:
    api.on(f"stats/drop-off/media/{SHOW_ID}", response)
    assert text in await part(http, f"/parts/titles/{SHOW_ID}/drop-off")


async def test_a_score_is_loaded_again_when_it_changes(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"stats/media/{MOVIE_ID}/explanation", Reply(200, explanation(score=63.0)))
    assert "<strong>63.0</strong>" in await part(http, f"/parts/titles/{MOVIE_ID}/score")
    api.on(f"stats/media/{MOVIE_ID}/explanation", DOWN)
    assert UNAVAILABLE in await part(http, f"/parts/titles/{MOVIE_ID}/score")


async def test_offers_of_another_region(http: httpx2.AsyncClient, api: FakeApi) -> None:
    everywhere = [offers("UA", free="Megogo"), offers("DE", buy="Apple TV")]
    api.on(f"catalog/titles/{SHOW_ID}/offers", Reply(200, everywhere))
    text = await part(http, f"/parts/titles/{SHOW_ID}/offers?region=UA")
    assert "Megogo" in text
    assert '<option value="UA" selected>Ukraine</option>' in text
    none = await part(http, f"/parts/titles/{SHOW_ID}/offers?region=FR")
    assert "No service in France offers it" in none
    assert "Ukraine and Germany" in none


async def test_similar_titles(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/orchard/similar", Reply(200, [listed("Meadow")]))
    api.on("catalog/movies/orchard/similar", Reply(200, []))
    assert 'href="/movies/meadow"' in await part(http, "/parts/shows/orchard/similar")
    assert "Nothing similar" in await part(http, "/parts/movies/orchard/similar")
    api.on("catalog/movies/orchard/similar", DOWN)
    assert UNAVAILABLE in await part(http, "/parts/movies/orchard/similar")
    assert (await http.get("/parts/people/orchard/similar")).status_code == 404


async def test_episodes_of_a_season_in_short(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/orchard/seasons/1", Reply(200, season()))
    text = await part(http, "/parts/shows/orchard/seasons/1?seen=1")
    assert "Secret 3" in text
    assert text.count("seen-mark") == 1
    hidden = await part(http, "/parts/shows/orchard/seasons/1?seen=1", Cookie="__Host-marquee-spoilers=texts")
    assert re.findall(r"Secret \d|Episode \d", hidden) == ["Secret 1", "Episode 2", "Episode 3"]


@pytest.mark.parametrize(
    ("response", "text"),
    [(Reply(200, season(episodes=[])), "not known yet"), (DOWN, UNAVAILABLE), (ApiError(404, "X"), "not known yet")],
)
async def test_a_season_without_episodes(
    http: httpx2.AsyncClient, api: FakeApi, response: Reply | ApiError, text: str
) -> None:
    api.on("catalog/shows/orchard/seasons/1", response)
    assert text in await part(http, "/parts/shows/orchard/seasons/1?seen=many")
