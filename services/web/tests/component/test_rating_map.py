"""The map of the ratings of all episodes of a show."""

import re
from typing import Any

import httpx2
import pytest
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply
from web.presentation.pages.titles.seasons import MOST_COLUMNS, rating_map

pytestmark = pytest.mark.unit

PATH = "/parts/shows/orchard/episode-ratings"
FRAGMENT = {"HX-Request": "true"}


def season(number: int, *values: float | None, source: str = "trakt") -> dict[str, Any]:
    """Return a season whose episodes have these ratings."""
    rated = [None if value is None else {"rating": value, "voteCount": 9} for value in values]
    episodes = [{"number": place, "ratings": {source: one}} for place, one in enumerate(rated, 1)]
    return {"number": number, "episodes": episodes}


async def shown(http: httpx2.AsyncClient, api: FakeApi, *seasons: dict[str, Any]) -> str:
    """Return the map of seasons."""
    api.on("catalog/shows/orchard/episode-ratings", Reply(200, list(seasons)))
    return (await http.get(PATH, headers=FRAGMENT)).text


async def test_a_map_is_a_table_of_values_that_lead_to_their_episodes(http: httpx2.AsyncClient, api: FakeApi) -> None:
    text = await shown(http, api, season(1, 8.4, 9.26, None), season(2, 3.1, 6.96))
    assert [call.path for call in api.calls] == ["catalog/shows/orchard/episode-ratings"], (
        "one call, however many seasons"
    )
    cells = re.findall(r'<td data-level="(\w+)"><a href="([^"]+)">(.*?)</a></td>', text)
    assert [(level, href.rpartition("/")[2], value) for level, href, value in cells if level != "none"] == [
        ("8", "1#episode-1", "8.4"),
        ("9", "1#episode-2", "9.3"),
        ("4", "2#episode-1", "3.1"),
        ("7", "2#episode-2", "7.0"),
    ]
    assert ("none", "/shows/orchard/seasons/1#episode-3") in [(level, href) for level, href, _ in cells]
    assert "Not rated" in text
    assert re.findall(r'<td class="rating-mean">(.*?)</td>', text) == ["8.8", "5.0"]
    assert text.count('<th scope="row">') == 2
    assert text.count('<th scope="col">') == 5
    assert '<a href="/shows/orchard/seasons/1#episode-2">' in text.partition("Weakest:")[0]
    assert '<a href="/shows/orchard/seasons/2#episode-1">' in text.partition("Weakest:")[2].partition("</p>")[0]
    assert "at TRAKT" in text


async def test_few_ratings_none_and_no_response_are_stated(http: httpx2.AsyncClient, api: FakeApi) -> None:
    assert "Too few episodes are rated." in await shown(http, api, season(1, 8.0, 7.0, None))
    assert "Too few episodes are rated." in await shown(http, api)
    assert (
        "Too few episodes are rated." in (await http.get("/parts/shows/other/episode-ratings", headers=FRAGMENT)).text
    )
    api.on("catalog/shows/orchard/episode-ratings", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert "part-error" in (await http.get(PATH, headers=FRAGMENT)).text


async def test_a_map_is_a_page_without_scripts(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/orchard/episode-ratings", Reply(200, [season(1, 8.0, 7.0, 6.0)]))
    response = await http.get(PATH, headers={"Cookie": "__Host-marquee-language=uk"})
    assert "<html" in response.text
    assert "Оцінки всіх серій на TRAKT" in response.text


def test_the_source_is_the_one_that_has_rated_the_most() -> None:
    mixed = season(1, 8.0, 7.0, 6.0)
    mixed["episodes"][0]["ratings"]["imdb"] = {"rating": 1.0, "voteCount": 9}
    table = rating_map([mixed])
    assert table is not None
    assert (table["source"], table["worst"]) == ("trakt", (6.0, 1, 3))


def test_a_long_season_is_cut_and_says_so() -> None:
    table = rating_map([season(1, *[7.0] * (MOST_COLUMNS + 5)), season(2, 7.0)])
    assert table is not None
    assert [(len(row["cells"]), row["more"]) for row in table["rows"]] == [(MOST_COLUMNS, 5), (1, 0)]
    assert table["columns"] == range(1, MOST_COLUMNS + 1)


async def test_a_season_is_a_map_that_is_rated_only_behind_its_last_column(
    http: httpx2.AsyncClient, api: FakeApi
) -> None:
    text = await shown(http, api, season(1, *[None] * MOST_COLUMNS, 8.0, 9.0, 7.0))
    best, _, worst = text.partition("Weakest:")
    assert f"#episode-{MOST_COLUMNS + 2}" in best
    assert f"#episode-{MOST_COLUMNS + 3}" in worst.partition("</p>")[0]
    assert re.findall(r'<td class="rating-mean">(.*?)</td>', text) == ["8.0"]
