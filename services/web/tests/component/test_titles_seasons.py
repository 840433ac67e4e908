"""The page of a season: episodes by the visitor's clock, and nothing that spoils them."""

import re
from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_sessions import cookies
from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import SHOW_ID, drop_off, season, show

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def orchard(api: FakeApi) -> None:
    """Let the API know a show with a season."""
    api.on("catalog/shows/orchard", Reply(200, show()))
    api.on("catalog/shows/orchard/seasons/1", Reply(200, season()))
    api.on(f"stats/drop-off/media/{SHOW_ID}", Reply(200, drop_off()))


async def test_a_season_has_its_episodes(http: httpx2.AsyncClient) -> None:
    response = await http.get("/shows/orchard/seasons/1", headers={"Cookie": "__Host-marquee-zone=America/New_York"})
    assert response.status_code == 200
    page = response.text
    assert page.count("<h1") == 1
    assert "62 of 100 viewers" in page
    assert "Nov 6, 2026, 9:00\u202fPM" in page
    assert "Airs Fri, Nov 27, 9:00\u202fPM" in page
    assert "Times of America/New York" in page
    assert "The gardener does thing 3." in page
    assert 'src="/api/v1/images/w300/still1.jpg"' in page
    assert "(1,282 votes)" in page
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', page) == [
        ("prev", "/shows/orchard/seasons/0"),
        ("next", "/shows/orchard/seasons/2"),
    ]
    assert "Your progress" not in page


@pytest.mark.parametrize(
    ("mode", "titles", "pictures"),
    [("off", 3, 3), ("texts", 1, 3), ("texts_and_images", 1, 1)],
)
async def test_spoilers_are_behind_a_control(
    http: httpx2.AsyncClient, api: FakeApi, mode: str, titles: int, pictures: int
) -> None:
    api.on(f"user-media/{SHOW_ID}", Reply(200, {"progress": {"season": 1, "episode": 1, "seasons": {"1": 1}}}))
    headers = {"Cookie": f"{cookies()['Cookie']}; __Host-marquee-spoilers={mode}"}
    page = (await http.get("/shows/orchard/seasons/1", headers=headers)).text
    headings = re.findall(r"<h3.*?</h3>", page)
    assert sum("Secret" in heading for heading in headings) == titles
    assert len(re.findall(r"/w300/still\d.jpg", page)) == pictures
    open_page = re.sub(r'<details class="spoiler">.*?</details>', "", page, flags=re.DOTALL)
    assert open_page.count("The gardener does thing") == titles
    assert page.count("The gardener does thing") == 3


async def test_a_user_sees_what_is_watched(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"user-media/{SHOW_ID}", Reply(200, {"progress": {"season": 1, "episode": 2, "seasons": {"1": 2}}}))
    page = (await http.get("/shows/orchard/seasons/1", headers=cookies())).text
    assert "2 of 3 watched" in page
    assert page.count('class="seen-mark"') == 2
    assert f'hx-get="/my/titles/{SHOW_ID}/seasons/1"' in page


async def test_a_season_without_curve_ratings_and_dates(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"stats/drop-off/media/{SHOW_ID}", ApiError(503, "SERVICE_UNAVAILABLE"))
    bare: dict[str, Any] = {
        "title": None,
        "overview": None,
        "airDate": None,
        "airsAt": None,
        "runtime": None,
        "still": None,
        "ratings": {},
    }
    api.on(
        "catalog/shows/orchard/seasons/1",
        Reply(200, season(name=None, overview=None, airDate=None, episodes=[{"number": 1, **bare}])),
    )
    page = (await http.get("/shows/orchard/seasons/1")).text
    assert "No date yet" in page
    assert "Episode 1" in page
    api.on("catalog/shows/orchard/seasons/1", Reply(200, season(episodes=[])))
    assert "The episodes are not known yet." in (await http.get("/shows/orchard/seasons/1")).text


async def test_a_season_of_a_former_slug(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/old/seasons/1", Reply(308, headers={"location": "../../orchard/seasons/1"}))
    response = await http.get("/shows/old/seasons/1")
    assert (response.status_code, response.headers["location"]) == (308, "/shows/orchard/seasons/1")


@pytest.mark.parametrize("number", ["9", "-1", "x", "1e3", "9" * 30, "٣"])
async def test_an_unknown_season_is_not_found(http: httpx2.AsyncClient, number: str) -> None:
    assert (await http.get(f"/shows/orchard/seasons/{number}")).status_code == 404


async def test_a_season_needs_its_show(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("catalog/shows/orchard", ApiError(503, "SERVICE_UNAVAILABLE"))
    assert (await http.get("/shows/orchard/seasons/1")).status_code == 503
