"""Similar titles over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from catalog.presentation.discovery.similar import SimilarMovie, SimilarShow
from chassis.http.schemas import Success
from contracts.identity import media_id
from contracts.ingestion import CastMember, Credits, CrewMember, Genre

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

DRAMA, COMEDY = Genre(tmdb_id=18, name="Drama"), Genre(tmdb_id=35, name="Comedy")
DIRECTOR = CrewMember(tmdb_id=7, name="A Director", job="Director", department="Directing")


async def fill(catalog: Catalog, make: Make) -> None:
    """Import a movie, others that share keywords, people or a genre with it, and an unrelated one."""
    subject = Credits(cast=(CastMember(tmdb_id=5, name="An Actor", order=0),), crew=(DIRECTOR,))
    await catalog.apply(
        make.movie(1, keywords=("Dystopia", "hacker"), credits=subject, genres=(DRAMA,), release_date=date(1999, 1, 1)),
        make.movie(2, keywords=("dystopia", "HACKER"), genres=(COMEDY,)),
        make.movie(3, credits=Credits(crew=(DIRECTOR,)), genres=(COMEDY,)),
        make.movie(4, credits=Credits(cast=subject.cast)),
        make.movie(5, genres=(DRAMA, COMEDY)),
        make.movie(6, genres=(COMEDY,)),
        make.show(7, keywords=("dystopia", "hacker"), genres=(DRAMA,)),
        make.scores(5, popularity=50.0, ratingo=80.0),
        make.scores(6, popularity=60.0, ratingo=90.0),
    )


async def test_similar_movies_share_keywords_people_or_genres(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    similar = (await catalog.body("/movies/title-1/similar", Success[list[SimilarMovie]]))["data"]

    assert [(item["slug"], item["similarity"]) for item in similar] == [
        ("title-5", 16.5),
        ("title-3", 12.75),
        ("title-2", 10.5),
        ("title-4", 7.5),
    ]
    assert similar[0]["path"] == f"/api/v1/catalog/movies/{similar[0]['slug']}"


async def test_limit_and_repetition(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    bodies = [(await catalog.get("/movies/title-1/similar?limit=2")).json() for _ in range(2)]

    assert bodies[0] == bodies[1]
    assert len(bodies[0]["data"]) == 2


async def test_shows_are_similar_to_shows_only(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(make.show(8, keywords=("hacker",)))

    [show] = (await catalog.body("/shows/title-7/similar", Success[list[SimilarShow]]))["data"]

    assert show["slug"] == "title-8"
    assert (await catalog.get("/shows/title-1/similar")).status_code == 404


async def test_former_slug_and_deleted_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    into = {"successor_id": media_id("movie", 1), "successor_tmdb_id": 1}
    await catalog.apply(
        make.movie(2, version=2, gone_at="2026-11-20T04:10:00Z", **into),
        make.movie(3, version=2, title="Renamed", genres=(DRAMA,)),
        make.movie(4, version=2, gone_at="2026-11-20T04:10:00Z"),
    )

    merged, former = await catalog.get("/movies/title-2/similar"), await catalog.get("/movies/title-3/similar?limit=1")
    assert (merged.status_code, former.status_code) == (308, 308)
    followed = await catalog.client.get(str(former.request.url), follow_redirects=True)
    assert followed.request.url.path.endswith("/movies/renamed/similar")
    assert len(followed.json()["data"]) == 1
    assert (await catalog.get("/movies/title-4/similar")).status_code == 410
    slugs = {item["slug"] for item in (await catalog.get("/movies/title-1/similar")).json()["data"]}
    assert not slugs & {"title-1", "title-2", "title-4"}


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "offset=1", "region=USA"])
async def test_invalid_parameter_is_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/movies/title-1/similar?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
