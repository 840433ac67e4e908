"""Titles by id: in the order of the request, with missing and deleted ones, and redirects of merged ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.schemas.lookup import LookedUpTitle, TitleList
from chassis.http.schemas import Success
from contracts.identity import Kind, media_id
from contracts.ingestion import ExternalIds, Translation

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADA = UUID(int=0xADA)
GONE = datetime(2026, 11, 20, 4, 10, tzinfo=UTC)
DUNE, FARGO = media_id("movie", 1), media_id("show", 2)


def gone(into: int | None = None, kind: Kind = "movie") -> dict[str, Any]:
    successor = {} if into is None else {"successor_id": media_id(kind, into), "successor_tmdb_id": into}
    return {"gone_at": GONE, "version": 2, **successor}


async def test_title_is_returned_by_its_id(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, title="Dune", translations={"de-DE": Translation(title="Der Wüstenplanet")}),
        make.show(2, title="Fargo"),
        make.entry(ADA, 1, state="planned"),
    )

    movie = (await catalog.body(f"/titles/{DUNE}", Success[LookedUpTitle], user=ADA))["data"]
    show = (await catalog.body(f"/titles/{FARGO}", Success[LookedUpTitle]))["data"]
    german = (await catalog.get(f"/titles/{DUNE}?language=de")).json()["data"]

    assert (movie["slug"], movie["type"], movie["path"]) == ("dune", "movie", "/api/v1/catalog/movies/dune")
    assert movie["userState"]["state"] == "planned"
    assert movie["card"] == {
        "badgeKey": "IN_WATCHLIST",
        "primaryCta": "OPEN",
        "continue": None,
        "listContext": "DEFAULT",
    }
    assert (show["slug"], show["type"], show["path"]) == ("fargo", "show", "/api/v1/catalog/shows/fargo")
    assert german["title"] == "Der Wüstenplanet"
    assert (await catalog.client.get(movie["path"])).json()["data"]["id"] == str(DUNE)


async def test_titles_are_in_the_order_of_the_ids(catalog: Catalog, make: Make) -> None:
    missing, deleted, scored = media_id("movie", 98), media_id("movie", 3), media_id("movie", 4)
    await catalog.apply(make.movie(1, title="Dune"), make.show(2), make.movie(3), make.scores(4))
    await catalog.apply(make.movie(3, **gone(into=1)))
    ids = [FARGO, missing, DUNE, deleted, FARGO, scored]

    body = await catalog.body(f"/titles?ids={','.join(map(str, ids))}", TitleList)

    assert [item["id"] for item in body["data"]] == [str(FARGO), str(DUNE)]
    assert body["meta"] == {
        "count": 2,
        "missing": [str(missing), str(scored)],
        "gone": [{"id": str(deleted), "goneAt": "2026-11-20T04:10:00Z", "successorId": str(DUNE)}],
    }


async def test_titles_are_returned_by_ids_of_other_systems(catalog: Catalog, make: Make) -> None:
    await catalog.apply(
        make.movie(1, title="Dune", external_ids=ExternalIds(imdb="tt1160419")), make.show(1, title="Fargo")
    )

    for query, slugs in {
        "tmdbId=1&type=movie": ["dune"],
        "tmdbId=1&type=show": ["fargo"],
        "tmdbId=2&type=show": [],
        "imdbId=tt1160419": ["dune"],
        "imdbId=tt9999999": [],
    }.items():
        body = await catalog.body(f"/titles?{query}", TitleList)
        assert [item["slug"] for item in body["data"]] == slugs, query


async def test_unknown_id_is_not_found(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.scores(4))

    for number in (4, 98):
        response = await catalog.get(f"/titles/{media_id('movie', number)}")
        assert (response.status_code, response.json()["error"]["code"]) == (404, "MEDIA_NOT_FOUND")


async def test_deleted_title_redirects_to_its_successor_or_is_gone(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune"), make.movie(3), make.movie(4), make.movie(5), make.show(2))
    await catalog.apply(
        make.movie(3, **gone(into=1)), make.movie(4, **gone()), make.movie(5, **gone(into=2, kind="show"))
    )

    moved = await catalog.get(f"/titles/{media_id('movie', 3)}?region=GB")
    followed = await catalog.client.get(f"{moved.request.url}", follow_redirects=True)
    deleted = await catalog.get(f"/titles/{media_id('movie', 4)}")
    other_kind = await catalog.get(f"/titles/{media_id('movie', 5)}")

    assert (moved.status_code, moved.headers["location"]) == (308, f"{DUNE}?region=GB")
    assert followed.json()["data"]["slug"] == "dune"
    assert (deleted.status_code, deleted.json()["error"]["details"]["successor"]) == (410, None)
    assert other_kind.json()["error"]["details"]["successor"]["id"] == str(FARGO)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ids=",
        "ids=,",
        "ids=nonsense",
        "ids=" + ",".join(str(UUID(int=number)) for number in range(101)),
        f"ids={DUNE}&tmdbId=1&type=movie",
        "tmdbId=1",
        "type=movie",
        f"ids={DUNE}&type=movie",
        "tmdbId=0&type=movie",
        "tmdbId=1&type=book",
        "imdbId=1160419",
        f"ids={DUNE}&foo=1",
    ],
)
async def test_invalid_lookup_is_rejected(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/titles?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


async def test_malformed_id_is_rejected(catalog: Catalog) -> None:
    assert (await catalog.get("/titles/nonsense")).status_code == 400
