"""Lists filtered by services, kinds of offers, country and original language, and the user's own services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from catalog.presentation.discovery.my_services import ServicesResponse
from chassis.http.schemas import Success
from chassis.testing.clock import NOON
from contracts.auth import UserDeletedV1
from contracts.ingestion import Offers, Provider

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

ADA, BEN = UUID(int=0xADA), UUID(int=0xBE)
NETFLIX = Provider(provider_id=8, name="Netflix")
DISNEY = Provider(provider_id=337, name="Disney Plus")
APPLE = Provider(provider_id=2, name="Apple TV")


async def fill(catalog: Catalog, make: Make) -> None:
    """Import movies 1 to 4 and show 5 with offers in two regions."""
    await catalog.apply(
        make.movie(
            1,
            availability={"US": Offers(stream=(NETFLIX,), rent=(APPLE,)), "DE": Offers(buy=(APPLE,))},
            origin_countries=("US", "GB"),
            original_language="en",
        ),
        make.movie(2, availability={"US": Offers(stream=(DISNEY,))}, origin_countries=("KR",), original_language="ko"),
        make.movie(3, availability={"DE": Offers(stream=(NETFLIX,), free=(DISNEY,))}, origin_countries=("GB",)),
        make.movie(4),
        make.show(5, availability={"US": Offers(ads=(NETFLIX,))}, original_language="ko"),
    )


async def listed(catalog: Catalog, query: str, path: str = "/movies/trending", user: UUID | None = None) -> set[int]:
    """Return the TMDB numbers of a list, whose total must be their number."""
    response = await catalog.get(f"{path}?{query}", user=user)
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["meta"]["total"] == len(body["data"]), query
    return {item["tmdbId"] for item in body["data"]}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("providers=8", {1}),
        ("providers=8,337", {1, 2}),
        ("providers=8&watchRegion=de", {3}),
        ("providers=8&region=DE", {3}),
        ("providers=8&watchRegion=FR", set()),
        ("offerType=rent", {1}),
        ("offerType=stream&providers=2", set()),
        ("offerType=rent&providers=2", {1}),
        ("watchRegion=DE", {1, 3}),
        ("watchRegion=DE&offerType=free", {3}),
        ("country=gb", {1, 3}),
        ("country=US", {1}),
        ("originalLanguage=ko", {2}),
        ("originalLanguage=en&country=GB", {1}),
        ("originalLanguage=en&country=KR", set()),
        ("sort=popularity&order=asc&providers=8", {1}),
    ],
)
async def test_movies_are_filtered_by_where_they_can_be_watched(
    catalog: Catalog, make: Make, query: str, numbers: set[int]
) -> None:
    await fill(catalog, make)

    assert await listed(catalog, query) == numbers


async def test_shows_have_the_same_filters(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    for query, numbers in {"offerType=ads&originalLanguage=ko": {5}, "offerType=buy": set()}.items():
        assert await listed(catalog, query, "/shows/trending") == numbers


async def test_filters_follow_the_newest_import(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await catalog.apply(make.movie(1, version=2, availability={"US": Offers(stream=(DISNEY,))}))

    assert await listed(catalog, "providers=8") == set()
    assert await listed(catalog, "providers=337") == {1, 2}
    assert await listed(catalog, "country=US") == set()


async def test_my_services_are_stored_and_filter_lists(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    before = (await catalog.body("/my/services", Success[ServicesResponse], user=ADA))["data"]
    assert before == {"region": "US", "providerIds": [], "updatedAt": None}
    assert await listed(catalog, "myServices=true", user=ADA) == set()

    stored = await put(catalog, ADA, {"region": "de", "providerIds": [8, 337, 8]})
    assert stored["data"] == {"region": "DE", "providerIds": [8, 337], "updatedAt": "2026-11-21T12:00:00Z"}
    assert (await catalog.body("/my/services", Success[ServicesResponse], user=ADA)) == stored

    assert await listed(catalog, "myServices=true", user=ADA) == {3}
    assert await listed(catalog, "myServices=true&watchRegion=US", user=ADA) == {1, 2}
    assert await listed(catalog, "myServices=true&offerType=free", user=ADA) == {3}
    assert await listed(catalog, "myServices=true", user=BEN) == set(), "another user's services are not mine"
    await put(catalog, ADA, {"region": "US", "providerIds": []})
    assert await listed(catalog, "myServices=true", user=ADA) == set()


async def test_services_of_a_deleted_user_are_erased(catalog: Catalog) -> None:
    for user in (ADA, BEN):
        await put(catalog, user, {"region": "DE", "providerIds": [8]})

    for version in (1, 2):
        await catalog.apply(UserDeletedV1(version=version, user_id=ADA, deleted_at=NOON))

    assert (await catalog.get("/my/services", user=ADA)).json()["data"]["providerIds"] == []
    assert (await catalog.get("/my/services", user=BEN)).json()["data"]["providerIds"] == [8]


async def test_my_services_need_a_token(catalog: Catalog) -> None:
    for response in (
        await catalog.get("/movies/trending?myServices=true"),
        await catalog.get("/my/services"),
        await catalog.client.put("/api/v1/catalog/my/services", json={"region": "US", "providerIds": []}),
    ):
        assert (response.status_code, response.json()["error"]["code"]) == (401, "UNAUTHORIZED")
    assert (await catalog.get("/movies/trending?myServices=false")).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("providers=", "providers"),
        ("providers=netflix", "providers"),
        ("providers=0", "providers"),
        ("providers=9999999999", "providers"),
        ("providers=" + ",".join(map(str, range(1, 52))), "providers"),
        ("offerType=lend", "offerType"),
        ("watchRegion=USA", "watchRegion"),
        ("country=1", "country"),
        ("originalLanguage=english", "originalLanguage"),
        ("myServices=yes", "myServices"),
        ("myServices=true&providers=8", "myServices"),
    ],
)
async def test_invalid_filter_is_named(catalog: Catalog, query: str, field: str) -> None:
    response = await catalog.get(f"/movies/trending?{query}", user=ADA)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert {error["field"] for error in response.json()["error"]["details"]["errors"]} == {field}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"region": "US"}, "providerIds"),
        ({"providerIds": [8]}, "region"),
        ({"region": "USA", "providerIds": []}, "region"),
        ({"region": "US", "providerIds": [0]}, "providerIds.0"),
        ({"region": "US", "providerIds": ["8"]}, "providerIds.0"),
        ({"region": "US", "providerIds": list(range(1, 52))}, "providerIds"),
        ({"region": "US", "providerIds": [], "extra": 1}, "extra"),
    ],
)
async def test_invalid_services_change_nothing(catalog: Catalog, body: dict[str, Any], field: str) -> None:
    await put(catalog, ADA, {"region": "US", "providerIds": [8]})

    response = await catalog.client.put("/api/v1/catalog/my/services", json=body, headers=catalog.tokens.bearer(ADA))

    assert response.status_code == 400, response.text
    assert {error["field"] for error in response.json()["error"]["details"]["errors"]} == {field}
    stored = (await catalog.get("/my/services", user=ADA)).json()["data"]
    assert (stored["region"], stored["providerIds"]) == ("US", [8])


async def put(catalog: Catalog, user: UUID, body: dict[str, Any]) -> Any:
    """Store services, and return the response."""
    response = await catalog.client.put("/api/v1/catalog/my/services", json=body, headers=catalog.tokens.bearer(user))
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"].startswith("private")
    return response.json()
