"""People and their titles over HTTP."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.discovery.people_schemas import CreditedPage, PersonDetail
from chassis.http.schemas import Success
from chassis.testing.statements import executed_reads
from contracts.ingestion import CastMember, Credits, CrewMember

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADA = UUID(int=0xADA)


def played(name: str = "Keanu Reeves", character: str = "Neo", picture: str | None = "/k.jpg") -> dict[str, Any]:
    member = CastMember(tmdb_id=6384, name=name, character=character, profile_path=picture, order=0)
    return {"credits": Credits(cast=(member,))}


DIRECTED = {
    "credits": Credits(
        cast=(CastMember(tmdb_id=6384, name="Keanu Reeves", character="Donaka", profile_path="/k.jpg", order=0),),
        crew=(CrewMember(tmdb_id=6384, name="Keanu Reeves", job="Director", department="Directing"),),
    )
}


async def fill(catalog: Catalog, make: Make) -> None:
    """Import three titles of one person, and one of another person."""
    await catalog.apply(
        make.movie(1, title="Matrix", release_date=date(1999, 3, 31), **played()),
        make.movie(2, title="Man of Tai Chi", release_date=date(2013, 7, 5), **DIRECTED),
        make.show(3, title="Swedish Dicks", **played(character="Tex")),
        make.movie(4, credits=Credits(cast=(CastMember(tmdb_id=1, name="Keanu Reeves", order=0),))),
        make.scores(1, popularity=90.0),
    )


async def test_person_has_departments_and_titles_the_newest_first(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    person = (await catalog.body("/people/keanu-reeves-6384", Success[PersonDetail]))["data"]

    assert (person["id"], person["name"], person["slug"]) == ("tmdb:6384", "Keanu Reeves", "keanu-reeves-6384")
    assert person["profile"]["medium"] == "https://image.tmdb.org/t/p/w185/k.jpg"
    assert person["knownFor"] == [{"department": "Acting", "titles": 3}, {"department": "Directing", "titles": 1}]
    assert [title["slug"] for title in person["titles"]] == ["man-of-tai-chi", "matrix", "swedish-dicks"]
    assert person["totalTitles"] == 3
    assert person["titles"][0]["credits"] == [
        {"role": "cast", "character": "Donaka", "job": None, "department": None},
        {"role": "crew", "character": None, "job": "Director", "department": "Directing"},
    ]
    assert (await catalog.get("/people/tmdb:6384")).json()["data"] == person


async def test_credits_of_a_title_lead_to_the_person(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    credit = (await catalog.get("/movies/matrix")).json()["data"]["credits"]["cast"][0]

    for reference in (credit["slug"], credit["personId"]):
        assert (await catalog.get(f"/people/{reference}")).json()["data"]["slug"] == credit["slug"]


async def test_former_name_redirects(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(make.movie(1, version=2, title="Matrix", **played(name="K. Reeves", picture=None)))

    for path in ("/people/keanu-reeves-6384", "/people/KEANU-REEVES-6384/titles?role=cast", "/people/6384"):
        response = await catalog.get(path)
        assert response.status_code == 308, path
        followed = await catalog.client.get(str(response.request.url), follow_redirects=True)
        assert followed.request.url.path.startswith("/api/v1/catalog/people/k-reeves-6384"), path
        assert followed.request.url.query == response.request.url.query
    assert (await catalog.get("/people/k-reeves-6384")).json()["data"]["profile"] is None


async def test_titles_are_paged_and_filtered_by_role(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    async def slugs(query: str) -> tuple[list[str], int, bool]:
        body = await catalog.body(f"/people/tmdb:6384/titles?{query}", CreditedPage)
        return [title["slug"] for title in body["data"]], body["meta"]["total"], body["meta"]["hasMore"]

    assert await slugs("limit=2") == (["man-of-tai-chi", "matrix"], 3, True)
    assert await slugs("limit=2&offset=2") == (["swedish-dicks"], 3, False)
    assert await slugs("offset=9") == ([], 3, False)
    assert await slugs("role=crew") == (["man-of-tai-chi"], 1, False)
    assert (await slugs("sort=popularity"))[0][0] == "matrix"


async def test_titles_have_the_users_entries(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(make.entry(ADA, 1, state="planned"))

    response = await catalog.get("/people/tmdb:6384", user=ADA)

    states = {title["slug"]: title["userState"] for title in response.json()["data"]["titles"]}
    assert states["matrix"]["state"] == "planned"
    assert response.headers["cache-control"].startswith("private")


async def test_only_listed_titles_count(catalog: Catalog, make: Make) -> None:
    gone = {"gone_at": "2026-11-20T04:10:00Z", "version": 2}
    await fill(catalog, make)
    await catalog.apply(make.movie(2, title="Man of Tai Chi", **DIRECTED, **gone), make.movie(4, **gone))

    person = (await catalog.get("/people/tmdb:6384")).json()["data"]
    other = await catalog.get("/people/tmdb:1")

    assert person["knownFor"] == [{"department": "Acting", "titles": 2}]
    assert (other.status_code, other.json()["error"]["code"]) == (404, "PERSON_NOT_FOUND")


@pytest.mark.parametrize("reference", ["keanu-reeves", "tmdb:", "tmdb:99", "99999999999", "tmdb:-1", "x" * 250 + "-1"])
async def test_unknown_person_is_not_found(catalog: Catalog, reference: str) -> None:
    response = await catalog.get(f"/people/{reference}")

    assert response.status_code == (400 if len(reference) > 250 else 404)


@pytest.mark.parametrize("query", ["role=director", "sort=name", "limit=0", "limit=51", "offset=-1", "foo=1"])
async def test_invalid_parameter_is_named(catalog: Catalog, query: str) -> None:
    response = await catalog.get(f"/people/tmdb:6384/titles?{query}")

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert response.json()["error"]["details"]["errors"][0]["field"] == query.partition("=")[0]


async def test_person_is_read_again_only_when_one_of_their_titles_has_changed(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    async def credits_read(query: str = "") -> tuple[list[str], int]:
        """Return the slugs of the titles, and how many statements read credits in full."""
        with executed_reads(catalog.container.runtime.reads) as sent:
            titles = (await catalog.body(f"/people/tmdb:6384/titles?{query}", CreditedPage))["data"]
        return [title["slug"] for title in titles], sum("json_agg" in statement for statement, _ in sent)

    newest_first = ["man-of-tai-chi", "matrix", "swedish-dicks"]
    assert [await credits_read() for _ in range(2)] == [(newest_first, 1), (newest_first, 0)]
    assert (await credits_read("sort=popularity"))[0][0] == "matrix", "another page"

    await catalog.apply(make.movie(4, version=2, title="Another", credits=Credits()))
    assert await credits_read() == (newest_first, 0), "a title of another person"
    await catalog.apply(make.scores(2, version=2, popularity=99.0))
    assert (await credits_read("sort=popularity"))[0][0] == "man-of-tai-chi"
    await catalog.apply(make.movie(1, version=2, title="Matrix", gone_at="2026-11-20T04:10:00Z", **played()))
    assert await credits_read() == (["man-of-tai-chi", "swedish-dicks"], 1)


async def test_unchanged_titles_take_one_statement_and_every_change_is_seen(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    reads = catalog.container.runtime.reads

    async def page(path: str) -> tuple[dict[str, Any], int]:
        with executed_reads(reads) as sent:
            response = await catalog.get(path)
        assert response.status_code == 200
        titles = response.json()["data"]
        return {title["slug"]: title for title in titles}, sum("list_items" not in text for text, _ in sent)

    path = "/people/tmdb:6384/titles"
    await page(path)
    titles, statements = await page(path)
    assert (sorted(titles), statements) == (["man-of-tai-chi", "matrix", "swedish-dicks"], 1)

    await catalog.apply(make.scores(1, version=2, ratingo=77.0))
    assert (await page(path))[0]["matrix"]["stats"]["ratingoScore"] == 77.0
    await catalog.apply(make.season(3, 1, [date(2026, 11, 1)]))
    assert (await page(path))[0]["swedish-dicks"]["showProgress"]["label"] == "S1E1", "a row of `documents` only"
    await catalog.apply(make.entry(ADA, 1, state="planned"))
    mine = (await catalog.get(path, user=ADA)).json()["data"]
    assert {title["slug"]: title["userState"] and title["userState"]["state"] for title in mine}["matrix"] == "planned"
    assert (await page(path))[0]["matrix"]["userState"] is None
