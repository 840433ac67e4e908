"""Who follows what, learned from library events: newer wins, a dropped title is followed no more."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select

from chassis.messaging.consumer import Delivery
from chassis.messaging.records import Record
from chassis.runtime.clock import SystemClock
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1
from ingestion.application.imports.requested import RequestTitles
from ingestion.application.projections import InterestProjection, SlugProjection
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.jobs import JobKind
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.repositories.erasure import SqlErasure
from ingestion.infrastructure.tables import interests
from ingestion.infrastructure.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from ingestion.presentation.consumers import routes
from jobs.ports import JobFilter
from provider_simulator.titles.demo import demo_titles

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

SHOW = next(TitleKey(kind, number) for kind, number in demo_titles() if kind == "show")


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _delivery(user: UUID, version: int, **entry: Any) -> Delivery[LibraryEntryChangedV1]:
    event = LibraryEntryChangedV1(
        version=version,
        user_id=user,
        media_id=media_id("show", SHOW.tmdb_id),
        kind="show",
        tmdb_id=SHOW.tmdb_id,
        changed_at=now(),
        **entry,
    )
    return Delivery(uuid4(), event, Record("library.entry.changed", 0, 0, None, None, {}, ()))


async def _apply(service: Service, *deliveries: Delivery[LibraryEntryChangedV1], mode: EpisodeMode) -> None:
    [route, *_] = routes(
        InterestProjection(SystemClock(), mode),
        SlugProjection(),
        RequestTitles(SystemClock()),
        SqlUnitOfWork,
        SqlErasure,
    )
    async with service.container.runtime.transactions.begin() as transaction:
        await route.apply(transaction, deliveries)
        await transaction.commit()


async def _followed(service: Service) -> list[TitleKey]:
    async with SqlUnitsOfWork(service.container.runtime.transactions).begin() as unit:
        return list(await unit.interests.followed("show"))


@pytest.mark.parametrize(
    ("entry", "follows"),
    [
        ({"state": "watching"}, True),
        ({"state": "planned"}, True),
        ({"state": "completed"}, True),
        ({"state": "dropped"}, False),
        ({"state": None}, False),
        ({"state": "watching", "removed": True}, False),
    ],
)
async def test_followed_states_of_a_library_entry(
    simulator: Simulator, start_service: StartService, entry: dict[str, Any], follows: bool
) -> None:
    async with start_service(simulator, worker=False) as service:
        await _apply(service, _delivery(uuid4(), 1, **entry), mode=EpisodeMode.GREEDY)
        assert await _followed(service) == ([SHOW] if follows else [])


async def test_older_entry_is_ignored(simulator: Simulator, start_service: StartService) -> None:
    user = uuid4()
    async with start_service(simulator, worker=False) as service:
        newer, older = _delivery(user, 5, state="dropped"), _delivery(user, 4, state="watching")
        await _apply(service, newer, older, mode=EpisodeMode.GREEDY)
        await _apply(service, older, mode=EpisodeMode.GREEDY)
        assert await _followed(service) == []


async def test_on_demand_the_first_follower_of_an_imported_show_brings_its_episodes(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, episode_sync_mode="ON_DEMAND") as service:
        await service.imported(SHOW)
        expected = JobFilter(kinds=(JobKind.EPISODE_SYNC,))
        await _apply(service, _delivery(uuid4(), 1, state="watching"), mode=EpisodeMode.ON_DEMAND)
        [job], _ = await service.container.application.jobs.jobs(expected)
        await service.settle(job.id)
        assert len(await service.events("season.synced")) > 0
        await _apply(service, _delivery(uuid4(), 1, state="watching"), mode=EpisodeMode.ON_DEMAND)
        assert (await service.container.application.jobs.jobs(expected))[1] == 1


async def test_any_order_batching_and_repetition_ends_in_the_same_interests(
    simulator: Simulator, start_service: StartService
) -> None:
    users = [UUID(int=number) for number in (1, 2, 3)]
    states = ("watching", "dropped", "planned", "completed")
    log = [
        _delivery(user, version, state=states[(version + user.int) % 4], removed=version == 3)
        for user in users
        for version in range(1, 6)
    ]
    async with start_service(simulator, worker=False) as service:
        await _apply(service, *log, mode=EpisodeMode.GREEDY)
        expected = await _interests(service)
        assert len(expected) == len(users)
        for seed in range(8):
            chance = Random(seed)
            shuffled = [*log, *chance.choices(log, k=6)]
            chance.shuffle(shuffled)
            async with service.container.runtime.engine.begin() as connection:
                await connection.execute(delete(interests))
            while shuffled:
                size = chance.randint(1, 9)
                await _apply(service, *shuffled[:size], mode=EpisodeMode.GREEDY)
                shuffled = shuffled[size:]
            assert await _interests(service) == expected, f"seed {seed}"


async def _interests(service: Service) -> list[tuple[object, ...]]:
    async with service.container.runtime.engine.connect() as connection:
        rows = await connection.execute(select(interests).order_by(interests.c.user_id))
        return [tuple(row) for row in rows]
