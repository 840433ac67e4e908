"""The unit of work: one transaction over every repository."""

from typing import Protocol

from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from ingestion.application.ports.jobs import Jobs
from ingestion.application.ports.repositories import (
    Cursors,
    ErasedUsers,
    Interests,
    Lists,
    SeasonStore,
    Shares,
    Slugs,
    StatisticsChecks,
    Titles,
)
from ingestion.domain.events import DomainEvent
from ingestion.domain.jobs import Job
from jobs.ports import JobWork, ScheduleStore


class Repositories(Protocol):
    """Every repository, on one connection."""

    @property
    def titles(self) -> Titles: ...
    @property
    def statistics(self) -> StatisticsChecks: ...
    @property
    def seasons(self) -> SeasonStore: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def schedules(self) -> ScheduleStore: ...
    @property
    def cursors(self) -> Cursors: ...
    @property
    def interests(self) -> Interests: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def erased_users(self) -> ErasedUsers: ...
    @property
    def slugs(self) -> Slugs: ...


class UnitOfWork(Repositories, JobWork[Job], Protocol):
    """One transaction: state and events are committed together, or not at all."""

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events when this transaction commits."""
        ...

    async def flush(self) -> None:
        """Write the published events into the outbox; only for a transaction that the caller commits."""
        ...


class UnitsOfWork(UnitOfWorkFactory[UnitOfWork], ReaderFactory[Repositories], Protocol):
    """Opens units of work, and connections for queries."""
