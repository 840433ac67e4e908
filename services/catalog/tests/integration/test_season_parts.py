"""Seasons that arrive in parts: shown when they are complete, in whatever order the parts come."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from catalog.infrastructure.tables import season_parts
from contracts.ingestion import SeasonSyncedV1

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

FIRST = date(2020, 1, 1)


def _parts(make: Make, sizes: list[int], version: int = 1) -> list[SeasonSyncedV1]:
    days = [FIRST + timedelta(days=day) for day in range(sum(sizes))]
    whole = make.season(1, 1, days, version=version, name=f"Version {version}")
    parts, start = [], 0
    for number, size in enumerate(sizes, start=1):
        episodes = whole.episodes[start : start + size]
        parts.append(whole.model_copy(update={"episodes": episodes, "part": number, "parts": len(sizes)}))
        start += size
    return parts


async def _season(catalog: Catalog) -> tuple[str, list[int]] | None:
    response = await catalog.get("/shows/title-1/seasons/1")
    if response.status_code == 404:
        return None
    season = response.json()["data"]
    assert season["episodeCount"] == len(season["episodes"])
    return season["name"], [episode["number"] for episode in season["episodes"]]


async def test_season_is_shown_when_its_last_part_has_arrived(catalog: Catalog, make: Make) -> None:
    first, second, third = _parts(make, [2, 1, 2])
    await catalog.apply(make.show(1), third, first)
    assert await _season(catalog) is None
    await catalog.apply(second)
    assert await _season(catalog) == ("Version 1", [1, 2, 3, 4, 5])
    await catalog.apply(second, first)
    assert await _season(catalog) == ("Version 1", [1, 2, 3, 4, 5])


async def test_every_order_of_two_versions_ends_with_the_newer_one(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1))
    for run, order in enumerate(permutations(range(5))):
        events = [*_parts(make, [1, 2, 1], version=2 * run + 1), *_parts(make, [2, 1], version=2 * run + 2)]
        for index in order:
            await catalog.apply(events[index])
        assert await _season(catalog) == (f"Version {2 * run + 2}", [1, 2, 3])


async def test_season_that_shrinks_into_one_event_has_no_old_parts(catalog: Catalog, make: Make) -> None:
    long, [short] = _parts(make, [2, 2]), _parts(make, [1], version=2)
    await catalog.apply(make.show(1), long[0], short)
    assert await _season(catalog) == ("Version 2", [1])
    await catalog.apply(long[1], long[0])
    assert await _season(catalog) == ("Version 2", [1])


async def test_concurrent_parts_complete_the_season_once(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.show(1))
    for version in range(1, 6):
        await asyncio.gather(*(catalog.apply(part) for part in _parts(make, [1, 1, 1, 1], version)))
        assert await _season(catalog) == (f"Version {version}", [1, 2, 3, 4])


async def test_no_older_part_stays_beside_a_season_that_is_written_at_the_same_time(
    catalog: Catalog, make: Make
) -> None:
    await catalog.apply(make.show(1))
    for version in range(1, 21, 2):
        part, (whole,) = _parts(make, [1, 1], version)[0], _parts(make, [3], version + 1)
        await asyncio.gather(catalog.apply(whole), catalog.apply(part))
        async with catalog.container.runtime.transactions.read() as connection:
            assert (await connection.execute(select(season_parts.c.part, season_parts.c.version))).all() == []
