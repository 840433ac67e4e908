"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.sessions.ended import EndedSessions
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from jobs.model import Job
from jobs.ports import QueueWork
from sources.application.matching.ports import Matches, Titles
from sources.application.media_sources.ports import MediaSources
from sources.application.scanning.ports import Files, Folders, SourceEvents, SourceJobs


class UnitOfWork(QueueWork[Job], Protocol):
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
    def folders(self) -> Folders:
        """Return the folders of sources."""
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


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
Readers = ReaderFactory[UnitOfWork]
"""Opens connections for queries."""
