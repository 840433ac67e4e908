"""The verdict, the status hint and the freshness of pages, through HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from catalog.presentation.schemas.detail import MovieDetail, ShowDetail
from chassis.http.schemas import Success
from chassis.testing.clock import NOON
from contracts.ingestion import Rating, Ratings, SeasonSummary, SourceStatus

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = NOON.date()


async def test_movie_has_the_verdict_of_its_preferred_rating(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(imdb=Rating(rating=8.66, votes=2000), tmdb=Rating(rating=5.0, votes=9000))
    tmdb = SourceStatus(outcome="ok", fetched_at=NOON - timedelta(hours=3))
    await catalog.apply(
        make.movie(1, title="Alien", ratings=ratings, release_date=date(2020, 5, 1), sources={"tmdb": tmdb}),
        make.scores(1, computed_at=NOON - timedelta(hours=1)),
    )
    body = await catalog.body("/movies/alien", Success[MovieDetail])

    assert body["data"]["verdict"] == {
        "type": "quality",
        "messageKey": "criticsLoved",
        "context": "IMDb: 8.7",
        "basis": {"source": "imdb", "rating": 8.66, "voteCount": 2000, "sources": 1},
        "seasons": None,
        "hintKey": "forLater",
    }
    assert body["data"]["freshness"] == {
        "facts": "2026-11-21T09:00:00Z",
        "stats": "2026-11-21T11:00:00Z",
        "seasons": None,
        "offers": "2026-11-21T09:00:00Z",
    }


async def test_hit_has_its_badge_and_verdict(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(imdb=Rating(rating=8.5, votes=2000))
    await catalog.apply(make.movie(1, title="Alien", ratings=ratings, release_date=date(1979, 5, 25)))
    body = await catalog.body("/movies/alien", Success[MovieDetail])

    assert body["data"]["card"]["badgeKey"] == "HIT"
    assert body["data"]["verdict"]["messageKey"] == "timelessFavorite"


async def test_unrated_source_is_no_part_of_a_shows_consensus(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(imdb=Rating(rating=7.2, votes=500), tmdb=Rating(rating=0.0, votes=0))
    await catalog.apply(make.show(1, title="Dark", ratings=ratings, status="Ended", imported_at=NOON))
    body = await catalog.body("/shows/dark", Success[ShowDetail])

    assert (body["data"]["verdict"]["messageKey"], body["data"]["verdict"]["context"]) == ("strongRatings", "IMDb: 7.2")
    assert body["data"]["statusHint"] == {"messageKey": "seriesFinale"}
    assert body["data"]["freshness"] == {
        "facts": "2026-11-21T12:00:00Z",
        "stats": None,
        "seasons": None,
        "offers": None,
    }


async def test_season_is_new_while_it_begins(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(imdb=Rating(rating=7.2, votes=500))
    listed = (SeasonSummary(number=1, air_date=TODAY - timedelta(days=400)),)
    facts = {"title": "Dark", "ratings": ratings, "status": "Returning Series", "seasons": listed}
    first, last = TODAY - timedelta(days=400), TODAY - timedelta(days=5)
    synced_at = NOON - timedelta(days=2)
    await catalog.apply(make.show(1, **facts), make.season(1, 1, [first, last], air_date=first, synced_at=synced_at))
    body = await catalog.body("/shows/dark", Success[ShowDetail])
    assert body["data"]["statusHint"] == {"messageKey": "newEpisodes"}
    assert body["data"]["freshness"]["seasons"] == body["data"]["seasons"][0]["syncedAt"] == "2026-11-19T12:00:00Z"

    await catalog.apply(make.season(1, 2, [last], air_date=last))
    body = await catalog.body("/shows/dark", Success[ShowDetail])
    assert body["data"]["statusHint"] == {"messageKey": "newSeason"}


async def test_title_that_the_previous_release_wrote_has_its_verdict(catalog: Catalog, make: Make) -> None:
    ratings = Ratings(imdb=Rating(rating=5.2, votes=500))
    await catalog.apply(make.movie(1, title="Alien", ratings=ratings, release_date=date(2020, 5, 1)))
    async with catalog.container.runtime.transactions.begin() as transaction:
        await transaction.connection.execute(text("update documents set appraisal = null"))
    body = await catalog.body("/movies/alien", Success[MovieDetail])

    assert body["data"]["verdict"]["messageKey"] == "poorRatings"
    assert body["data"]["freshness"]["facts"] == "2026-11-21T12:00:00Z"


async def test_title_with_a_growing_audience_is_rising(catalog: Catalog, make: Make) -> None:
    async def badge_and_verdict() -> tuple[str | None, str | None]:
        body = await catalog.body("/movies/alien", Success[MovieDetail])
        return body["data"]["card"]["badgeKey"], body["data"]["verdict"]["messageKey"]

    await catalog.apply(make.trend(1, "up"), make.movie(1, title="Alien", release_date=date(2025, 5, 1)))
    assert await badge_and_verdict() == ("RISING", "risingHype")

    await catalog.apply(make.ranking("trending.movie.day", [1]))
    assert await badge_and_verdict() == ("RISING", "risingHype")

    await catalog.apply(make.trend(1, "down", version=2), make.trend(1, "up", version=1))
    assert await badge_and_verdict() == ("TRENDING", "trendingNow")


async def test_latest_season_has_its_episodes_on_request(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1, title="Dark"))
    assert "latestSeason" not in (await catalog.body("/shows/dark", Success[ShowDetail]))["data"]
    assert (await catalog.body("/shows/dark?include=episodes", Success[ShowDetail]))["data"]["latestSeason"] is None

    await catalog.apply(
        make.season(1, 0, [TODAY]),
        make.season(1, 1, [TODAY]),
        make.season(1, 2, [TODAY, TODAY]),
        make.season(1, 3, [TODAY], withdrawn_at=NOON),
    )
    body = await catalog.body("/shows/dark?include=episodes", Success[ShowDetail])
    season = (await catalog.get("/shows/dark/seasons/2")).json()["data"]
    assert body["data"]["latestSeason"] == season
    assert [episode["number"] for episode in season["episodes"]] == [1, 2]


async def test_only_shows_include_episodes(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Alien"), make.show(1, title="Dark"))
    movie, show = await catalog.get("/movies/alien?include=episodes"), await catalog.get("/shows/dark?include=cast")
    assert [response.status_code for response in (movie, show)] == [400, 400]
    assert [response.json()["error"]["details"]["errors"][0]["field"] for response in (movie, show)] == ["include"] * 2
