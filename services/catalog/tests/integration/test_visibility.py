"""What the policy hides: lists and schedules need eligibility, the lists of new movies less."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest

from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.ingestion import Genre, Release

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY = NOON.date()


async def decide(catalog: Catalog) -> None:
    """Make title 2 eligible for the lists of new movies only, and title 3 for none."""
    connection = await asyncpg.connect(catalog.urls.superuser, server_settings={"search_path": "catalog,public"})
    try:
        await connection.execute(
            "update media set eligible = false, fresh_eligible = tmdb_id % 10 = 2 where tmdb_id % 10 in (2, 3)"
        )
    finally:
        await connection.close()


async def numbers(catalog: Catalog, path: str) -> set[int]:
    data: Any = (await catalog.get(path)).json()["data"]
    items = data if isinstance(data, list) else data["results"]
    return {item["tmdbId"] for item in items}


async def fill(catalog: Catalog, make: Make) -> None:
    def released(kind: str, day: date) -> tuple[Release, ...]:
        return (Release(region="US", type=kind, date=day),)

    recently = TODAY - timedelta(days=3)
    drama = (Genre(tmdb_id=18, name="Drama"),)
    await catalog.apply(*(make.movie(n, genres=drama, releases=released("theatrical", recently)) for n in (1, 2, 3)))
    await catalog.apply(*(make.movie(n, genres=drama, releases=released("digital", recently)) for n in (11, 12, 13)))
    await catalog.apply(*(make.show(n) for n in (1, 2, 3)), *(make.season(n, 1, [TODAY]) for n in (1, 2, 3)))
    await decide(catalog)


async def test_lists_contain_eligible_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    assert await numbers(catalog, "/movies/trending") == {1, 11}
    assert await numbers(catalog, "/shows/trending") == {1}
    assert await numbers(catalog, "/movies/new-releases") == {1}
    [genre] = (await catalog.get("/genres")).json()["data"]
    assert genre["movies"] == 2
    calendar = (await catalog.get("/shows/calendar?startDate=2026-11-15&days=20")).json()["data"]
    shown = [episode["showTitle"] for day in calendar["days"] for episode in day["episodes"]]
    assert shown == ["Title 1"]


async def test_lists_of_new_movies_contain_titles_that_are_only_too_new(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    assert await numbers(catalog, "/movies/now-playing") == {1, 2}
    assert await numbers(catalog, "/movies/new-on-digital") == {11, 12}
    await catalog.apply(make.ranking("now-playing.movie.US", [1, 2, 3]))
    assert await numbers(catalog, "/movies/now-playing") == {1, 2}


@pytest.mark.parametrize(("number", "status"), [(1, 200), (2, 200), (3, 404)])
async def test_page_opens_for_every_title_of_some_list(catalog: Catalog, make: Make, number: int, status: int) -> None:
    await fill(catalog, make)

    movie, show = media_id("movie", number), media_id("show", number)
    paths = (
        f"/movies/title-{number}",
        f"/shows/title-{number}",
        f"/shows/title-{number}/seasons/1",
        f"/titles/{movie}",
    )
    for path in paths:
        assert (await catalog.get(path)).status_code == status, path
    meta = (await catalog.get(f"/titles?ids={movie},{show}")).json()["meta"]
    assert meta["missing"] == ([str(movie), str(show)] if status == 404 else [])
