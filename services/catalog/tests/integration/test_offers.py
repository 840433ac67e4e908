"""Services with their titles, and the offers of one title, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import delete, select

from catalog.infrastructure.tables import outbox
from catalog.presentation.discovery.offers import ServicesResponse
from catalog.presentation.schemas.availability import RegionOffers
from chassis.http.schemas import Success
from contracts.event import Event
from contracts.identity import media_id
from contracts.ingestion import Offers, Provider

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

NETFLIX = Provider(provider_id=8, name="Netflix", logo_path="/n.jpg", display_priority=1)
DISNEY = Provider(provider_id=337, name="Disney Plus")
APPLE = Provider(provider_id=2, name="Apple TV")


async def fill(catalog: Catalog, make: Make) -> None:
    """Import two movies and a show with offers."""
    await catalog.apply(
        make.movie(
            1,
            availability={
                "US": Offers(link="https://watch.test/us", stream=(NETFLIX,), rent=(APPLE,), buy=(APPLE,)),
                "DE": Offers(buy=(APPLE,)),
                "FR": Offers(),
            },
        ),
        make.movie(2, availability={"US": Offers(stream=(DISNEY,))}),
        make.show(3, availability={"US": Offers(ads=(NETFLIX,))}),
    )


async def count(catalog: Catalog) -> None:
    """Count the titles of services a minute later, as the worker does."""
    catalog.clock.instant += timedelta(minutes=1)
    await catalog.container.application.count_services()


async def services(catalog: Catalog, query: str = "") -> list[tuple[str, int, int]]:
    """Return id, number and count of each service."""
    items = (await catalog.body(f"/providers?{query}", ServicesResponse))["data"]
    return [(item["id"], item["providerId"], item["count"]) for item in items]


async def test_services_are_ordered_by_their_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await count(catalog)

    assert await services(catalog) == [("netflix", 8, 2), ("apple tv", 2, 1), ("disney plus", 337, 1)]
    assert await services(catalog, "region=de") == [("apple tv", 2, 1)]
    assert await services(catalog, "region=US&type=movie") == [
        ("apple tv", 2, 1),
        ("disney plus", 337, 1),
        ("netflix", 8, 1),
    ]
    assert await services(catalog, "region=PL") == []
    [netflix, *_] = (await catalog.get("/providers")).json()["data"]
    assert (netflix["name"], netflix["logo"]["original"]) == ("Netflix", "https://image.tmdb.org/t/p/original/n.jpg")


async def test_service_has_its_newest_name_and_only_listed_titles(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    renamed = Provider(provider_id=8, name="Netflix Basic")
    await catalog.apply(
        make.show(3, version=2, availability={"US": Offers(ads=(renamed,))}),
        make.movie(2, version=2, gone_at="2026-11-20T04:10:00Z", availability={"US": Offers(stream=(DISNEY,))}),
    )
    await count(catalog)

    assert await services(catalog) == [("netflix basic", 8, 2), ("apple tv", 2, 1)]


async def test_age_of_the_counts_is_in_the_response(catalog: Catalog, make: Make) -> None:
    assert (await catalog.body("/providers", ServicesResponse)) == {
        "success": True,
        "data": [],
        "meta": {"countedAt": None},
    }
    await fill(catalog, make)
    await count(catalog)
    counted_at = "2026-11-21T12:01:00Z"
    assert (await catalog.get("/providers?region=PL")).json()["meta"] == {"countedAt": counted_at}

    await catalog.apply(make.show(3, version=2, availability={"US": Offers(ads=(DISNEY,))}))
    catalog.clock.instant += timedelta(seconds=5)
    await catalog.container.application.count_services()
    assert (await catalog.get("/providers")).json()["meta"] == {"countedAt": counted_at}, "counted a moment ago"


async def test_region_without_services_any_more_has_none(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    await count(catalog)
    await catalog.apply(make.movie(1, version=2, availability={"US": Offers(buy=(APPLE,))}))
    await count(catalog)

    assert await services(catalog, "region=DE") == []
    assert await services(catalog, "region=US&type=movie") == [("apple tv", 2, 1), ("disney plus", 337, 1)]


async def test_offers_of_a_title_by_region(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)

    async def offers(query: str = "") -> Any:
        path = f"/titles/{media_id('movie', 1)}/offers?{query}"
        return (await catalog.body(path, Success[list[RegionOffers]]))["data"]

    german, american = await offers()
    assert (german["region"], german["link"], [item["name"] for item in german["buy"]]) == ("DE", None, ["Apple TV"])
    assert (american["region"], american["link"]) == ("US", "https://watch.test/us")
    assert american["stream"][0]["providerId"] == 8
    assert american["stream"][0]["displayPriority"] == 1
    assert await offers("region=us") == [american]
    assert await offers("region=FR") == []
    [rented] = await offers("type=rent")
    assert (rented["region"], rented["stream"], rented["buy"], len(rented["rent"])) == ("US", [], [], 1)


async def test_a_change_of_offers_is_published_behind_that_of_the_responses(catalog: Catalog, make: Make) -> None:
    streamed, rented = {"US": Offers(stream=(NETFLIX,))}, {"US": Offers(stream=(NETFLIX,), rent=(APPLE,))}
    renamed = {"US": Offers(stream=(NETFLIX.model_copy(update={"name": "Netflix Basic"}),))}
    imports = [
        (make.movie(1, version=1, availability=streamed), make.movie(2)),
        (make.movie(1, version=2, availability=streamed),),
        (make.movie(1, version=3, availability=rented), make.movie(2, version=2, availability=streamed)),
        (make.movie(1, version=2, availability={}),),
        (make.movie(1, version=4, availability=renamed),),
        (make.movie(2, version=3, availability=streamed),),
        (make.movie(1, version=5, availability={}),),
    ]
    published = [await published_by(catalog, *events) for events in imports]

    changed = [{event["tmdbId"] for topic, event in events if topic == "offers.changed"} for events in published]
    assert changed == [{1}, set(), {1, 2}, set(), {1}, set(), {1}]
    first = next(event for topic, event in published[0] if topic == "offers.changed")
    assert (first["mediaId"], first["kind"]) == (str(media_id("movie", 1)), "movie")
    for topics in ([topic for topic, _ in events if topic != "media.published"] for events in published):
        assert topics.count("catalog.changed") == 1
        assert topics[0] == "catalog.changed"


async def published_by(catalog: Catalog, *events: Event) -> list[tuple[str, Any]]:
    """Return the events that are published because of others, in their order, and forget them."""
    await catalog.apply(*events)
    query = select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id)
    async with catalog.container.runtime.transactions.committed() as transaction:
        rows = (await transaction.connection.execute(query)).all()
        await transaction.connection.execute(delete(outbox))
    return [(row.topic, orjson.loads(row.body)) for row in rows]


async def test_offers_of_merged_deleted_and_untitle_cache(catalog: Catalog, make: Make) -> None:
    await fill(catalog, make)
    into = {"successor_id": media_id("movie", 1), "successor_tmdb_id": 1}
    await catalog.apply(
        make.movie(2, version=2, gone_at="2026-11-20T04:10:00Z", **into),
        make.show(3, version=2, gone_at="2026-11-20T04:10:00Z"),
    )

    merged = await catalog.client.get(
        f"/api/v1/catalog/titles/{media_id('movie', 2)}/offers?region=US", follow_redirects=True
    )
    deleted = await catalog.get(f"/titles/{media_id('show', 3)}/offers")
    unknown = await catalog.get(f"/titles/{media_id('show', 99)}/offers")

    assert merged.history[0].status_code == 308
    assert merged.json()["data"][0]["stream"][0]["name"] == "Netflix"
    assert (deleted.status_code, unknown.status_code) == (410, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/providers?region=USA",
        "/providers?type=book",
        "/providers?foo=1",
        "/titles/x/offers",
        "/titles/{id}/offers?type=lend",
    ],
)
async def test_invalid_parameter_is_rejected(catalog: Catalog, path: str) -> None:
    response = await catalog.get(path.format(id=media_id("movie", 1)))

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
