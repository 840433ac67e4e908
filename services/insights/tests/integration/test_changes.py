"""From signals to titles that leave their own pattern: computed once per new value, read by filter, over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx2
import pytest
import pytest_asyncio
from services.insights.tests.plans import generic_plan, indexes, nodes, rows_read
from sqlalchemy import text

from chassis.http.schemas import ResponseModel, Success
from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from chassis.testing.events import media_published, stats_updated
from chassis.testing.statements import executed_reads
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from devstack.testing.pytest_plugin import DatabaseUrls
from insights.api import create_api
from insights.application.movements.change_lists import ChangeFilter
from insights.bootstrap import Container
from insights.domain.signals.signal import Signal
from insights.presentation.movements.change_schemas import ChangesResponse
from insights.presentation.movements.schemas import MovementsResponse
from insights.presentation.signals.schemas import HistoryResponse

pytestmark = pytest.mark.integration

TODAY = NOON.date()
Observe = Callable[..., SignalsCollectedV1]
Imported = Callable[..., MediaImportedV1]
Deliver = Callable[..., Awaitable[list[str]]]
Rows = Callable[[str], Awaitable[list[tuple[object, ...]]]]


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client


def popular(observed: Observe, tmdb_id: int, *steps: tuple[int, float], until: int = 0) -> list[SignalsCollectedV1]:
    """Return daily events: each step is a number of days and the popularity of each of them; the last day is today."""
    values = [value for days, value in steps for _ in range(days)]
    return [
        observed(tmdb_id, len(values) - 1 - number + until, popularity=value, backfill=True)
        for number, value in enumerate(values)
    ]


async def refresh(container: Container) -> int:
    await container.application.refresh_movements()
    return await container.application.refresh_changes()


async def test_riser_has_its_numbers_and_its_reason(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    released = TODAY - timedelta(days=10)
    await deliver(
        imported(1).model_copy(update={"release_date": released}),
        imported(2).model_copy(update={"release_date": TODAY - timedelta(days=15)}),
        imported(3),
        *popular(observed, 1, (28, 19.0), (7, 39.0)),
        *popular(observed, 2, (28, 39.0), (7, 19.0)),
        *popular(observed, 3, (35, 25.0)),
    )

    assert await refresh(container) == 3
    assert await refresh(container) == 0, "nothing changed"
    response = await client.get("/api/v1/insights/movers")
    data = response.json()["data"]

    assert response.headers["cache-control"] == "public, max-age=30"
    [riser], [faller] = data.pop("risers"), data.pop("fallers")
    assert data == {
        "method": "robust-1",
        "signal": "popularity",
        "window": "7d",
        "asOf": TODAY.isoformat(),
        "reason": None,
    }
    assert riser["mediaItemId"] == str(media_id("movie", 1))
    assert riser["stats"] == {
        "day": TODAY.isoformat(),
        "current": 39.0,
        "expected": 19.0,
        "difference": 20.0,
        "percent": 105.3,
        "strength": 6.93,
        "daysObserved": 7,
        "isNewInTrends": False,
    }
    assert riser["reasons"] == [
        {"code": "RELEASED", "day": released.isoformat(), "parameters": {}, "messageKey": "insights.reason.released"}
    ]
    assert (faller["title"], faller["stats"]["difference"], faller["reasons"]) == ("movie 2", -20.0, [])


async def test_lists_are_filtered_and_sorted_by_the_difference(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        *[imported(number) for number in (1, 2, 3)],
        *popular(observed, 1, (28, 10.0), (7, 20.0)),
        *popular(observed, 2, (28, 100.0), (7, 150.0)),
        *popular(observed, 3, (28, 10.0), (7, 40.0)),
    )
    await refresh(container)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "update titles set genres = array[18, tmdb_id], countries = array['US'], providers = array['UA:8']"
                " where tmdb_id <> 2"
            )
        )

    async def risers(limit: int = 5, **chosen: Any) -> list[int]:
        listing = await container.application.changes.changes(Signal.POPULARITY, 7, ChangeFilter(**chosen), limit)
        return [item.title.tmdb_id for item in listing.risers]

    assert await risers() == [2, 3, 1]
    assert await risers(limit=1) == [2]
    assert await risers(kind="show") == []
    assert await risers(kind="movie") == [2, 3, 1]
    assert await risers(genre=18) == [3, 1]
    assert await risers(genre=1) == [1]
    assert await risers(country="US") == [3, 1]
    assert await risers(provider="UA:8") == [3, 1]
    assert await risers(provider="US:8") == []
    assert await risers(direction="riser") == [2, 3, 1]
    assert await risers(direction="faller") == []
    assert await risers(genre=18, limit=1) == [3]
    assert await risers(genre=18, direction="faller") == []
    assert await risers(media_id=media_id("movie", 1), limit=1) == [1]
    assert await risers(media_id=media_id("movie", 2), genre=18) == []
    assert await risers(media_id=media_id("movie", 4)) == []


async def test_deleted_and_forgotten_titles_leave_the_lists(
    container: Container, deliver: Deliver, observed: Observe, imported: Imported, rows: Rows
) -> None:
    await deliver(
        *[imported(number) for number in (1, 2, 3)],
        *popular(observed, 1, (28, 10.0), (7, 20.0)),
        *popular(observed, 2, (28, 10.0), (7, 20.0), until=3),
        *popular(observed, 3, (28, 10.0), (7, 20.0), until=4),
    )
    await refresh(container)
    week = "select m.tmdb_id from signal_changes c join titles m using (media_id) where window_days = 7 order by 1"
    assert await rows(week) == [(1,), (2,)], "of at most 3 days before the newest"

    await deliver(imported(1, version=2, gone_at=NOON))
    listing = await container.application.changes.changes(Signal.POPULARITY, 7, ChangeFilter(), 5)
    assert [item.title.tmdb_id for item in listing.risers] == [2]
    await refresh(container)
    assert (1,) not in await rows(week)


@pytest.mark.parametrize(("days", "code"), [(0, "NO_DATA"), (10, "NOT_ENOUGH_HISTORY")])
async def test_empty_list_has_a_reason(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Deliver,
    observed: Observe,
    imported: Imported,
    days: int,
    code: str,
) -> None:
    await deliver(imported(1), *popular(observed, 1, (days, 10.0)))
    await refresh(container)
    data = (await client.get("/api/v1/insights/movers", params={"window": "7d"})).json()["data"]
    assert (data["asOf"], data["risers"], data["fallers"]) == (None, [], [])
    assert data["reason"]["code"] == code


@pytest.mark.parametrize(("newest_days", "code"), [(1, "TOO_MANY_GAPS"), (20, "NOT_ENOUGH_HISTORY")])
async def test_gaps_are_the_reason_when_the_history_is_long_enough(
    client: httpx2.AsyncClient,
    container: Container,
    deliver: Deliver,
    observed: Observe,
    imported: Imported,
    newest_days: int,
    code: str,
) -> None:
    await deliver(
        imported(1),
        observed(1, 20 + newest_days, popularity=9, backfill=True),
        observed(1, newest_days, popularity=9, backfill=True),
    )
    await deliver(*[observed(1, ago, popularity=9) for ago in ((40,) if code == "TOO_MANY_GAPS" else ())])
    await refresh(container)
    data = (await client.get("/api/v1/insights/movers")).json()["data"]
    assert (data["asOf"], data["reason"]["code"]) == (None, code)


async def test_badges_are_those_of_the_ids_in_their_order(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    await deliver(
        *[imported(number) for number in (1, 2, 3, 4, 5)],
        *popular(observed, 1, (28, 10.0), (7, 20.0)),
        *popular(observed, 2, (28, 20.0), (7, 10.0)),
        *popular(observed, 3, (28, 0.5), (7, 20.0)),
        *popular(observed, 4, (35, 20.0)),
        *popular(observed, 5, (28, 10.0), (7, 20.0)),
    )
    await refresh(container)
    await deliver(imported(5, version=2, gone_at=NOON))

    ids = [media_id("movie", number) for number in (3, 1, 2, 4, 5, 6, 1)]
    response = await client.get("/api/v1/insights/badges", params={"ids": ",".join(map(str, ids))})
    assert response.headers["cache-control"] == "public, max-age=30"
    badges = response.json()["data"]["badges"]
    assert [item["mediaItemId"] for item in badges] == [str(media_id) for media_id in ids[:-1]]
    assert [(item["badge"], item["day"]) for item in badges] == [
        ("NEW", TODAY.isoformat()),
        ("RISING", TODAY.isoformat()),
        ("FALLING", TODAY.isoformat()),
        (None, TODAY.isoformat()),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize("ids", ["", "1", ",".join([str(media_id("movie", 1))] * 101)])
async def test_badges_of_no_or_too_many_ids_are_rejected(client: httpx2.AsyncClient, ids: str) -> None:
    response = await client.get("/api/v1/insights/badges", params={"ids": ids})
    assert response.status_code == 400
    assert response.json()["error"]["details"]["errors"][0]["field"] == "ids"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("window", "8d"),
        ("signal", "tears"),
        ("type", "opera"),
        ("genre", "0"),
        ("genre", "99999999999999999999"),
        ("country", "usa"),
        ("provider", "netflix"),
        ("limit", "51"),
        ("direction", "up"),
        ("methods", "robust-1"),
    ],
)
async def test_unknown_value_is_rejected_by_name(client: httpx2.AsyncClient, name: str, value: str) -> None:
    response = await client.get("/api/v1/insights/movers", params={name: value})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert [problem["field"] for problem in error["details"]["errors"]] == [name]


TITLES = 20_000
FILL = f"""
insert into titles (media_id, kind, tmdb_id, facts_version, name, genres, countries, providers)
select md5(n::text)::uuid, 'movie', n, 1, 'title ' || n, array[18] || case when n % 4000 = 0 then 37 end,
  array['US'] || case when n % 4000 = 1 then 'IS' end, array['US:8'] || case when n % 4000 = 2 then 'UA:99' end
