"""What can be read and written within one transaction."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from chassis.core.unit_of_work import UnitOfWorkFactory
from jobs.model import Job
from jobs.ports import JobStore, ScheduleStore
from sources.application.content.ports import EndedSessions
from sources.application.matching.ports import Matches, Titles
from sources.application.media_sources.ports import MediaSources
from sources.application.scanning.ports import Files, SourceEvents, SourceJobs


class UnitOfWork(Protocol):
    """The stores of all subjects in one transaction."""

    @property
    def media_sources(self) -> MediaSources:
        """Return media sources."""
        ...

    @property
    def files(self) -> Files:
        """Return the files of sources."""
        ...

    @property
    def matches(self) -> Matches:
        """Return which titles files are."""
        ...

    @property
    def titles(self) -> Titles:
        """Return titles."""
        ...

    @property
    def ended_sessions(self) -> EndedSessions:
        """Return the sessions that have ended."""
        ...

    @property
    def source_jobs(self) -> SourceJobs:
        """Return which jobs are scans of which sources."""
        ...

    @property
    def events(self) -> SourceEvents:
        """Return the events about sources."""
        ...

    @property
    def jobs(self) -> JobStore[Job]:
        """Return the queue."""
        ...

    @property
    def schedules(self) -> ScheduleStore:
        """Return the schedules of the queue."""
        ...

    async def queue(self, *jobs: Job) -> None:
        """Queue jobs, and notify the worker of this process when this transaction has committed."""
        ...

    async def job_changed(self, *jobs: Job) -> None:
        """Note that jobs have changed."""
        ...

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call `callback` after the commit has succeeded, and only then."""
        ...


class Readers(Protocol):
    """Opens connections for queries."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """Return a context in which each query is a transaction of its own."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
