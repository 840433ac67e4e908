"""Implementations of the journal's ports, and titles for their suites."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
from services.library.tests.fakes import InMemoryLibrary
from sqlalchemy import select

from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from library.application.titles.commands import UpdateSeasonPart
from library.application.unit_of_work import UnitOfWork
from library.bootstrap import Container
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import NewMark, NewPlay
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.title import Facts, Title
from library.infrastructure.tables import outbox
from library.infrastructure.unit_of_work import SqlUnitOfWork

USER, OTHER, BATCH = UUID(int=7), UUID(int=8), UUID(int=99)
SHOW = Title(UUID(int=1), "show", 1396, Facts(1, "Breaking Bad", ended=True, listed_seasons=(1,)))
MOVIE = Title(UUID(int=2), "movie", 603, Facts(1, "The Matrix"))
SEASON = UpdateSeasonPart(
    UUID(int=3), 1, 1, SHOW.media_id, 1, 1, (EpisodeDetails(1, source_id=501), EpisodeDetails(2, source_id=502))
)
FIRST = NewPlay(
    media_id=SHOW.media_id,
    place=EpisodeNumber(1, 1),
    watched_at=NOON - timedelta(days=2),
    duration_seconds=2700,
    origin="scrobble:jellyfin",
    key="session-1",
    batch_id=BATCH,
    causation={"server": "living-room"},
)
SECOND = NewPlay(media_id=SHOW.media_id, place=EpisodeNumber(1, 2))
RATED = NewMark(media_id=MOVIE.media_id, kind="rating", value=85, key="rating-1", batch_id=BATCH)
PlayEvents = Callable[[], Awaitable[list[tuple[UUID, bool]]]]


@dataclass(frozen=True, slots=True)
class Store:
    """An implementation, and the published plays as pairs of id and retraction."""

    units: UnitOfWorkFactory[UnitOfWork]
    plays: PlayEvents

    @asynccontextmanager
    async def work(self, user: UUID = USER) -> AsyncIterator[UnitOfWork]:
        """Open a unit of work in which a user is locked."""
        async with self.units.begin() as work:
            await work.users.lock(user)
            yield work


def in_memory() -> Store:
    fake = InMemoryLibrary()

    async def plays() -> list[tuple[UUID, bool]]:
        return fake.published_plays

    return Store(fake, plays)


def in_postgres(container: Container) -> Store:
    transactions = container.runtime.transactions

    async def plays() -> list[tuple[UUID, bool]]:
        query = select(outbox.c.body).where(outbox.c.topic == "play.recorded").order_by(outbox.c.id)
        async with transactions.read() as connection:
            bodies = (await connection.execute(query)).scalars()
            events = [orjson.loads(body) for body in bodies if body]
        return [(UUID(event["playId"]), event["retracted"]) for event in events]

    return Store(UnitsOfWork(transactions, SqlUnitOfWork), plays)
