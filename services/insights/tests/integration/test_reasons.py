"""From events to the dated reasons of a movement, and the fallers of an outage."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Any, Literal

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from services.insights.tests.integration.reason_events import season
from services.insights.tests.plans import generic_plan, nodes, rows_read

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.statements import executed_reads
from contracts.identity import media_id
from contracts.ingestion import (
    AvailabilityChangedV1,
    ListItem,
    ListRefreshedV1,
    MediaImportedV1,
    OfferChange,
    RegionOffers,
    Release,
    SignalsCollectedV1,
    SourceDegradedV1,
    SourceRecoveredV1,
    Video,
)
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

TODAY = NOON.date()
SHOW = media_id("show", 1)
Deliver = Callable[..., Awaitable[list[str]]]
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


def popular(observed: Observe, *values: float) -> list[SignalsCollectedV1]:
    days = range(len(values) - 1, -1, -1)
    return [
        observed(1, ago, popularity=value, kind="show", backfill=True) for ago, value in zip(days, values, strict=True)
    ]


def offered(days_ago: int, way: Literal["stream", "buy"], *regions: str) -> AvailabilityChangedV1:
    offer = OfferChange(way=way, provider_id=8, name="Netflix")
    return AvailabilityChangedV1(
        media_id=SHOW,
        kind="show",
        tmdb_id=1,
        media_version=1,
        observed_at=NOON - timedelta(days=days_ago),
        regions={region: RegionOffers(added=(offer,)) for region in regions},
    )


def ranked(days_ago: int, *tmdb_ids: int) -> ListRefreshedV1:
    return ListRefreshedV1(
        version=100 - days_ago,
        list_id="trending.show.day",
        kind="show",
        taken_at=NOON - timedelta(days=days_ago),
        items=tuple(
            ListItem(media_id=media_id("show", number), kind="show", tmdb_id=number, rank=rank)
            for rank, number in enumerate(tmdb_ids, 1)
        ),
    )


async def movers(client: httpx2.AsyncClient, container: Container) -> dict[str, Any]:
    await container.application.refresh_movements()
    await container.application.refresh_changes()
    data: dict[str, Any] = (await client.get("/api/v1/insights/movers")).json()["data"]
    return data


async def reasons(client: httpx2.AsyncClient, container: Container) -> list[tuple[str, int, dict[str, Any]]]:
    [riser] = (await movers(client, container))["risers"]
    return [
        (item["code"], (TODAY - datetime.fromisoformat(item["day"]).date()).days, item["parameters"])
        for item in riser["reasons"]
    ]


async def test_facts_of_every_topic_are_reasons(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    tv = Release(region="US", type="tv", date=TODAY - timedelta(days=2))
    await deliver(
        imported(1, kind="show").model_copy(update={"releases": (tv,)}),
        season(1, TODAY - timedelta(days=5), TODAY + timedelta(days=9)),
        season(1, TODAY - timedelta(days=15), number=1),
        offered(3, "stream", "UA", "DE"),
        offered(1, "buy", "US"),
        *[ranked(days_ago, 2, *([1] if days_ago < 5 else [])) for days_ago in range(8)],
        *popular(observed, *[10.0] * 28, *[40.0] * 7),
    )
    expected = [
        ("RELEASED", 2, {"releaseType": "tv", "regions": "US"}),
        ("ARRIVED_ON_SERVICE", 3, {"service": "Netflix", "regions": "DE,UA"}),
        ("LIST_ENTRY", 4, {"listId": "trending.show.day", "rank": 2}),
        ("SEASON_STARTED", 5, {"season": 2}),
        ("SEASON_ENDED", -9, {"season": 2}),
    ]
    assert await reasons(client, container) == expected

    await deliver(offered(3, "stream", "UA"), season(1, TODAY - timedelta(days=5), TODAY + timedelta(days=9)))
    assert await reasons(client, container) == expected, "repeated events add nothing"


async def test_a_trailer_is_a_reason_by_the_day_of_its_publication(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    def video(days_ago: int | None, kind: str = "Trailer") -> Video:
        at = None if days_ago is None else NOON - timedelta(days=days_ago)
        return Video(key="k", name="n", site="YouTube", type=kind, published_at=at)

    videos = (video(3), video(3), video(1, "Teaser"), video(40), video(None))
    title = imported(1, kind="show").model_copy(update={"videos": videos})
    await deliver(title, *popular(observed, *[10.0] * 28, *[40.0] * 7))
    expected = [("TRAILER_PUBLISHED", 1, {"videoType": "teaser"}), ("TRAILER_PUBLISHED", 3, {"videoType": "trailer"})]
    assert await reasons(client, container) == expected

    await deliver(title.model_copy(update={"version": 2, "videos": (video(None),)}))
    assert await reasons(client, container) == expected, "it states no day"
    await deliver(title.model_copy(update={"version": 3, "videos": (video(2),)}))
    assert await reasons(client, container) == [("TRAILER_PUBLISHED", 2, {"videoType": "trailer"})]


async def test_a_newer_version_replaces_the_facts(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(imported(1, kind="show"), *popular(observed, *[10.0] * 28, *[40.0] * 7))
    moved = season(1, TODAY - timedelta(days=1), version=3)
    await deliver(moved, season(1, TODAY - timedelta(days=5), version=2))
    assert await reasons(client, container) == [("SEASON_STARTED", 1, {"season": 2})]
    await deliver(moved.model_copy(update={"version": 4, "withdrawn_at": NOON, "episodes": ()}))
    assert await reasons(client, container) == []


@pytest.mark.parametrize("ends_first", [False, True])
async def test_an_outage_is_a_reason_and_makes_no_faller(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Deliver,
    observed: Observe,
    imported: Imported,
    rows: Rows,
    ends_first: bool,
) -> None:
    since = datetime.combine(TODAY - timedelta(days=3), time(), NOON.tzinfo)
    degraded = SourceDegradedV1(source="tmdb", health="unavailable", reason="timeout", since=since)
    recovered = SourceRecoveredV1(source="tmdb", since=since, recovered_at=NOON)
    await deliver(imported(1, kind="show"), *popular(observed, *[50.0] * 36, *[5.0] * 4))
    [faller] = (await movers(client, container))["fallers"]
    assert faller["reasons"] == []

    await deliver(*([recovered, degraded] if ends_first else [degraded, recovered]))
    await deliver(degraded)
    assert await rows("select source, ended_at from source_outages") == [("tmdb", NOON)]
    data = await movers(client, container)
    assert (data["asOf"], data["fallers"]) == ((TODAY - timedelta(days=4)).isoformat(), [])

    await deliver(imported(1, kind="show", version=2), *popular(observed, *[10.0] * 36, *[60.0] * 4))
    [riser] = (await movers(client, container))["risers"]
    assert riser["reasons"] == [
        {
            "code": "SOURCE_OUTAGE",
            "day": TODAY.isoformat(),
            "parameters": {"source": "tmdb"},
            "messageKey": "insights.reason.source_outage",
        }
    ]


FILL = """
insert into titles (media_id, kind, tmdb_id, facts_version, name)
select md5(n::text)::uuid, 'movie', n, 1, 'title ' || n from generate_series(1, 5000) n;
insert into signal_changes (media_id, "current", expected, strength, magnitude, day, signal, window_days,
  days_observed, kind, direction)
