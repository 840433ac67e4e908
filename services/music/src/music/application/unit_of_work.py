"""What can be read and written within one transaction."""

from typing import Protocol

from chassis.core.sessions.ended import EndedSessions
from chassis.core.unit_of_work import ReaderFactory, UnitOfWorkFactory
from jobs.model import Job
from jobs.ports import QueueWork
from music.application.analysis.ports import Analyses
from music.application.changes.ports import Changes
from music.application.covers.ports import Covers, EntityPictures
from music.application.enrichment.ports import Metadata
from music.application.explore.ports import Discovery
from music.application.folders.ports import Folders
from music.application.library.ports import Library
from music.application.listening.ports import Plays
from music.application.marks.ports import StoredMarks
from music.application.missing.ports import MissingTracks
from music.application.mixes.ports import Candidates, Mixes
from music.application.playlists.ports import Collaborators, PlaylistEntries, Playlists
from music.application.radio.ports import FavouriteStations
from music.application.scanning.ports import Scanned
from music.application.subsonic.ports import AppLibrary, AppPasswords, AppStates
from music.application.users.ports import Users


class UnitOfWork(QueueWork[Job], Protocol):
    """The stores of all subjects in one transaction."""

    @property
    def folders(self) -> Folders:
        """Return music folders."""
        ...

    @property
    def metadata(self) -> Metadata:
        """Return what other databases state of artists and albums."""
        ...

    @property
    def scanned(self) -> Scanned:
        """Return what scans read and write."""
        ...

    @property
    def library(self) -> Library:
        """Return artists, albums and tracks as users read them."""
        ...

    @property
    def users(self) -> Users:
        """Return the users of the server."""
        ...

    @property
    def playlists(self) -> Playlists:
        """Return playlists."""
        ...

    @property
    def entries(self) -> PlaylistEntries:
        """Return the entries of playlists."""
        ...

    @property
    def collaborators(self) -> Collaborators:
        """Return who was invited to playlists."""
        ...

    @property
    def marks(self) -> StoredMarks:
        """Return favourites and ratings."""
        ...

    @property
    def plays(self) -> Plays:
        """Return plays."""
        ...

    @property
    def discovery(self) -> Discovery:
        """Return what users do not know."""
        ...

    @property
    def candidates(self) -> Candidates:
        """Return what may be recommended."""
        ...

    @property
    def mixes(self) -> Mixes:
        """Return mixes."""
        ...

    @property
    def app_passwords(self) -> AppPasswords:
        """Return app passwords."""
        ...

    @property
    def app_library(self) -> AppLibrary:
        """Return what only apps read of the library."""
        ...

    @property
    def app_states(self) -> AppStates:
        """Return what apps store for users."""
        ...

    @property
    def radio(self) -> FavouriteStations:
        """Return the radio stations of users."""
        ...

    @property
    def ended_sessions(self) -> EndedSessions:
        """Return the sign-in sessions that have ended."""
        ...

    @property
    def analyses(self) -> Analyses:
        """Return analyses of tracks."""
        ...

    @property
    def covers(self) -> Covers:
        """Return pictures of albums and artists."""
        ...

    @property
    def entity_pictures(self) -> EntityPictures:
        """Return pictures of albums and artists that no file shows."""
        ...

    @property
    def missing(self) -> MissingTracks:
        """Return tracks whose files are missing."""
        ...

    @property
    def changes(self) -> Changes:
        """Return changes of the library."""
        ...


Units = UnitOfWorkFactory[UnitOfWork]
"""Opens units of work."""
Readers = ReaderFactory[UnitOfWork]
"""Opens connections for queries."""
