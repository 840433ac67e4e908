"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.sessions.ended import EndedSessions
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from federation.application.imports.ports import Imports
from federation.application.peers.ports import Invitations, Peers
from federation.application.sharing.ports import ListCopies, Shares
from federation.application.trust.ports import Guards, OwnKeys, PeerKeys
from jobs.model import Job
from jobs.ports import QueueWork


class UnitOfWork(QueueWork[Job], Protocol):
    """The stores of all subjects in one transaction."""

    @property
    def own_keys(self) -> OwnKeys:
        """Return the keys of this server."""
        ...

    @property
    def peer_keys(self) -> PeerKeys:
        """Return the keys of peers."""
        ...

    @property
    def guards(self) -> Guards:
        """Return nonces and budgets."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Return invitations."""
        ...

    @property
    def peers(self) -> Peers:
        """Return peers."""
        ...

    @property
    def shares(self) -> Shares:
        """Return shares and deletions."""
        ...

    @property
    def list_copies(self) -> ListCopies:
        """Return the copies of lists."""
        ...

    @property
    def ended_sessions(self) -> EndedSessions:
        """Return the sign-in sessions that have ended."""
        ...

    @property
    def imports(self) -> Imports:
        """Return imports."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
Readers = ReaderFactory[UnitOfWork]
"""Opens connections for queries."""
