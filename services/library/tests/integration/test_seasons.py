"""Seasons in Postgres: parts in any order, newer versions, deletion; and rows that an older release wrote."""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import update

from chassis.testing.clock import NOON
from library.application.titles.commands import UpdateSeasonPart
from library.bootstrap import Container
from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.title import Title
from library.infrastructure.tables import entries
from library.infrastructure.titles.seasons import read_episode_details, read_shows
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

SHOW, SEASON = UUID(int=1), UUID(int=2)


def part(number: int, parts: int, version: int, *episodes: int) -> UpdateSeasonPart:
    return UpdateSeasonPart(SEASON, number, parts, SHOW, 1, version, tuple(map(EpisodeDetails, episodes)))


async def episodes_after(container: Container, *batches: UpdateSeasonPart) -> dict[int, tuple[int, ...]]:
    """Apply parts one by one in one transaction, return the known episodes, and roll back."""
    async with container.runtime.transactions.begin() as transaction:
        for batch in batches:
            await container.application.update_seasons(SqlUnitOfWork(transaction), [batch])
        show = (await read_shows(transaction.connection, [Title(SHOW, "show", 1)]))[SHOW]
        return dict(show.seasons.episodes)


async def test_a_season_is_known_when_its_newest_version_is_complete(container: Container) -> None:
    parts = [part(1, 2, 1, 1, 2), part(2, 2, 1, 3), part(1, 2, 2, 1, 2), part(2, 2, 2, 3, 4)]

    for order in itertools.permutations(parts):
        assert await episodes_after(container, *order) == {1: (1, 2, 3, 4)}
    assert await episodes_after(container, parts[0]) == {}
    assert await episodes_after(container, *parts[:3]) == {}, "the newer version is not complete"


async def test_a_season_may_have_fewer_parts_or_be_deleted(container: Container) -> None:
    long = [part(1, 2, 1, 1, 2), part(2, 2, 1, 3)]

    for order in itertools.permutations([*long, part(1, 1, 2, 1)]):
        assert await episodes_after(container, *order) == {1: (1,)}
    for order in itertools.permutations([*long, part(1, 1, 2)]):
        assert await episodes_after(container, *order) == {}


async def test_a_row_of_an_older_release_is_read_as_written(container: Container) -> None:
    user = UUID(int=7)
    async with container.runtime.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        entry = Entry(
            user, SHOW, "show", 1, 1, "watching", progress=Progress.of({1: 7, 2: 3}), created_at=NOON, updated_at=NOON
        )
        await work.entries.save([entry])
        await transaction.connection.execute(update(entries).values(season=2, episode=4))
        row = await work.entries.find(user, SHOW)
        assert row is not None
        assert row.progress == Progress((EpisodeNumber(2, 4),))
        await transaction.connection.execute(update(entries).values(season=None, episode=None))
        row = await work.entries.find(user, SHOW)
        assert row is not None
        assert row.progress is None


async def test_details_are_known_of_complete_seasons(container: Container) -> None:
    second = EpisodeDetails(
        2, 62086, "Cat's in the Bag...", date(2008, 1, 27), datetime(2008, 1, 28, 3, tzinfo=UTC), runtime_minutes=48
    )
    complete = UpdateSeasonPart(SEASON, 1, 1, SHOW, 1, 1, (EpisodeDetails(1), second))
    incomplete = UpdateSeasonPart(UUID(int=3), 1, 2, SHOW, 2, 1, (EpisodeDetails(1),))

    async with container.runtime.transactions.begin() as transaction:
        await container.application.update_seasons(SqlUnitOfWork(transaction), [complete, incomplete])
        details = await read_episode_details(transaction.connection, [SHOW])

    assert details == {SHOW: {EpisodeNumber(1, 1): EpisodeDetails(1), EpisodeNumber(1, 2): second}}
