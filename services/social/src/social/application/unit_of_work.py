"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.sessions.ended import EndedSessions
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from social.application.people.ports import People
from social.application.relations.ports import Relations


class UnitOfWork(Protocol):
    """The stores of all subjects in one transaction."""

    @property
    def people(self) -> People:
        """Return the users of the server."""
        ...

    @property
    def relations(self) -> Relations:
        """Return friends, followers and blocks."""
        ...

    @property
    def ended_sessions(self) -> EndedSessions:
        """Return sessions that have ended."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
Readers = ReaderFactory[UnitOfWork]
