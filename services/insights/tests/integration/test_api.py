"""The HTTP API on the real Postgres."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.catalog import MediaPublishedV1
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, Rating, Ratings, SignalsCollectedV1
from contracts.stats import Scores, StatsUpdatedV1
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

TODAY = NOON.date()
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Published = Callable[..., MediaPublishedV1]
Deliver = Callable[..., Awaitable[list[str]]]


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


def scored(tmdb_id: int, version: int, ratingo: float, ratings: Ratings) -> StatsUpdatedV1:
    return StatsUpdatedV1(
        version=version,
        media_id=media_id("movie", tmdb_id),
        kind="movie",
        tmdb_id=tmdb_id,
        scores=Scores(ratingo=ratingo, quality=1, popularity=1, freshness=1),
        total_votes=10,
        ratings=ratings,
        computed_at=NOON,
    )


async def test_a_riser_has_the_newest_parts_of_its_title(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Deliver,
    observed: Observe,
    imported: Imported,
    published: Published,
) -> None:
    await deliver(
        published(603, "the-matrix", version=2),
        published(603, "matrix", version=1),
        scored(603, 2, 81.71234, Ratings(tmdb=Rating(rating=8.2, votes=26_000))),
        scored(603, 1, 10.0, Ratings()),
        imported(603, version=2, title="The Matrix"),
        imported(603, version=1, title="Matrix?"),
        *[observed(603, days, total) for days, total in ((60, 1000), (30, 1500), (0, 2420))],
    )
    await container.application.refresh_movements()

    data = (await client.get("/api/v1/insights/movements")).json()["data"]

    [riser] = data.pop("risers")
    assert data == {
        "window": "30d",
        "region": "global",
        "metric": "delta",
        "asOf": TODAY.isoformat(),
        "dataSince": (TODAY - timedelta(days=60)).isoformat(),
        "reason": None,
        "fallers": [],
    }
    assert riser["id"] == riser["mediaItemId"] == str(media_id("movie", 603))
    assert (riser["type"], riser["slug"], riser["title"]) == ("movie", "the-matrix", "The Matrix")
    assert riser["originalTitle"] is None
    assert riser["poster"]["small"] == "https://image.tmdb.org/t/p/w342/603.jpg"
    assert riser["backdrop"] is None
    assert riser["stats"] == {
        "deltaWatchers": 420,
        "deltaPercent": 84.0,
        "currentWatchers": 2420,
        "growthCurrent": 920,
        "growthPrev": 500,
        "isNewInTrends": False,
    }
    assert riser["externalRatings"] == {"tmdb": {"rating": 8.2, "voteCount": 26_000}}
    assert riser["ratingoScore"] == 81.7123


async def test_movements_are_a_picture_and_without_history_it_says_why(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    empty = await client.get("/api/v1/insights/movements/chart.svg?window=90d")
    await deliver(
        imported(603, title="The Matrix"),
        *[observed(603, days, total) for days, total in ((60, 1000), (30, 1500), (0, 2420))],
        imported(604, title="Reloaded"),
        *[observed(604, days, total) for days, total in ((60, 1000), (30, 1500), (0, 1700))],
    )
    await container.application.refresh_movements()
    picture = await client.get("/api/v1/insights/movements/chart.svg")
    texts = [element.text for element in fromstring(picture.content).iter() if element.tag.endswith("text")]
    png = await client.get("/api/v1/insights/movements/chart.png?limit=1&type=movie")

    assert (empty.status_code, empty.headers["content-type"]) == (200, "image/svg+xml")
    assert "No audience was observed yet" in empty.text
    assert {"The Matrix", "+420", "Reloaded", "-300"} <= set(texts)
    assert png.content.startswith(b"\x89PNG")
    for query in ("window=8d", "limit=21", "type=person"):
        refused = await client.get(f"/api/v1/insights/movements/chart.svg?{query}")
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_too_little_history_is_a_reason_and_no_error(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    nothing = (await client.get("/api/v1/insights/movements", params={"window": "90d"})).json()["data"]
    await deliver(imported(1), observed(1, 20, 100), observed(1, 0, 900))
    await container.application.refresh_movements()
    little = (await client.get("/api/v1/insights/movements", params={"window": "90d"})).json()["data"]

    assert (nothing["asOf"], nothing["dataSince"], nothing["reason"]["code"]) == (None, None, "NO_DATA")
    assert (little["risers"], little["fallers"]) == ([], [])
    assert little["dataSince"] == (TODAY - timedelta(days=20)).isoformat()
    assert little["reason"]["code"] == "NOT_ENOUGH_HISTORY"
    assert (TODAY - timedelta(days=180)).isoformat() in little["reason"]["message"]


async def test_a_history_keeps_its_gaps(client: httpx2.AsyncClient, deliver: Deliver, observed: Observe) -> None:
    await deliver(observed(1, 3, 100, live=4, popularity=9.5), observed(1, 1, 0), observed(1, 40, 7))

    data = (await client.get(f"/api/v1/insights/titles/{media_id('movie', 1)}/history?days=4")).json()["data"]

    assert (data["from"], data["to"]) == ((TODAY - timedelta(days=3)).isoformat(), TODAY.isoformat())
    assert [(day["totalWatchers"], day["liveWatchers"], day["popularity"]) for day in data["days"]] == [
        (100, 4, 9.5),
        (None, None, None),
        (0, None, None),
        (None, None, None),
    ]


async def test_every_route_is_documented(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()

    assert {path.removeprefix("/api/v1/insights/") for path in document["paths"]} == {
        "movements",
        "movements/chart.svg",
        "movements/chart.png",
        "movers",
        "titles/{mediaId}/history",
        "titles/{mediaId}/series",
        "titles/{mediaId}/series/chart.svg",
        "titles/{mediaId}/series/chart.png",
        "titles/{mediaId}/series/sparkline.svg",
        "titles/{mediaId}/retention",
        "titles/{mediaId}/retention/chart.svg",
        "titles/{mediaId}/retention/chart.png",
        "compare",
        "compare/chart.svg",
        "compare/chart.png",
        "lists",
        "lists/{listId}/history",
        "lists/{listId}/chart.svg",
        "lists/{listId}/chart.png",
        "titles/{mediaId}/lists",
        "distributions",
        "distributions/chart.svg",
        "distributions/chart.png",
        "badges",
        "years/{year}",
        "genres/{genreId}/series",
        "genres/{genreId}/series/chart.svg",
        "genres/{genreId}/series/chart.png",
        "providers/{providerId}/series",
        "providers/{providerId}/series/chart.svg",
        "providers/{providerId}/series/chart.png",
    }
    for path in document["paths"].values():
        for operation in path.values():
            assert operation["summary"]
            assert operation["description"]
            assert {"200", "400", "503"} <= set(operation["responses"])
            assert all(parameter.get("description") for parameter in operation.get("parameters", ()))


async def test_a_worker_serves_health_only(container: Container) -> None:
    async with client_for(create_api(container, routes=False)) as client:
        ready = await client.get("/health/ready")
        hidden = await client.get("/api/v1/insights/movements")

    assert ready.json() == {
        "status": "ready",
        "checks": {"database": {"status": "up"}, "outbox": {"status": "up", "depth": 0, "oldestSeconds": 0.0}},
    }
    assert hidden.status_code == 404


async def test_movements_may_be_shared(client: httpx2.AsyncClient) -> None:
    response = await client.get("/api/v1/insights/movements")

    assert response.headers["cache-control"] == "public, max-age=30"
    assert response.headers["surrogate-key"] == "insights insights:movements insights:titles"
    assert "vary" not in response.headers, "it is the same for everyone"
