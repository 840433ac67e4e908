"""Seasons in Postgres: parts in any order, newer versions, withdrawal; and rows that an older release wrote."""

import itertools
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import update

from library.application.seasons import SeasonPart
from library.bootstrap import Container
from library.domain.entry import Change, Entry
from library.domain.progress import EpisodeNumber, Progress, ProgressPatch
from library.infrastructure.entries import SqlEntryWork
from library.infrastructure.seasons import SqlSeasonWork, read_episodes
from library.infrastructure.tables import entries

pytestmark = pytest.mark.integration

SHOW, SEASON = UUID(int=1), UUID(int=2)


def part(number: int, parts: int, version: int, *episodes: int) -> SeasonPart:
    return SeasonPart(SEASON, number, parts, SHOW, 1, version, episodes)


async def known(container: Container, *batches: SeasonPart) -> dict[int, tuple[int, ...]]:
    """Apply parts one by one in one transaction, return what is known then, and roll back."""
    async with container.runtime.transactions.begin() as transaction:
        for batch in batches:
            await container.application.record_seasons(SqlSeasonWork(transaction), [batch])
        return dict((await read_episodes(transaction.connection, [SHOW])).get(SHOW, {}))


async def test_a_season_is_known_when_all_parts_of_its_newest_version_are(container: Container) -> None:
    news = [part(1, 2, 1, 1, 2), part(2, 2, 1, 3), part(1, 2, 2, 1, 2), part(2, 2, 2, 3, 4)]

    for order in itertools.permutations(news):
        assert await known(container, *order) == {1: (1, 2, 3, 4)}
    assert await known(container, news[0]) == {}
    assert await known(container, *news[:3]) == {}, "the newer version is not complete"


async def test_a_season_may_shrink_to_fewer_parts_or_be_withdrawn(container: Container) -> None:
    long = [part(1, 2, 1, 1, 2), part(2, 2, 1, 3)]

    for order in itertools.permutations([*long, part(1, 1, 2, 1)]):
        assert await known(container, *order) == {1: (1,)}
    for order in itertools.permutations([*long, part(1, 1, 2)]):
        assert await known(container, *order) == {}


async def test_a_row_of_an_older_release_counts_as_it_was_written(container: Container) -> None:
    user = UUID(int=7)
    async with container.runtime.transactions.begin() as transaction:
        work = SqlEntryWork(transaction)
        seen = Entry(user, SHOW, "show", 1).changed(
            Change(progress=ProgressPatch.of({1: 7, 2: 3})), datetime(2026, 11, 21, tzinfo=UTC)
        )
        await work.save_entry(seen)
        await transaction.connection.execute(update(entries).values(season=2, episode=4))
        row = await work.entry(user, SHOW)
        assert row is not None
        assert row.progress == Progress((EpisodeNumber(2, 4),))
        await transaction.connection.execute(update(entries).values(season=None, episode=None))
        row = await work.entry(user, SHOW)
        assert row is not None
        assert row.progress is None
