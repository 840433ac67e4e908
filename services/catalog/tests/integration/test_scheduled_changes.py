"""Scheduled changes: applied when due, once, by any number of workers, and again by none after a crash."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from catalog.bootstrap import build
from catalog.presentation.curation.responses import ScheduledChangeResponse
from catalog.settings import Settings
from chassis.http.schemas import Success
from contracts.identity import media_id

if TYPE_CHECKING:
    import httpx2
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

EDITOR = UUID(int=0xED)
DUNE = media_id("movie", 1)
COLLECTION = {"slug": "summer", "kind": "category", "names": {"en": "Summer"}, "titles": []}


async def edit(catalog: Catalog, method: str, path: str, body: Any = None) -> httpx2.Response:
    headers = {**catalog.tokens.bearer(EDITOR, ("editor",)), "If-Match": "*"}
    return await catalog.client.request(method, f"/api/v1/admin/catalog{path}", headers=headers, json=body)


async def plan(catalog: Catalog, action: str, target: str, minutes: int, **more: str) -> httpx2.Response:
    at = (catalog.clock.now() + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    return await edit(catalog, "POST", "/schedule", {"action": action, "target": target, "at": at, **more})


async def actions(catalog: Catalog, query: str = "") -> list[str]:
    entries = (await edit(catalog, "GET", f"/audit?{query}")).json()["data"]
    return [entry["action"] for entry in entries if not entry["action"].startswith("schedule.")]


async def test_changes_are_applied_when_they_are_due(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1, title="Dune"))
    await edit(catalog, "POST", "/collections", COLLECTION)
    created = await plan(catalog, "collection.publish", "summer", 10)
    await plan(catalog, "collection.unpublish", "summer", 20)
    await plan(catalog, "title.hide", str(DUNE), 10, reason="Rights expire")
    apply = catalog.container.application.apply_due_changes

    assert created.status_code == 201, created.text
    Success[ScheduledChangeResponse].model_validate_json(created.content, strict=False)
    for minutes, statuses in ((9, (404, 200)), (10, (200, 404)), (20, (404, 404))):
        catalog.clock.instant = catalog.clock.instant.replace(hour=12, minute=minutes)
        await apply()
        pages = [(await catalog.get(path)).status_code for path in ("/curated/summer", "/movies/dune")]
        assert tuple(pages) == statuses, minutes
    ended = (await edit(catalog, "GET", "/schedule?state=done")).json()["data"]
    assert [change["action"] for change in ended] == ["collection.publish", "title.hide", "collection.unpublish"] or [
        change["action"] for change in ended
    ] == ["title.hide", "collection.publish", "collection.unpublish"]
    [entry] = (await edit(catalog, "GET", "/audit?action=title.hide")).json()["data"]
    assert (entry["userId"], entry["requestId"], entry["reason"]) == (str(EDITOR), None, "Rights expire")


async def test_two_workers_apply_each_change_once_and_in_order(catalog: Catalog, make: Make) -> None:
    settings = Settings(database_url=catalog.urls.app, kafka_bootstrap="127.0.0.1:1")
    other = build(settings, clock=catalog.clock)
    slugs = [f"summer-{number}" for number in range(6)]
    for slug in slugs:
        await edit(catalog, "POST", "/collections", {**COLLECTION, "slug": slug})
        await plan(catalog, "collection.publish", slug, 10)
        await plan(catalog, "collection.unpublish", slug, 11)
        await plan(catalog, "collection.publish", slug, 12)
    catalog.clock.instant += timedelta(hours=1)

    workers = [catalog.container.application.apply_due_changes, other.application.apply_due_changes]
    await asyncio.gather(*(worker() for worker in workers))
    await workers[0]()
    await other.runtime.engine.dispose()

    for slug in slugs:
        assert await actions(catalog, f"subject=collection:{slug}") == [
            "collection.publish",
            "collection.unpublish",
            "collection.publish",
            "collection.create",
        ]
        assert (await edit(catalog, "GET", f"/collections/{slug}")).json()["data"]["published"]
    assert (await edit(catalog, "GET", "/schedule?state=pending")).json()["meta"]["total"] == 0


async def test_change_waits_for_an_earlier_one_that_another_worker_applies(catalog: Catalog) -> None:
    await edit(catalog, "POST", "/collections", COLLECTION)
    first = (await plan(catalog, "collection.publish", "summer", 10)).json()["data"]["id"]
    await plan(catalog, "collection.unpublish", "summer", 11)
    catalog.clock.instant += timedelta(hours=1)
    apply = catalog.container.application.apply_due_changes

    async with catalog.container.runtime.engine.connect() as other_worker:
        await other_worker.execute(text("select from scheduled_changes where id = :id for update"), {"id": UUID(first)})
        await apply()
        pending = (await edit(catalog, "GET", "/schedule?state=pending")).json()["meta"]["total"]
        await other_worker.rollback()
    await apply()

    assert pending == 2
    assert await actions(catalog) == ["collection.unpublish", "collection.publish", "collection.create"]


async def test_worker_that_dies_in_the_middle_leaves_no_trace_and_the_next_one_applies(
    catalog: Catalog, make: Make
) -> None:
    await edit(catalog, "POST", "/collections", COLLECTION)
    await plan(catalog, "collection.publish", "summer", 10)
    catalog.clock.instant += timedelta(hours=1)
    engine = catalog.container.runtime.engine
    # The last write of the transaction, the end of the change, waits here until its session is killed.
    async with engine.connect() as blocker:
        await blocker.execute(text("lock table audit_entries in access exclusive mode"))
        worker = asyncio.create_task(catalog.container.application.apply_due_changes())
        await waiting(catalog)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        await blocker.rollback()

    assert (await catalog.get("/curated/summer")).status_code == 404
    await catalog.container.application.apply_due_changes()
    assert (await catalog.get("/curated/summer")).status_code == 200
    assert await actions(catalog) == ["collection.publish", "collection.create"]


async def waiting(catalog: Catalog) -> None:
    """Wait until a session waits for a lock."""
    query = text(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    )
    for _ in range(200):
        async with catalog.container.runtime.engine.connect() as connection:
            if await connection.scalar(query):
                return
        await asyncio.sleep(0.05)
    raise AssertionError("no session waits")


async def test_cancelled_change_is_not_applied(catalog: Catalog) -> None:
    await edit(catalog, "POST", "/collections", COLLECTION)
    change = (await plan(catalog, "collection.publish", "summer", 10)).json()["data"]["id"]

    cancelled = await edit(catalog, "DELETE", f"/schedule/{change}")
    twice = await edit(catalog, "DELETE", f"/schedule/{change}")
    unknown = await edit(catalog, "DELETE", f"/schedule/{UUID(int=5)}")
    catalog.clock.instant += timedelta(hours=1)
    await catalog.container.application.apply_due_changes()

    assert cancelled.json()["data"]["state"] == "cancelled"
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "SCHEDULE_ENDED")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (404, "SCHEDULED_CHANGE_NOT_FOUND")
    assert (await catalog.get("/curated/summer")).status_code == 404


async def test_change_of_a_deleted_collection_fails_and_blocks_no_other(catalog: Catalog) -> None:
    for slug in ("summer", "winter"):
        await edit(catalog, "POST", "/collections", {**COLLECTION, "slug": slug})
        await plan(catalog, "collection.publish", slug, 10)
    await edit(catalog, "DELETE", "/collections/summer")
    catalog.clock.instant += timedelta(hours=1)

    await catalog.container.application.apply_due_changes()

    [failed] = (await edit(catalog, "GET", "/schedule?state=failed")).json()["data"]
    assert (failed["target"], failed["failure"]) == ("summer", "no collection has the slug summer")
    assert (await catalog.get("/curated/winter")).status_code == 200


async def test_invalid_schedule_is_rejected(catalog: Catalog, make: Make) -> None:
    await edit(catalog, "POST", "/collections", COLLECTION)
    at = "2027-01-01T00:00:00Z"

    for body, code in (
        ({"action": "collection.publish", "target": "summer", "at": "2026-11-21T12:00:00Z"}, "DUE_IN_THE_PAST"),
        ({"action": "collection.publish", "target": "summer", "at": "2027-01-01T00:00:00"}, "VALIDATION_ERROR"),
        ({"action": "collection.publish", "target": "summer", "at": 1}, "VALIDATION_ERROR"),
        ({"action": "collection.burn", "target": "summer", "at": at}, "VALIDATION_ERROR"),
        ({"action": "collection.publish", "target": "winter", "at": at}, "CURATED_COLLECTION_NOT_FOUND"),
        ({"action": "title.unhide", "target": "summer", "at": at}, "VALIDATION_ERROR"),
        ({"action": "title.hide", "target": str(DUNE), "at": at}, "VALIDATION_ERROR"),
        ({"action": "title.unhide", "target": str(DUNE), "at": at}, "TITLE_UNKNOWN"),
    ):
        response = await edit(catalog, "POST", "/schedule", body)
        assert response.json()["error"]["code"] == code, (body, response.text)
        assert response.status_code in (400, 404)
    assert (await edit(catalog, "GET", "/schedule")).json()["data"] == []
