"""Watch positions in memory and in Postgres behave in the same way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import pytest_asyncio
from services.library.tests.contract.stores import OTHER, USER, Store

from chassis.testing.clock import NOON
from library.application.positions.commands import ClearPositions
from library.application.positions.ports import Positions
from library.bootstrap import Container
from library.domain.positions.position import Device, Playable, Position
from library.domain.positions.viewing import Viewing
from library.infrastructure.positions.repository import SqlPositions

MOVIE, EPISODE, NEXT = Playable(UUID(int=1)), Playable(UUID(int=2), 2, 1), Playable(UUID(int=2), 2, 2)
MINUTE = timedelta(minutes=1)
POSITION = Position(EPISODE, Device("tv", "Living Room"), 600, 2880, "playing", NOON, "api", last_episode=2)


@pytest_asyncio.fixture
async def positions(empty_store: Store) -> AsyncIterator[Positions]:
    async with empty_store.work() as work:
        yield work.positions


async def test_a_position_is_stored_per_user_playable_and_device(positions: Positions) -> None:
    phone, movie = replace(POSITION, device=Device("phone"), seconds=60), replace(POSITION, playable=MOVIE)
    for position in (POSITION, phone, movie):
        await positions.save(USER, position)
    later = replace(POSITION, seconds=700, state="paused", at=NOON + MINUTE, last_episode=None, duration_seconds=None)
    await positions.save(USER, later)

    assert await positions.find(USER, EPISODE, "tv") == later
    assert await positions.find(USER, EPISODE, "phone") == phone
    assert await positions.find(USER, MOVIE, "tv") == movie
    assert await positions.find(USER, NEXT, "tv") is None
    assert await positions.find(OTHER, EPISODE, "tv") is None


async def test_the_position_of_one_device_is_removed(positions: Positions) -> None:
    phone = replace(POSITION, device=Device("phone"))
    for user, position in ((USER, POSITION), (USER, phone), (OTHER, POSITION)):
        await positions.save(user, position)

    for _ in range(2):
        await positions.remove(USER, POSITION)

    assert await positions.find(USER, EPISODE, "tv") is None
    assert await positions.find(USER, EPISODE, "phone") == phone
    assert await positions.find(OTHER, EPISODE, "tv") == POSITION


async def test_positions_are_cleared_up_to_a_time(positions: Positions) -> None:
    await positions.save(USER, POSITION)
    await positions.save(USER, replace(POSITION, device=Device("phone"), at=NOON + MINUTE))
    await positions.save(USER, replace(POSITION, playable=NEXT))
    await positions.save(OTHER, POSITION)

    await positions.clear(USER, EPISODE, NOON)

    stored = [
        await positions.find(user, playable, device)
        for user, playable, device in ((USER, EPISODE, "tv"), (USER, EPISODE, "phone"), (USER, NEXT, "tv"))
    ]
    assert [position is not None for position in stored] == [False, True, True]
    assert await positions.find(OTHER, EPISODE, "tv") == POSITION


async def test_positions_are_deleted_by_title_season_and_episode(positions: Positions) -> None:
    season_three = Playable(EPISODE.media_id, 3, 1)
    for playable in (MOVIE, EPISODE, NEXT, season_three):
        await positions.save(USER, replace(POSITION, playable=playable))

    async def left() -> list[Playable]:
        every = (MOVIE, EPISODE, NEXT, season_three)
        return [playable for playable in every if await positions.find(USER, playable, "tv") is not None]

    await positions.delete(ClearPositions(USER, EPISODE.media_id, 2, 1))
    assert await left() == [MOVIE, NEXT, season_three]
    await positions.delete(ClearPositions(USER, EPISODE.media_id, 2))
    assert await left() == [MOVIE, season_three]
    await positions.delete(ClearPositions(OTHER, EPISODE.media_id))
    await positions.delete(ClearPositions(USER, MOVIE.media_id))
    assert await left() == [season_three]


async def test_a_viewing_is_stored_per_user_and_playable(positions: Positions) -> None:
    assert await positions.viewing(USER, MOVIE) == Viewing()
    await positions.save_viewing(USER, MOVIE, Viewing(unfinished_at=NOON))
    await positions.save_viewing(USER, MOVIE, Viewing(NOON + MINUTE, NOON))

    assert await positions.viewing(USER, MOVIE) == Viewing(NOON + MINUTE, NOON)
    assert await positions.viewing(USER, EPISODE) == Viewing()
    assert await positions.viewing(OTHER, MOVIE) == Viewing()


async def test_what_was_never_played_has_no_times(positions: Positions) -> None:
    assert await positions.played_at(USER, [MOVIE, EPISODE]) == {MOVIE: [], EPISODE: []}


@pytest.mark.integration
async def test_the_oldest_positions_beyond_the_limit_and_old_viewings_are_deleted(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("library.infrastructure.positions.repository.MOST_POSITIONS", 3)
    async with container.runtime.transactions.begin() as transaction:
        positions = SqlPositions(transaction.connection)
        for number in range(6):
            device = Device(f"device {number}")
            await positions.save(USER, replace(POSITION, device=device, at=NOON + number * MINUTE))
        await positions.save_viewing(USER, MOVIE, Viewing(NOON - timedelta(hours=73)))
        await positions.save_viewing(USER, EPISODE, Viewing(NOON - timedelta(hours=71)))
        kept = [await positions.find(USER, EPISODE, f"device {number}") is not None for number in range(6)]
        await transaction.commit()
    await container.application.positions.delete_expired()

    assert kept == [False, False, False, True, True, True]
    async with container.runtime.transactions.begin() as transaction:
        positions = SqlPositions(transaction.connection)
        assert await positions.viewing(USER, MOVIE) == Viewing()
        assert await positions.viewing(USER, EPISODE) == Viewing(NOON - timedelta(hours=71))
