"""The home page: its sections in their order, and what is new on the services of the user."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_browse import title
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi

from web.application.api import Reply

pytestmark = pytest.mark.unit


def section(key: str, *titles: dict[str, Any], name: str | None = None) -> dict[str, Any]:
    """Return a section of the home page."""
    return {"key": key, "titleKey": None if name else key, "title": name, "itemType": "movie", "items": list(titles)}


async def test_the_hero_comes_first_and_empty_sections_are_left_out(http: httpx2.AsyncClient, api: FakeApi) -> None:
    hero = {**title(9), "backdrop": None, "genres": [{"name": "Drama"}], "overview": "A story."}
    sections = [
        section("hero", hero),
        section("trendingMovies", title(1)),
        section("trendingShows"),
        section("inTheaters", title(2)),
        section("collection:short", title(3), name="Short & brilliant"),
    ]
    api.on("home", Reply(200, {"sections": sections}))
    page = (await http.get("/")).text
    order = ["<h1", "A story.", "Trending movies", "In theaters", "Rising and falling", "Short &amp; brilliant"]
    places = [page.index(text, page.index("<main")) for text in order]
    assert places == sorted(places)
    assert "Trending shows" not in page
    assert "New on my services" not in page


@pytest.mark.parametrize(("titles", "text"), [([], "Choose services"), ([title(4)], "Movie &lt;4&gt;")])
async def test_a_user_sees_what_is_new_on_the_chosen_services(
    http: httpx2.AsyncClient, api: FakeApi, titles: list[dict[str, Any]], text: str
) -> None:
    api.on("catalog/movies/new-on-digital", Reply(200, titles))
    page = (await http.get("/", headers=cookies())).text
    assert "New on my services" in page
    assert text in page
    [call] = [call for call in api.calls if call.path == "catalog/movies/new-on-digital"]
    assert call.query["myServices"] is True
