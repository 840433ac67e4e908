"""Nothing is stored of a user whose account was deleted, whatever arrives later."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import Column, Table, func, select

from chassis.runtime.clock import SystemClock
from chassis.testing.records import feed_events
from contracts.auth import UserDeletedV1
from contracts.event import Event
from contracts.identity import media_id
from contracts.library import LibraryEntryChangedV1
from ingestion.application.imports.requested import RequestTitles
from ingestion.application.projections import InterestProjection, SlugProjection
from ingestion.application.titles.season_fetch import EpisodeMode
from ingestion.domain.errors import AccountErased
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.external_tables import external_lists, list_followers
from ingestion.infrastructure.repositories.erasure import SqlErasure
from ingestion.infrastructure.tables import import_shares, interests, jobs, outbox
from ingestion.infrastructure.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from ingestion.presentation.consumers import routes

if TYPE_CHECKING:
    from services.ingestion.tests.integration.conftest import Service, Simulator, StartService

pytestmark = pytest.mark.integration

ERASED, STAYS = UUID(int=7), UUID(int=8)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DELETED = UserDeletedV1(version=2, user_id=ERASED, deleted_at=NOW)


def followed(user_id: UUID, version: int) -> LibraryEntryChangedV1:
    return LibraryEntryChangedV1(
        version=version,
        user_id=user_id,
        media_id=media_id("movie", 550),
        kind="movie",
        tmdb_id=550,
        state="planned",
        changed_at=NOW,
    )


async def deliver(service: Service, *events: Event) -> None:
    transactions = service.container.runtime.transactions
    interest = InterestProjection(SystemClock(), EpisodeMode.GREEDY)
    consumed = routes(interest, SlugProjection(), RequestTitles(SystemClock()), SqlUnitOfWork, SqlErasure)
    assert await feed_events(consumed, transactions, *events) == []


async def column(service: Service, table: Table, name: Column[UUID] | None = None) -> list[object]:
    async with service.container.runtime.engine.connect() as connection:
        chosen = table.c.user_id if name is None else name
        return sorted((await connection.execute(select(chosen))).scalars(), key=str)


async def test_a_deleted_user_leaves_no_row_and_gets_none_later(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, worker=False) as service:
        await deliver(service, followed(ERASED, 1), followed(STAYS, 1))
        async with SqlUnitsOfWork(service.container.runtime.transactions).begin() as work:
            for user_id in (ERASED, STAYS):
                assert await work.shares.take(user_id, NOW.date(), cost=1, limit=5)
        await service.container.application.jobs.sync([TitleKey("movie", 550)], user=ERASED)
        await service.container.application.jobs.sync([TitleKey("movie", 550)], user=STAYS)

        await deliver(service, DELETED, followed(ERASED, 2))
        await deliver(service, followed(ERASED, 3))

        assert await column(service, interests) == [STAYS]
        assert await column(service, import_shares) == [STAYS]
        assert await column(service, jobs, jobs.c.requested_by) == [[STAYS]]


async def test_lists_of_a_deleted_user_leave_no_row_and_no_event(
    simulator: Simulator, start_service: StartService
) -> None:
    async with start_service(simulator, worker=False) as service:
        lists = service.container.application.external_lists
        shared = await lists.follow(ERASED, "https://trakt.tv/users/jane/lists/best")
        await lists.follow(STAYS, "https://trakt.tv/users/jane/lists/best")
        uploaded = await lists.upload(ERASED, None, "Mine", "Const\ntt0133093\n")

        await deliver(service, DELETED)

        assert await column(service, list_followers) == [STAYS]
        assert await column(service, external_lists, external_lists.c.list_id) == [shared.external.list_id]
        for attempt in (
            lists.follow(ERASED, "https://trakt.tv/users/jane/lists/best"),
            lists.upload(ERASED, None, "Mine", "Const\ntt0133093\n"),
            service.container.application.on_demand(TitleKey("movie", 550), user=ERASED),
        ):
            with pytest.raises(AccountErased):
                await attempt
        assert await column(service, list_followers) == [STAYS]
        assert await column(service, import_shares) == []

        async with service.container.runtime.engine.connect() as connection:
            removed = select(outbox.c.topic, outbox.c.key).where(func.length(outbox.c.body) == 0)
            tombstones = {(row.topic, row.key.decode()) for row in await connection.execute(removed)}
        assert tombstones == {
            ("list.followed", f"{ERASED}:{shared.external.list_id}"),
            ("list.followed", f"{ERASED}:{uploaded.external.list_id}"),
            ("list.synced", str(uploaded.external.list_id)),
        }
