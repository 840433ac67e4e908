"""Collections of movies over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from catalog.infrastructure.discovery.collections import SqlCollections
from catalog.infrastructure.reading.caches.title_epoch import TitleEpoch
from catalog.presentation.discovery.collections import CollectionDetail
from catalog.presentation.schemas.detail import MovieDetail
from chassis.http.schemas import Success
from contracts.ingestion import Collection, Genre

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

GONE = "2026-11-20T04:10:00Z"
MATRIX = Collection(tmdb_id=2344, name="The Matrix Collection", poster_path="/m.jpg")


async def fill(catalog: Catalog, make: Make) -> None:
    """Import three movies of a collection out of order, and a similar one outside it."""
    drama: dict[str, Any] = {"genres": (Genre(tmdb_id=18, name="Drama"),)}
    await catalog.apply(
        make.movie(604, title="Reloaded", release_date=date(2003, 5, 15), collection=MATRIX, **drama),
        make.movie(603, title="The Matrix", release_date=date(1999, 3, 31), collection=MATRIX, **drama),
        make.movie(605, title="Unscheduled", collection=MATRIX, **drama),
        make.movie(9, title="Other", **drama),
    )


async def test_collection_has_its_titles_in_the_order_of_release(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    body = (await catalog.body("/collections/the-matrix-collection-2344", Success[CollectionDetail]))["data"]

    assert (body["id"], body["tmdbId"], body["name"]) == ("tmdb:2344", 2344, "The Matrix Collection")
    assert body["poster"]["original"] == "https://image.tmdb.org/t/p/original/m.jpg"
    assert [title["slug"] for title in body["titles"]] == ["the-matrix", "reloaded", "unscheduled"]
    assert body["totalTitles"] == 3
    assert (await catalog.get("/collections/tmdb:2344")).json()["data"] == body


async def test_movie_leads_to_its_collection(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    movie = (await catalog.body("/movies/reloaded", Success[MovieDetail]))["data"]
    other = (await catalog.body("/movies/other", Success[MovieDetail]))["data"]

    collection = (await catalog.client.get(movie["collection"]["path"])).json()["data"]
    assert collection["slug"] == movie["collection"]["slug"] == "the-matrix-collection-2344"
    assert other["collection"] is None


async def test_titles_of_the_collection_are_not_similar_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    similar = (await catalog.get("/movies/the-matrix/similar")).json()["data"]

    assert [title["slug"] for title in similar] == []
    await catalog.apply(make.scores(9, popularity=1.0), make.scores(604, popularity=2.0))
    similar = (await catalog.get("/movies/the-matrix/similar")).json()["data"]
    assert [title["slug"] for title in similar] == ["other"]


async def test_renamed_collection_and_movie_that_left_it(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    renamed = Collection(tmdb_id=2344, name="Matrix")
    await catalog.apply(
        make.movie(603, version=2, title="The Matrix", collection=renamed), make.movie(604, version=2, title="Reloaded")
    )

    response = await catalog.get("/collections/the-matrix-collection-2344?region=GB")

    assert response.status_code == 308
    followed = await catalog.client.get(str(response.request.url), follow_redirects=True)
    assert followed.request.url.path.endswith("/collections/matrix-2344")
    assert {title["slug"] for title in followed.json()["data"]["titles"]} == {"the-matrix", "unscheduled"}


async def test_unknown_collection_is_not_found(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(*(make.movie(number, version=2, gone_at=GONE, collection=MATRIX) for number in (603, 604, 605)))

    for reference in ("tmdb:2344", "the-matrix-collection-2344", "the-matrix-collection", "tmdb:1"):
        response = await catalog.get(f"/collections/{reference}")
        assert (response.status_code, response.json()["error"]["code"]) == (404, "COLLECTION_NOT_FOUND")
    assert (await catalog.get("/collections/tmdb:2344?foo=1")).status_code == 400


async def test_collection_is_the_same_until_one_of_its_titles_changes(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    reads = catalog.container.runtime.reads
    collections = SqlCollections(reads, TitleEpoch(reads))

    first = await collections.collection(2344)
    assert first is not None
    assert await collections.collection(2344) is first
    await catalog.apply(make.movie(9, version=2, title="Other"))
    assert await collections.collection(2344) is first, "a title that does not belong to it"

    renamed = MATRIX.model_copy(update={"name": "Matrix"})
    await catalog.apply(make.movie(605, version=2, title="Unscheduled", collection=renamed))
    second = await collections.collection(2344)
    assert second is not None
    assert (second.slug, second.total) == ("matrix-2344", 3)
