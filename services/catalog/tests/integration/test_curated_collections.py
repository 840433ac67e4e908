"""Curated collections and arranged sections of the home page: changed by editors, read by everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.curation.responses import (
    CollectionResponse,
    CuratedItem,
    CuratedResponse,
    SectionResponse,
)
from catalog.presentation.home.schemas import HomePage
from chassis.http.schemas import Page, Success
from contracts.identity import media_id

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EDITOR = UUID(int=0xED)
MOVIES = [media_id("movie", number) for number in range(1, 6)]
SUMMER: dict[str, Any] = {
    "slug": "summer-nights",
    "kind": "collection",
    "names": {"en": "Summer nights", "uk": "Літні ночі"},
    "descriptions": {"en": "Movies for warm evenings."},
    "image": "/b.jpg",
    "titles": [str(MOVIES[2]), str(MOVIES[0]), str(MOVIES[1])],
}
CONTENT = {name: value for name, value in SUMMER.items() if name != "slug"}


async def edit(catalog: Catalog, method: str, path: str, body: Any = None, version: str = "*") -> httpx2.Response:
    headers = {**catalog.tokens.bearer(EDITOR, ("editor",)), "If-Match": version}
    return await catalog.client.request(method, f"/api/v1/admin/catalog{path}", headers=headers, json=body)


async def home(catalog: Catalog) -> dict[str, list[str]]:
    response = await catalog.client.get("/api/v1/home")
    Success[HomePage].model_validate_json(response.content, strict=False)
    return {
        section["key"]: [item["id"] for item in section["items"] if "id" in item]
        for section in response.json()["data"]["sections"]
    }


async def test_published_collection_is_public_in_the_order_and_language_of_the_request(
    catalog: Catalog, make: Make
) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    created = await edit(catalog, "POST", "/collections", SUMMER)
    assert created.status_code == 201, created.text
    assert (await catalog.get("/curated/summer-nights")).status_code == 404
    assert (await catalog.get("/curated")).json()["data"] == []

    published = await edit(catalog, "PUT", "/collections/summer-nights/published", version='"1"')
    await edit(catalog, "PUT", f"/titles/{MOVIES[0]}/hidden", {"reason": "Test"})
    listed = await catalog.get("/curated?language=uk")
    first = await catalog.get("/curated/summer-nights?limit=1")
    second = await catalog.get("/curated/summer-nights?limit=1&offset=1&language=uk")

    Success[CollectionResponse].model_validate_json(published.content, strict=False)
    Page[CuratedItem].model_validate_json(listed.content, strict=False)
    CuratedResponse.model_validate_json(first.content, strict=False)
    assert published.headers["etag"] == '"2"'
    [item] = listed.json()["data"]
    assert (item["name"], item["description"]) == ("Літні ночі", "Movies for warm evenings.")
    assert item["path"] == "/api/v1/catalog/curated/summer-nights"
    assert first.json()["data"]["name"] == "Summer nights"
    assert [title["id"] for title in first.json()["data"]["titles"]] == [str(MOVIES[2])]
    assert [title["id"] for title in second.json()["data"]["titles"]] == [str(MOVIES[1])]
    assert (first.json()["meta"]["total"], first.json()["meta"]["hasMore"]) == (2, True)

    await edit(catalog, "DELETE", "/collections/summer-nights/published")
    assert (await catalog.get("/curated/summer-nights")).status_code == 404


async def test_collection_is_replaced_and_deleted_by_version(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    await edit(catalog, "POST", "/collections", SUMMER)

    replaced = await edit(catalog, "PUT", "/collections/summer-nights", {**CONTENT, "titles": []}, '"1"')
    stale = await edit(catalog, "PUT", "/collections/summer-nights", CONTENT, '"1"')
    again = await edit(catalog, "POST", "/collections", SUMMER)
    page = await edit(catalog, "GET", "/collections?kind=collection")
    deleted = await edit(catalog, "DELETE", "/collections/summer-nights", version='"2"')
    missing = await edit(catalog, "GET", "/collections/summer-nights")
    trail = (await edit(catalog, "GET", "/audit?subject=collection:summer-nights")).json()["data"]

    assert (replaced.json()["data"]["titles"], replaced.json()["data"]["version"]) == ([], 2)
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "PRECONDITION_FAILED")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "COLLECTION_EXISTS")
    assert page.json()["meta"]["total"] == 1
    assert deleted.status_code == 200
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "CURATED_COLLECTION_NOT_FOUND")
    assert [entry["action"] for entry in trail] == ["collection.delete", "collection.change", "collection.create"]
    assert (trail[1]["before"], trail[1]["after"]) == ({"titles": SUMMER["titles"]}, {"titles": []})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"slug": "Summer nights"}, "slug"),
        ({"kind": "list"}, "kind"),
        ({"names": {}}, "names"),
        ({"names": {"en": " "}}, "names.en"),
        ({"names": {"english": "X"}}, "names.english"),
        ({"titles": [str(MOVIES[0])] * 2}, "titles"),
        ({"titles": ["dune"]}, "titles.0"),
        ({"image": "ftp://x/y.jpg"}, "image"),
        ({"position": -1}, "position"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_invalid_collection_is_rejected(catalog: Catalog, change: Any, field: str) -> None:
    response = await edit(catalog, "POST", "/collections", {**SUMMER, "titles": [], **change})

    assert response.status_code == 400, response.text
    assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]


async def test_title_that_was_not_imported_is_rejected(catalog: Catalog) -> None:
    response = await edit(catalog, "POST", "/collections", SUMMER)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "TITLE_UNKNOWN")
    assert (await edit(catalog, "GET", "/collections")).json()["data"] == []


async def test_sections_are_switched_ordered_and_have_pinned_titles(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 6)))
    await catalog.apply(make.ranking("trending.movie.day", [1, 2, 3, 4]))
    before = await home(catalog)
    pins = [{"mediaId": str(MOVIES[4]), "position": 2}, {"mediaId": str(MOVIES[3]), "position": 1}]

    arranged = await edit(
        catalog, "PUT", "/sections/trendingMovies", {"enabled": True, "position": -1, "pins": pins}, '"0"'
    )
    hero = await edit(
        catalog,
        "PUT",
        "/sections/hero",
        {"enabled": True, "position": 0, "pins": [{"mediaId": str(MOVIES[4]), "position": 1}]},
    )
    await edit(catalog, "PUT", "/sections/newOnDigital", {"enabled": False, "position": 0})
    after = await home(catalog)
    alone = (await catalog.client.get("/api/v1/home/hero?type=show")).json()["data"]
    sections = await edit(catalog, "GET", "/sections")

    Success[SectionResponse].model_validate_json(arranged.content, strict=False)
    assert (arranged.status_code, arranged.headers["etag"], hero.status_code) == (200, '"1"', 200)
    assert "newOnDigital" in before
    assert list(after) == ["trendingMovies", *(key for key in before if key not in ("trendingMovies", "newOnDigital"))]
    assert after["trendingMovies"] == [str(MOVIES[place]) for place in (3, 4, 0, 1, 2)]
    assert after["hero"] == [str(MOVIES[4])]
    assert alone == []
    assert sections.json()["data"][0]["key"] == "hero"

    await edit(catalog, "PUT", f"/titles/{MOVIES[4]}/hidden", {"reason": "Test"})
    hidden = await home(catalog)
    assert hidden["trendingMovies"] == [str(MOVIES[place]) for place in (3, 0, 1, 2)]
    assert hidden["hero"] == []


async def test_invalid_arrangement_is_rejected(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    pin = {"mediaId": str(MOVIES[0]), "position": 1}

    for key, body, field in (
        ("nowhere", {"enabled": True, "position": 0}, "key"),
        ("newEpisodes", {"enabled": True, "position": 0, "pins": [pin]}, "pins"),
        ("hero", {"enabled": True, "position": 0, "pins": [pin, pin]}, "pins"),
        ("hero", {"enabled": True, "position": 0, "pins": [{**pin, "position": 13}]}, "pins.0.position"),
        ("hero", {"position": 0}, "enabled"),
    ):
        response = await edit(catalog, "PUT", f"/sections/{key}", body)
        assert response.status_code == 400, (key, body, response.text)
        assert [problem["field"] for problem in response.json()["error"]["details"]["errors"]] == [field]
    stale = await edit(catalog, "PUT", "/sections/hero", {"enabled": False, "position": 0}, '"4"')
    assert stale.status_code == 412


async def sections_of(catalog: Catalog, query: str = "") -> dict[str, dict[str, Any]]:
    response = await catalog.client.get(f"/api/v1/home{query}")
    Success[HomePage].model_validate_json(response.content, strict=False)
    return {section["key"]: section for section in response.json()["data"]["sections"]}


async def test_section_shows_a_curated_collection_while_it_is_published(catalog: Catalog, make: Make) -> None:
    key, path = "collection:summer-nights", "/collections/summer-nights"
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    await edit(catalog, "POST", "/collections", SUMMER)

    missing = await edit(catalog, "PUT", "/sections/collection:winter", {"enabled": True, "position": 0})
    added = await edit(catalog, "PUT", f"/sections/{key}", {"enabled": True, "position": -1}, '"0"')
    unpublished = await sections_of(catalog)
    await edit(catalog, "PUT", f"{path}/published")
    shown = await sections_of(catalog, "?language=uk")
    await edit(catalog, "PUT", f"/titles/{MOVIES[0]}/hidden", {"reason": "Test"})
    hidden = await sections_of(catalog)

    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "CURATED_COLLECTION_NOT_FOUND")
    assert (added.status_code, added.headers["etag"]) == (200, '"1"')
    assert key not in unpublished
    assert next(iter(shown)) == key
    section = shown[key]
    assert (section["title"], section["titleKey"], section["nextPath"], section["itemType"]) == (
        "Літні ночі",
        None,
        "/api/v1/catalog/curated/summer-nights",
        "title",
    )
    assert [item["id"] for item in section["items"]] == SUMMER["titles"]
    assert (shown["hero"]["title"], shown["hero"]["titleKey"]) == (None, "hero")
    assert [item["id"] for item in hidden[key]["items"]] == [str(MOVIES[2]), str(MOVIES[1])]
    assert hidden[key]["title"] == "Summer nights"


async def test_section_of_a_curated_collection_is_arranged_as_any_other(catalog: Catalog, make: Make) -> None:
    key = "collection:summer-nights"
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    await edit(catalog, "POST", "/collections", SUMMER)
    await edit(catalog, "PUT", "/collections/summer-nights/published")
    await edit(catalog, "PUT", f"/sections/{key}", {"enabled": True, "position": 5})
    pin = {"mediaId": str(MOVIES[0]), "position": 1}

    pinned = await edit(catalog, "PUT", f"/sections/{key}", {"enabled": True, "position": 5, "pins": [pin]})
    listed = (await edit(catalog, "GET", "/sections")).json()["data"]
    last = list(await sections_of(catalog))[-1]
    await edit(catalog, "DELETE", "/collections/summer-nights")
    deleted = await sections_of(catalog)
    off = await edit(catalog, "PUT", f"/sections/{key}", {"enabled": False, "position": 5})
    trail = (await edit(catalog, "GET", f"/audit?subject=section:{key}")).json()["data"]

    assert (pinned.status_code, pinned.json()["error"]["details"]["errors"][0]["field"]) == (400, "pins")
    assert [(section["key"], section["position"]) for section in listed][-1] == (key, 5)
    assert last == key
    assert key not in deleted
    assert off.status_code == 200
    assert [entry["after"]["enabled"] for entry in trail] == [False, True]


@pytest.mark.parametrize("key", ["collection:", "collection:Summer", "collection:a_b", "collection:a/b", "other:a"])
async def test_section_of_no_collection_is_rejected(catalog: Catalog, key: str) -> None:
    response = await edit(catalog, "PUT", f"/sections/{key}", {"enabled": True, "position": 0})
    assert response.status_code == (404 if "/" in key else 400)
