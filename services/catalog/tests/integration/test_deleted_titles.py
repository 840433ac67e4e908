"""Titles that their source deleted or merged: they leave every list, and their slug redirects or is gone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from contracts.identity import Kind, media_id
from contracts.ingestion import Genre

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

TODAY, NOON = date(2026, 11, 21), datetime(2026, 11, 21, 12, tzinfo=UTC)
GONE = datetime(2026, 11, 20, 4, 10, tzinfo=UTC)
ADA = UUID(int=0xADA)

EVERY_LIST = (
    "/movies/trending",
    "/movies/now-playing",
    "/movies/new-releases",
    "/movies/new-on-digital",
    "/shows/trending",
    "/shows/new-episodes",
)


def gone(into: int | None = None, kind: Kind = "movie", **facts: Any) -> dict[str, Any]:
    """Return the facts of a deleted title, merged into another or not."""
    merged = {} if into is None else {"successor_id": media_id(kind, into), "successor_tmdb_id": into}
    return {"version": 2, "gone_at": GONE, **merged, **facts}


async def seen(catalog: Catalog) -> dict[str, list[str]]:
    """Return the slugs in each list and in the calendar."""
    shown = {
        path: [item["slug"] for item in (await catalog.get(path)).json()["data"]]
        for path in (*EVERY_LIST, "/movies/trending?sort=ratingo", "/movies/trending?genres=drama")
    }
    days = (await catalog.get("/shows/calendar")).json()["data"]["days"]
    return {
        **shown,
        "calendar": [episode["slug"] for day in days for episode in day["episodes"]],
        "genres": [f"{genre['slug']} {genre['count']}" for genre in (await catalog.get("/genres")).json()["data"]],
    }


async def refusal(catalog: Catalog, path: str, status: int = 410) -> dict[str, Any]:
    """Return the error of a response."""
    response = await catalog.get(path)
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error["statusCode"] == status
    return error


async def test_deleted_title_leaves_every_list_and_is_restored_by_a_newer_import(catalog: Catalog, make: Make) -> None:
    drama: dict[str, Any] = {"genres": (Genre(tmdb_id=18, name="Drama"),)}
    cinema: dict[str, Any] = {**drama, "theatrical_release_date": TODAY}
    await catalog.apply(
        make.movie(1, **cinema),
        make.movie(2, **drama, digital_release_date=TODAY),
        make.show(3, **drama),
        make.season(3, 1, [NOON - timedelta(hours=1)]),
        make.ranking("trending.movie.day", [1, 2]),
        make.scores(1, ratingo=90.0),
    )
    before = await seen(catalog)
    assert all(before.values()), "every list has items"

    await catalog.apply(
        make.movie(1, **gone(**cinema)),
        make.movie(2, **gone(**drama, digital_release_date=TODAY)),
        make.show(3, **gone(**drama)),
        make.scores(1, ratingo=95.0, version=2),
    )
    assert await seen(catalog) == {place: [] for place in before}
    assert (await catalog.get("/movies/trending")).json()["meta"]["total"] == 0

    await catalog.apply(
        make.movie(1, **cinema, version=3),
        make.movie(2, **drama, version=3, digital_release_date=TODAY),
        make.show(3, **drama, version=3),
    )
    assert await seen(catalog) == before
    assert (await catalog.get("/movies/title-1")).json()["data"]["stats"]["ratingoScore"] == 95.0
    assert (await catalog.get("/shows/title-3/seasons/1")).status_code == 200


async def test_older_version_does_not_restore_a_deleted_title(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, version=1))
    await catalog.apply(make.movie(1, **gone(version=3)))
    await catalog.apply(make.movie(1, version=2))

    await refusal(catalog, "/movies/title-1")


async def test_deleted_title_is_gone_with_its_date(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Old"), make.movie(1, title="Older", version=2), make.show(2))
    await catalog.apply(make.movie(1, title="Older", **gone(version=3)), make.show(2, **gone()))

    response = await catalog.get("/movies/older?region=UA", user=ADA)
    error = response.json()["error"]

    assert (response.status_code, response.json()["success"], error["code"]) == (410, False, "MEDIA_GONE")
    assert error["message"] == "This movie was removed by its source on 2026-11-20"
    assert error["details"] == {"goneAt": "2026-11-20T04:10:00Z", "successor": None}
    assert response.headers["cache-control"] == "public, max-age=30"
    assert (await refusal(catalog, "/shows/title-2"))["message"].startswith("This show was removed by its source")
    assert (await refusal(catalog, "/shows/title-2/seasons/1"))["code"] == "MEDIA_GONE"
    assert (await refusal(catalog, "/movies/title-2", 404))["code"] == "MEDIA_NOT_FOUND"
    assert (await refusal(catalog, "/movies/nothing", 404))["code"] == "MEDIA_NOT_FOUND"


async def test_merged_title_redirects_to_its_successor(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune: Draft"), make.movie(2, title="Dune"))
    await catalog.apply(make.movie(1, title="Dune: Draft", **gone(into=2)))

    moved = await catalog.get("/movies/dune-draft?region=UA")
    followed = await catalog.client.get(f"{moved.request.url}", follow_redirects=True)

    assert (moved.status_code, moved.headers["location"]) == (308, "dune?region=UA")
    assert moved.headers["cache-control"] == "public, max-age=30"
    assert followed.json()["data"]["tmdbId"] == 2

    await catalog.apply(make.movie(1, title="Dune: Draft", version=3))
    assert (await catalog.get("/movies/dune-draft")).json()["data"]["tmdbId"] == 1


async def test_former_slug_of_a_merged_title_redirects_to_its_successor(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Draft"), make.movie(2, title="Dune"))
    await catalog.apply(make.movie(1, title="Second Draft", version=2))
    await catalog.apply(make.movie(1, title="Second Draft", **gone(into=2, version=3)))

    assert (await catalog.get("/movies/draft")).headers["location"] == "dune"


async def test_season_of_a_merged_show_redirects_to_its_successor(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1), make.show(2), make.season(1, 1, [TODAY]), make.season(2, 1, [TODAY, TODAY]))
    await catalog.apply(make.show(1, **gone(into=2, kind="show")))

    address = "/api/v1/catalog/shows/title-1/seasons"
    followed = await catalog.client.get(f"{address}/1", follow_redirects=True)
    missing = await catalog.client.get(f"{address}/7", follow_redirects=True)

    assert followed.json()["data"]["episodeCount"] == 2
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "SEASON_NOT_FOUND")


async def test_merge_chain_is_followed_in_one_redirect(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 5)))
    await catalog.apply(*(make.movie(number, **gone(into=number + 1)) for number in range(1, 4)))

    assert (await catalog.get("/movies/title-1")).headers["location"] == "title-4"

    await catalog.apply(make.movie(4, **gone()))
    error = await refusal(catalog, "/movies/title-1")
    assert error["details"] == {"goneAt": "2026-11-20T04:10:00Z", "successor": None}


async def test_merge_cycle_is_gone(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 6)))
    await catalog.apply(
        make.movie(1, **gone(into=2)),
        make.movie(2, **gone(into=3)),
        make.movie(3, **gone(into=2)),
        make.movie(4, **gone(into=4)),
    )

    for number in (1, 2, 3, 4):
        assert (await refusal(catalog, f"/movies/title-{number}"))["details"]["successor"] is None


async def test_merge_chain_is_followed_up_to_a_limit(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 21)))
    await catalog.apply(*(make.movie(number, **gone(into=number + 1)) for number in range(1, 20)))

    assert (await refusal(catalog, "/movies/title-1"))["details"]["successor"]["slug"] is None
    assert (await catalog.get("/movies/title-12")).headers["location"] == "title-20"


async def test_successor_that_is_not_listed_yet_is_in_the_details(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2), make.scores(8))
    await catalog.apply(make.movie(1, **gone(into=7)), make.movie(2, **gone(into=8)))

    unheard_of = (await refusal(catalog, "/movies/title-1"))["details"]["successor"]
    only_scored = (await refusal(catalog, "/movies/title-2"))["details"]["successor"]
    await catalog.apply(make.movie(7), make.movie(8))

    assert unheard_of == {"id": str(media_id("movie", 7)), "type": "movie", "tmdbId": 7, "slug": None}
    assert only_scored == {"id": str(media_id("movie", 8)), "type": "movie", "tmdbId": 8, "slug": None}
    assert (await catalog.get("/movies/title-1")).headers["location"] == "title-7"
    assert (await catalog.get("/movies/title-2")).headers["location"] == "title-8"


async def test_movie_never_redirects_to_a_show(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(3), make.show(2))
    unnamed = {"gone_at": GONE, "version": 2, "successor_id": UUID(int=5)}
    await catalog.apply(make.movie(1, **gone(into=2, kind="show")), make.movie(3, **unnamed))

    shown = (await refusal(catalog, "/movies/title-1"))["details"]["successor"]
    unknown = (await refusal(catalog, "/movies/title-3"))["details"]["successor"]

    assert shown == {"id": str(media_id("show", 2)), "type": "show", "tmdbId": 2, "slug": "title-2"}
    assert unknown == {"id": str(UUID(int=5)), "type": None, "tmdbId": None, "slug": None}


async def test_user_entry_outlives_a_deleted_title(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.entry(ADA, 1, state="planned"))
    await catalog.apply(make.movie(1, **gone()))
    await catalog.apply(make.movie(1, version=3))

    assert (await catalog.get("/movies/title-1", user=ADA)).json()["data"]["userState"]["state"] == "planned"


async def test_deleted_title_without_a_slug_leaves_its_name_to_the_successor(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune", **gone(into=2)))
    await catalog.apply(make.movie(2, title="Dune"))

    assert (await catalog.get("/movies/dune")).json()["data"]["tmdbId"] == 2
