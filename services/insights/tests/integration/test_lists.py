"""Lists in, ranks by day out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from chassis.testing.clients import client_for
from chassis.testing.clock import NOON
from contracts.identity import media_id
from contracts.ingestion import ListItem, ListRefreshedV1, MediaImportedV1
from insights.api import create_api
from insights.bootstrap import Container

pytestmark = pytest.mark.integration

TODAY = NOON.date()
TRENDING = "trending.movie.day"
RANKS = "select list_id, day, rank, media_id from list_ranks order by list_id, day, rank"
Deliver = Callable[..., Awaitable[list[str]]]
Rows = Callable[[str], Awaitable[list[tuple[Any, ...]]]]


def refreshed(
    *numbers: int, version: int = 1, at: datetime = NOON, list_id: str = TRENDING, region: str = "global"
) -> ListRefreshedV1:
    items = [
        ListItem(media_id=media_id("movie", number), kind="movie", tmdb_id=number, rank=rank)
        for rank, number in enumerate(numbers, 1)
    ]
    return ListRefreshedV1(
        version=version, list_id=list_id, kind="movie", region=region, taken_at=at, items=tuple(items)
    )


def ranks(day: date, *numbers: int, list_id: str = TRENDING) -> list[tuple[object, ...]]:
    return [(list_id, day, rank, media_id("movie", number)) for rank, number in enumerate(numbers, 1)]


async def test_a_title_that_left_a_list_has_no_rank_on_that_day(deliver: Deliver, rows: Rows) -> None:
    yesterday = NOON - timedelta(days=1)
    await deliver(refreshed(1, 2, 3, version=1, at=yesterday))
    await deliver(refreshed(1, 2, 3, version=2, at=NOON - timedelta(hours=3)))
    await deliver(refreshed(3, 1, version=3))

    assert await rows(RANKS) == [*ranks(yesterday.date(), 1, 2, 3), *ranks(TODAY, 3, 1)]


async def test_any_order_and_repetition_ends_with_the_newest_lists(deliver: Deliver, rows: Rows) -> None:
    playing = "now-playing.movie.US"
    events = [
        *(refreshed(*range(version, version + 3), version=version) for version in range(1, 6)),
        refreshed(7, version=9, at=NOON - timedelta(days=2)),
        refreshed(version=2, list_id=playing, region="US"),
        refreshed(8, version=1, list_id=playing, region="US"),
    ]
    for seed in range(3):
        order = Random(seed).sample(events + events, 2 * len(events))
        for start in range(0, len(order), 3):
            assert await deliver(*order[start : start + 3]) == []

        assert await rows(RANKS) == [*ranks(TODAY - timedelta(days=2), 7), *ranks(TODAY, 5, 6, 7)]
    assert await rows("select list_id, day, version, region from list_days order by list_id, day") == [
        (playing, TODAY, 2, "US"),
        (TRENDING, TODAY - timedelta(days=2), 9, "global"),
        (TRENDING, TODAY, 5, "global"),
    ]


async def test_a_list_of_an_impossible_day_is_rejected(deliver: Deliver, rows: Rows) -> None:
    assert await deliver(refreshed(1), refreshed(2, version=2, at=datetime(9999, 1, 1, tzinfo=UTC))) == [
        "day_out_of_range"
    ]

    assert await rows(RANKS) == ranks(TODAY, 1)


@pytest_asyncio.fixture
async def client(container: Container) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_for(create_api(container)) as client:
        yield client
    await container.runtime.reads.close()


async def test_ranks_are_a_series_of_the_title(
    client: httpx2.AsyncClient, deliver: Deliver, imported: Callable[..., MediaImportedV1]
) -> None:
    await deliver(
        imported(1),
        refreshed(2, 1, version=1, at=NOON - timedelta(days=2)),
        refreshed(2, version=2, at=NOON - timedelta(days=1)),
        refreshed(1, 2, version=3),
        refreshed(3, 3, 1, version=3, list_id="now-playing.movie.US", region="US"),
    )

    response = await client.get(
        f"/api/v1/insights/titles/{media_id('movie', 1)}/series",
        params={"signal": "rank", "from": str(TODAY - timedelta(days=2)), "to": str(TODAY)},
    )

    assert response.status_code == 200, response.text
    assert [entry["value"] for entry in response.json()["data"]["title"]["entries"]] == [2, None, 1]
