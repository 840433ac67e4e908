"""What has changed is announced in the transaction that changes it, in the words of the header `Surrogate-Key`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from catalog.application.discovery.service_counts import PAUSE
from catalog.infrastructure.tables import outbox
from chassis.messaging.transaction import MOST_KEYS
from chassis.testing.responses.shared_pages import announced as announced_by
from contracts.identity import media_id
from contracts.ingestion import Offers, Provider

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EDITOR, ADA = UUID(int=0xED), UUID(int=0xADA)
DUNE, FARGO = media_id("movie", 1), media_id("show", 2)


async def announced(catalog: Catalog) -> list[set[str]]:
    """Return the keys of each announcement so far, and forget them."""
    return await announced_by(catalog.container.runtime.transactions, outbox)


async def edit(catalog: Catalog, method: str, path: str, body: Any) -> httpx2.Response:
    headers = {**catalog.tokens.bearer(EDITOR, ("editor",)), "If-Match": "*"}
    return await catalog.client.request(method, f"/api/v1/admin/catalog/{path}", headers=headers, json=body)


async def test_a_batch_of_events_is_one_announcement(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(3), make.show(2))
    titles = {f"catalog:title:{title}" for title in (DUNE, media_id("movie", 3), FARGO)}
    assert await announced(catalog) == [{"catalog:titles"} | titles]


async def test_every_event_that_pages_show_is_announced(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.show(2))
    await announced(catalog)
    events = [
        (make.scores(1), {"catalog:titles", f"catalog:title:{DUNE}"}),
        (make.trend(1, "up"), {"catalog:titles", f"catalog:title:{DUNE}"}),
        (make.season(2, 1, []), {"catalog:titles", f"catalog:title:{FARGO}"}),
        (make.ranking("trending.movie.day", [1]), {"catalog:titles"}),
    ]
    for event, keys in events:
        await catalog.apply(event)
        assert await announced(catalog) == [keys], event


async def test_what_one_user_has_is_not_announced(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    await announced(catalog)
    await catalog.apply(make.entry(ADA, 1, state="watching"))
    assert await announced(catalog) == []


async def test_a_large_batch_stands_for_everything(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, MOST_KEYS + 2)))
    assert await announced(catalog) == [{"catalog"}]


async def test_changes_of_editors_are_announced(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    await announced(catalog)
    assert (await edit(catalog, "PUT", f"titles/{DUNE}/hidden", {"reason": "Rights expired"})).status_code == 200
    assert await announced(catalog) == [{"catalog"}]
    assert (await edit(catalog, "PUT", f"titles/{media_id('movie', 9)}/hidden", {"reason": "x"})).status_code == 404
    assert await announced(catalog) == []


async def test_other_counts_of_services_are_announced(catalog: Catalog, make: Make) -> None:
    offers = Offers(stream=(Provider(provider_id=8, name="Service"),))
    for number in (1, 2):
        await catalog.apply(make.movie(number, availability={"US": offers}))
        await announced(catalog)
        for expected in ([{"catalog:titles"}], []):
            catalog.clock.instant += 2 * PAUSE
            await catalog.container.application.count_services()
            assert await announced(catalog) == expected


async def test_titles_that_get_their_evaluation_later_are_announced(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))
    async with catalog.container.runtime.transactions.committed() as transaction:
        await transaction.connection.execute(text("delete from evaluations where media_id = :id"), {"id": DUNE})
    await announced(catalog)
    await catalog.container.application.keep_evaluations()
    assert await announced(catalog) == [{"catalog:titles", f"catalog:title:{DUNE}"}]


async def test_tasks_without_work_announce_nothing(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1))
    await announced(catalog)
    await catalog.container.application.apply_due_changes()
    await catalog.container.application.prepare_policies()
    await catalog.container.application.keep_evaluations()
    assert await announced(catalog) == []


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/movies/title-1", f"catalog catalog:title:{DUNE}"),
        ("/movies/trending", "catalog catalog:titles"),
        ("/genres", "catalog catalog:titles"),
        (f"/titles/{DUNE}", "catalog catalog:titles"),
    ],
)
async def test_public_responses_name_what_they_depend_on(catalog: Catalog, make: Make, path: str, keys: str) -> None:
    await catalog.apply(make.movie(1, title="Title 1"))
    response = await catalog.get(path)
    assert (response.status_code, response.headers["surrogate-key"]) == (200, keys)
    assert response.headers["cache-control"] == "public, max-age=30"
    confirmed = await catalog.get(path, if_none_match=response.headers["etag"])
    assert (confirmed.status_code, confirmed.headers["surrogate-key"]) == (304, keys)
    private = await catalog.get(path, user=ADA)
    assert "surrogate-key" not in private.headers or private.headers["cache-control"] == "public, max-age=30"
