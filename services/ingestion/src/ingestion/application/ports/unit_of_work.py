"""The unit of work: one transaction over every repository."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from ingestion.application.ports.jobs import Jobs, Schedules
from ingestion.application.ports.repositories import Cursors, Interests, Lists, SeasonStore, Shares, Slugs, Titles
from ingestion.domain.events import Happening

Clock = Callable[[], datetime]


class Stores(Protocol):
    """Everything that is kept."""

    @property
    def titles(self) -> Titles: ...
    @property
    def seasons(self) -> SeasonStore: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def schedules(self) -> Schedules: ...
    @property
    def cursors(self) -> Cursors: ...
    @property
    def interests(self) -> Interests: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def slugs(self) -> Slugs: ...


class UnitOfWork(Stores, Protocol):
    """One transaction: state and events are kept together, or not at all."""

    async def publish(self, *happenings: Happening) -> None:
        """Tell of something, if this transaction commits."""
        ...

    async def flush(self) -> None:
        """Write what was told, where somebody else commits."""
        ...

    def after_commit(self, note: Callable[[], None]) -> None:
        """Have something noted when, and only when, the commit has come through."""
        ...

    async def commit(self) -> None: ...


class OpenUnit(Protocol):
    """Opens the store."""

    def __call__(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Open a transaction that rolls back unless committed."""
        ...

    def read(self) -> AbstractAsyncContextManager[Stores]:
        """Open the store for questions alone, each of them answered as of when it is asked."""
        ...