select media_id, tmdb_id + 1, 1, 9, tmdb_id, date '2026-11-02', 4, 7, 7, 'movie', 'riser' from titles;
insert into title_facts (media_id, code, subject, version, days, labels, regions)
select media_id, 'RELEASED', '', 1, array['2026-11-01', '2020-01-01'], array['tv', 'tv'], array['US', 'DE'] from titles;
insert into arrivals (media_id, day, region, service)
select media_id, date '2026-11-02' - n, 'US', 'Netflix' from titles, generate_series(0, 100, 10) n;
insert into list_days (list_id, day, version, kind, region, taken_at)
select list_id, date '2026-11-02' - n, 1, 'movie', 'global', now()
from unnest(array['a', 'b']) list_id, generate_series(0, 400) n;
insert into list_ranks (list_id, day, rank, media_id)
select list_id, day, rank, md5((5000 - rank - extract(doy from day)::int % 7)::text)::uuid
from list_days, generate_series(1, 50) rank;
vacuum analyze titles;
vacuum analyze signal_changes;
vacuum analyze title_facts;
vacuum analyze arrivals;
vacuum analyze list_days;
vacuum analyze list_ranks
"""


async def test_a_page_reads_its_facts_by_index_in_one_statement(
    container: Container, urls: DatabaseUrls, client: httpx2.AsyncClient
) -> None:
    connection = await asyncpg.connect(urls.owner)
    for statement in FILL.split(";"):
        await connection.execute(statement)
    await connection.close()

    with executed_reads(container.runtime.reads) as executed:
        data = (await client.get("/api/v1/insights/movers?limit=20")).json()["data"]
    assert {len(item["reasons"]) for item in data["risers"]} <= {3, 4, 5}
    assert len(executed) == 2, "the list and the facts of all its titles"
    plan = await generic_plan(urls.app, *executed[1])
    scanned = {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
    assert scanned <= {"source_outages"}
    assert rows_read(plan, "title_facts") == 20
    assert rows_read(plan, "arrivals") == 20 * 2
    assert rows_read(plan, "list_ranks") < 2_000
