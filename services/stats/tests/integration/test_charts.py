"""Pictures of scores, explanations and drop-off over HTTP on the real Postgres."""

from collections.abc import AsyncIterator
from xml.etree.ElementTree import fromstring

import httpx2
import pytest
import pytest_asyncio
from services.stats.tests.integration.drop_off_events import SHOW, imported, season
from services.stats.tests.integration.test_drop_off import AFTER, BEFORE, deliver
from services.stats.tests.integration.test_scores import MOVIE, save, title

from chassis.testing.clients import client_for
from contracts.identity import media_id
from stats.api import create_api
from stats.bootstrap import Container

pytestmark = pytest.mark.integration

SCORES = f"media/{MOVIE}/scores/chart"
EXPLANATION = f"media/{MOVIE}/explanation/chart"
DROP_OFF = f"drop-off/media/{media_id('show', SHOW)}/chart"
UNKNOWN = media_id("movie", 404)


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    await save(container, title())
    await deliver(container, imported(), season(2, AFTER), season(1, BEFORE))
    await container.application.analyze_marked_shows()
    async with client_for(create_api(container)) as client:
        client.base_url = client.base_url.join("/api/v1/stats/")
        yield client


def _texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in fromstring(svg).iter() if element.tag.endswith("text")]


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        (f"{SCORES}.svg", {"The Matrix", "Score (0 to 100)", "Source: Marquee · as of 2026-11-21"}),
        (f"{EXPLANATION}.svg", {"The Matrix", "Contribution (points of the score)"}),
        (f"{EXPLANATION}.svg?formula=open-1", {"IMDb", "TMDB", "Prior"}),
        (f"{DROP_OFF}.svg", {"A show", "S1E1", "S2E1", "drop point S2E1"}),
        (f"{DROP_OFF}.svg?method=survival-1", {"Too few users"}),
    ],
)
async def test_a_picture_shows_what_the_route_beside_it_returns(
    client: httpx2.AsyncClient, path: str, texts: set[str]
) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "image/svg+xml"), response.text
    assert texts <= set(_texts(response.content))
    again = await client.get(path, headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", [SCORES, EXPLANATION, DROP_OFF])
async def test_a_png_is_a_png(client: httpx2.AsyncClient, path: str) -> None:
    response = await client.get(f"{path}.png", params={"theme": "dark", "width": "300", "height": "200"})
    assert response.headers["content-type"] == "image/png"
    assert response.content.startswith(b"\x89PNG")


async def test_the_bars_of_an_explanation_add_up_to_the_score(client: httpx2.AsyncClient) -> None:
    score = (await client.get(f"media/{MOVIE}/explanation")).json()["data"]["score"]
    texts = _texts((await client.get(f"{EXPLANATION}.svg")).content)
    assert f"Score {score:.1f} of 100 by ratingo-1, the sum of the bars" in texts


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"media/{UNKNOWN}/scores/chart.svg", 404, "STATS_NOT_FOUND"),
        (f"media/{UNKNOWN}/explanation/chart.png", 404, "STATS_NOT_FOUND"),
        (f"drop-off/media/{UNKNOWN}/chart.svg", 404, "SHOW_NOT_FOUND"),
        (f"{SCORES}.svg?to=2026-11-22", 400, "DAY_OUT_OF_RANGE"),
        (f"{SCORES}.svg?to=0001-01-01", 400, "VALIDATION_ERROR"),
        (f"{SCORES}.svg?to=2000-01-01", 200, ""),
        (f"{SCORES}.svg?formula=best-1", 400, "UNKNOWN_FORMULA"),
        (f"{DROP_OFF}.svg?method=best-1", 400, "VALIDATION_ERROR"),
        (f"{DROP_OFF}.svg?height=1", 400, "VALIDATION_ERROR"),
    ],
)
async def test_an_invalid_request_has_a_code(client: httpx2.AsyncClient, path: str, status: int, code: str) -> None:
    response = await client.get(path)
    assert response.status_code == status
    assert status == 200 or response.json()["error"]["code"] == code