from generate_series(1, {TITLES}) n;
insert into signal_changes (media_id, "current", expected, strength, magnitude, day, signal, window_days,
  days_observed, kind, direction)
select media_id, case when tmdb_id % 2 = 0 then tmdb_id + 1 else 1 end,
  case when tmdb_id % 2 = 0 then 1 else tmdb_id + 1 end,
  case when tmdb_id % 2 = 0 then 9 else -9 end, tmdb_id, date '2026-11-02', 4, window_days, 7, 'movie',
  case when tmdb_id % 2 = 0 then 'riser' else 'faller' end
from titles, unnest(array[7, 30]) window_days;
vacuum analyze titles;
vacuum analyze signal_changes
"""


async def test_list_with_any_filter_reads_only_the_rows_that_it_needs(
    container: Container, urls: DatabaseUrls, client: httpx2.AsyncClient
) -> None:
    connection = await asyncpg.connect(urls.owner)
    for statement in FILL.split(";"):
        await connection.execute(statement)
    await connection.close()

    for query, index, most, number in (
        ("", "ix_signal_changes_strongest", 20, 10),
        ("genre=18&type=movie", "ix_signal_changes_strongest", 2_100, 10),
        ("country=US&provider=US:8&type=movie", "ix_signal_changes_strongest", 2_100, 10),
        ("genre=37", "ix_titles_genres", 40, 5),
        ("country=IS", "ix_titles_countries", 40, 5),
        ("provider=UA:99", "ix_titles_providers", 40, 5),
        ("provider=UA:98", "ix_titles_providers", 0, 0),
        ("genre=18&country=IS", "ix_titles_countries", 40, 5),
    ):
        with executed_reads(container.runtime.reads) as executed:
            response = await client.get(f"/api/v1/insights/movers?limit=5&{query}")
        data = response.json()["data"]
        plan = await generic_plan(urls.app, *executed[0])
        scanned = {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
        assert len(data["risers"]) + len(data["fallers"]) == number, query
        assert scanned <= ({"titles"} if most > 2_000 else set()), query
        assert index in indexes(plan), query
        assert rows_read(plan, "titles") <= most, query


async def test_bodies_are_those_of_the_documented_models(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    complete = {
        "original_title": "Дюна",
        "backdrop_path": "/b.jpg",
        "release_date": TODAY - timedelta(days=10),
    }
    await deliver(
        imported(1).model_copy(update=complete),
        imported(2).model_copy(update={"poster_path": None}),
        stats_updated(1),
        media_published(1, "dune"),
        *popular(observed, 1, (28, 19.25), (7, 39.0)),
        *popular(observed, 2, (28, 39.0), (7, 0.0)),
        *[observed(1, days, total) for days, total in ((60, 1000), (30, 1500), (0, 2420))],
        *[observed(2, days, total) for days, total in ((60, 1000), (30, 1500), (0, 1700))],
    )
    empty = await client.get("/api/v1/insights/movements"), await client.get("/api/v1/insights/movers")
    await refresh(container)
    full = await client.get("/api/v1/insights/movements"), await client.get("/api/v1/insights/movers")
    history = await client.get(f"/api/v1/insights/titles/{media_id('movie', 1)}/history")

    for movements, movers in (empty, full):
        assert movements.content == documented(Success[MovementsResponse], movements)
        assert movers.content == documented(Success[ChangesResponse], movers)
    for response in full:
        data = response.json()["data"]
        assert (len(data["risers"]), len(data["fallers"])) == (1, 1)
    assert history.content == documented(Success[HistoryResponse], history)


async def test_lists_show_the_newest_version_of_every_part(
    client: httpx2.AsyncClient, container: Container, deliver: Deliver, observed: Observe, imported: Imported
) -> None:
    async def shown() -> tuple[Any, ...]:
        [moved] = (await client.get("/api/v1/insights/movements")).json()["data"]["risers"]
        [changed] = (await client.get("/api/v1/insights/movers")).json()["data"]["risers"]
        for name in ("title", "slug", "ratingoScore"):
            assert moved[name] == changed[name]
        return (
            *(moved[name] for name in ("title", "slug", "ratingoScore")),
            moved["stats"]["deltaWatchers"],
            changed["stats"]["difference"],
        )

    await deliver(
        imported(1),
        *popular(observed, 1, (28, 10.0), (7, 20.0)),
        *[observed(1, days, total) for days, total in ((60, 1000), (30, 1500), (0, 2420))],
    )
    await refresh(container)
    assert await shown() == ("movie 1", None, None, 420, 10.0)
    await deliver(imported(1, version=2, title="Dune"))
    assert await shown() == ("Dune", None, None, 420, 10.0)
    await deliver(media_published(1, "dune"))
    assert await shown() == ("Dune", "dune", None, 420, 10.0)
    scored = stats_updated(1)
    await deliver(scored)
    assert await shown() == ("Dune", "dune", scored.scores.ratingo, 420, 10.0)
    await deliver(observed(1, 0, 2500, hour=1, popularity=20.0), *popular(observed, 1, (35, 10.0), (6, 24.0)))
    await refresh(container)
    assert (await shown())[3:] == (500, 14.0)


def documented(model: type[ResponseModel], response: httpx2.Response) -> bytes:
    return model.model_validate_json(response.content).model_dump_json(by_alias=True).encode()
