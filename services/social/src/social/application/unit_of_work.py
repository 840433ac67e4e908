"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.sessions.ended import EndedSessions
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from social.application.activity.ports import Activities, Feed, SharingDecisions
from social.application.live.ports import Live
from social.application.people.ports import People
from social.application.relations.ports import Blocks, Follows, Friendships, Locks, Relations
from social.application.reviews.ports import ReviewErasure, ReviewMergers
from social.application.together.ports import Sessions
from social.domain.relations.events import DomainEvent


class UnitOfWork(Protocol):
    """The stores of all subjects in one transaction."""

    @property
    def people(self) -> People:
        """Return the users of the server."""
        ...

    @property
    def relations(self) -> Relations:
        """Return who may see whom."""
        ...

    @property
    def locks(self) -> Locks:
        """Return what serializes the changes of relations."""
        ...

    @property
    def friendships(self) -> Friendships:
        """Return friends and requests for friendship."""
        ...

    @property
    def follows(self) -> Follows:
        """Return who follows whom."""
        ...

    @property
    def blocks(self) -> Blocks:
        """Return blocks."""
        ...

    @property
    def activities(self) -> Activities:
        """Return what users have done."""
        ...

    @property
    def sharing(self) -> SharingDecisions:
        """Return who sees what users do."""
        ...

    @property
    def feed(self) -> Feed:
        """Return items as a viewer may see them."""
        ...

    @property
    def live(self) -> Live:
        """Return what happens now."""
        ...

    @property
    def together(self) -> Sessions:
        """Return sessions of watching and listening together."""
        ...

    async def publish(self, *events: DomainEvent) -> None:
        """Publish events, if the transaction commits."""
        ...

    @property
    def review_erasure(self) -> ReviewErasure:
        """Return the erasure of what users have written."""
        ...

    @property
    def review_mergers(self) -> ReviewMergers:
        """Return what moves reviews of titles that were merged."""
        ...

    @property
    def ended_sessions(self) -> EndedSessions:
        """Return sessions that have ended."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
Readers = ReaderFactory[UnitOfWork]
