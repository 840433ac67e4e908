"""The unit of work of music in one database transaction."""

from functools import partial
from typing import Final

from chassis.messaging.transaction import Transaction, Transactions
from chassis.storage.sessions.ended import SqlEndedSessions
from jobs.model import Job
from jobs.ports import Wake
from jobs.postgres.rows import plain_queue
from jobs.postgres.unit_of_work import SqlJobUnits, SqlJobWork
from music.application.jobs import REGISTRY
from music.infrastructure.analysis.repository import SqlAnalyses
from music.infrastructure.changes.repository import SqlChanges
from music.infrastructure.covers.databases import SqlEntityPictures
from music.infrastructure.covers.repository import SqlCovers
from music.infrastructure.enrichment.repository import SqlMetadata
from music.infrastructure.explore.repository import SqlDiscovery
from music.infrastructure.folders.repository import SqlFolders
from music.infrastructure.library.repository import SqlLibrary
from music.infrastructure.listening.repository import SqlPlays
from music.infrastructure.marks.repository import SqlMarks
from music.infrastructure.missing.repository import SqlMissingTracks
from music.infrastructure.mixes.candidates import SqlCandidates
from music.infrastructure.mixes.repository import SqlMixes
from music.infrastructure.playlists.collaborators import SqlCollaborators
from music.infrastructure.playlists.entries import SqlEntries
from music.infrastructure.playlists.repository import SqlPlaylists
from music.infrastructure.radio.repository import SqlRadio
from music.infrastructure.scanning.repository import SqlScanned
from music.infrastructure.subsonic.library import SqlAppLibrary
from music.infrastructure.subsonic.passwords import SqlAppPasswords
from music.infrastructure.subsonic.states import SqlAppStates
from music.infrastructure.tables import ended_sessions, jobs, schedules
from music.infrastructure.users.repository import SqlUsers

QUEUE: Final = plain_queue(jobs, REGISTRY)


class SqlUnitOfWork(SqlJobWork[Job]):
    """The stores of all subjects in one transaction."""

    def __init__(self, transaction: Transaction, wake: Wake = lambda: None) -> None:
        super().__init__(transaction, QUEUE, schedules, wake)
        connection = transaction.connection
        self.metadata = SqlMetadata(connection)
        self.folders = SqlFolders(connection)
        self.scanned = SqlScanned(connection)
        self.library = SqlLibrary(connection)
        self.users = SqlUsers(connection)
        self.playlists = SqlPlaylists(connection)
        self.entries = SqlEntries(connection)
        self.collaborators = SqlCollaborators(connection)
        self.marks = SqlMarks(connection)
        self.plays = SqlPlays(connection)
        self.discovery = SqlDiscovery(connection)
        self.candidates = SqlCandidates(connection)
        self.mixes = SqlMixes(connection)
        self.app_passwords = SqlAppPasswords(connection)
        self.app_library = SqlAppLibrary(connection)
        self.app_states = SqlAppStates(connection)
        self.radio = SqlRadio(connection)
        self.ended_sessions = SqlEndedSessions(connection, ended_sessions)
        self.analyses = SqlAnalyses(connection)
        self.missing = SqlMissingTracks(connection)
        self.changes = SqlChanges(connection)
        self.covers = SqlCovers(connection)
        self.entity_pictures = SqlEntityPictures(connection)


class SqlUnits(SqlJobUnits[SqlUnitOfWork]):
    """Opens units of work, and connections for queries."""

    def __init__(self, transactions: Transactions, wake: Wake = lambda: None) -> None:
        """`wake` notifies the workers of this process that jobs were queued."""
        super().__init__(transactions, partial(SqlUnitOfWork, wake=wake))
