"""From signals to titles that leave their own pattern: computed once per new value, read by filter, over HTTP."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import text

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SignalsCollectedV1
from insights.api import create_api
from insights.application.movements.changes import ChangeFilter
from insights.bootstrap import Container
from insights.domain.signals.signal import Signal
from insights.infrastructure.movements.changes import CHANGES

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
        {"code": "RELEASED", "day": released.isoformat(), "messageKey": "insights.reason.released"}
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
        ("methods", "robust-1"),
    ],
)
async def test_unknown_value_is_rejected_by_name(client: httpx2.AsyncClient, name: str, value: str) -> None:
    response = await client.get("/api/v1/insights/movers", params={name: value})
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "VALIDATION_ERROR"
    assert [problem["field"] for problem in error["details"]["errors"]] == [name]


async def test_list_reads_the_index_in_its_order(container: Container) -> None:
    parameters = {
        "signal": 4,
        "window_days": 7,
        "kinds": ["movie"],
        "genre": None,
        "country": None,
        "provider": None,
        "limit": 5,
    }
    async with container.runtime.engine.begin() as connection:
        await connection.execute(
            text("""
            insert into titles (media_id, kind, tmdb_id, facts_version, name)
            select gen_random_uuid(), 'movie', n, 1, 'title ' || n from generate_series(1, 3000) n
            """)
        )
        await connection.execute(
            text("""
            insert into signal_changes (media_id, "current", expected, strength, magnitude, day, signal, window_days,
              days_observed, kind, direction)
            select media_id, tmdb_id + 1, 1, 9, tmdb_id, :day, 4, 7, 7, 'movie',
              case when tmdb_id % 2 = 0 then 'riser' else 'faller' end
            from titles
            """),
            {"day": date(2026, 11, 2)},
        )
        await connection.execute(text("analyze titles"))
        await connection.execute(text("analyze signal_changes"))
        explain = text(f"explain (analyze, format json) {CHANGES.text}").bindparams(*CHANGES._bindparams.values())
        plan = json.dumps((await connection.execute(explain, parameters)).scalar_one())
    assert "ix_signal_changes_strongest" in plan
    assert '"Node Type": "Seq Scan"' not in plan
