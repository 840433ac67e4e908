"""Ports of app passwords and of what apps read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.application.library.views import AlbumView, TrackView
from music.domain.subsonic.credentials import AppPassword


@dataclass(frozen=True, slots=True)
class StoredPassword:
    """An app password with its sealed secret."""

    password: AppPassword
    sealed: bytes


@dataclass(frozen=True, slots=True)
class AppUser:
    """A user who may sign in by an app password."""

    id: UUID
    is_administrator: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomTracks:
    """Which tracks to choose from: null is any."""

    artist_ids: Sequence[UUID] | None = None
    genre: str | None = None
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class PlayQueue:
    """What a user plays, to go on elsewhere."""

    track_ids: Sequence[UUID]
    current: UUID | None
    position_ms: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in a track."""

    track_id: UUID
    position_ms: int
    comment: str | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What an app of a user plays."""

    track_id: UUID
    client: str
    since: datetime


class AppPasswords(Protocol):
    """Reads and writes app passwords."""

    async def lock_user(self, user_id: UUID) -> None:
        """Let no other transaction of the user create any until this one ends; raise AccountErased."""
        ...

    async def of(self, user_id: UUID) -> Sequence[StoredPassword]:
        """Return those of a user, the newest first."""
        ...

    async def by_digest(self, digest: bytes) -> AppPassword | None:
        """Return the one whose secret has a digest, or null."""
        ...

    async def add(self, stored: StoredPassword, digest: bytes) -> None:
        """Store a new one."""
        ...

    async def save_use(self, password_id: UUID, now: datetime, client: str) -> None:
        """Store that an app has used it."""
        ...

    async def delete(self, user_id: UUID, password_id: UUID) -> bool:
        """Delete one of a user, and return whether there was one."""
        ...

    async def user(self, user_id: UUID) -> AppUser | None:
        """Return a user by the id, or null."""
        ...

    async def user_of(self, username_digest: str) -> AppUser | None:
        """Return a user by the digest of the name, or null."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete everything that the apps of users have stored."""
        ...


class AppLibrary(Protocol):
    """Reads what only apps read, in some music folders."""

    async def random_tracks(self, folders: Sequence[UUID], which: RandomTracks, limit: int) -> Sequence[TrackView]:
        """Return tracks by chance."""
        ...

    async def random_albums(self, folders: Sequence[UUID], limit: int) -> Sequence[AlbumView]:
        """Return albums by chance."""
        ...

    async def albums_between(
        self, folders: Sequence[UUID], from_year: int, to_year: int, limit: int, offset: int
    ) -> Sequence[AlbumView]:
        """Return albums of years; the latest first if the first year is the later one."""
        ...

    async def genre_id(self, name: str) -> UUID | None:
        """Return the genre of a name, or null."""
        ...


class AppStates(Protocol):
    """Reads and writes play queues and bookmarks."""

    async def queue(self, user_id: UUID) -> PlayQueue | None:
        """Return the queue of a user, or null."""
        ...

    async def save_queue(self, user_id: UUID, queue: PlayQueue) -> None:
        """Replace the queue of a user."""
        ...

    async def bookmarks(self, user_id: UUID) -> Sequence[Bookmark]:
        """Return the bookmarks of a user, the last changed first."""
        ...

    async def save_bookmark(self, user_id: UUID, bookmark: Bookmark) -> None:
        """Store a bookmark; that of the same track is replaced, and keeps when it was created."""
        ...

    async def playing(self, user_id: UUID, after: datetime) -> Sequence[NowPlaying]:
        """Return what the apps of a user have begun to play since, the newest first."""
        ...

    async def save_playing(self, user_id: UUID, playing: NowPlaying) -> None:
        """Replace what an app of a user plays."""
        ...

    async def delete_bookmark(self, user_id: UUID, track_id: UUID) -> None:
        """Delete the bookmark of a track."""
        ...


class SecretSeal(Protocol):
    """Encrypts the secrets of app passwords."""

    def seal(self, password_id: UUID, secret: str) -> bytes:
        """Return a secret that only its own row opens."""
        ...

    def open(self, password_id: UUID, sealed: bytes) -> str | None:
        """Return the secret, or null if no key opens it."""
        ...
