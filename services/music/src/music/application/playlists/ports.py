"""Ports of playlists."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.application.playlists.views import (
    Collaborator,
    EntryView,
    Invitation,
    NewEntry,
    Place,
    PlaylistFilter,
    PlaylistView,
)
from music.domain.playlists.playlist import Playlist, Role


class Playlists(Protocol):
    """Reads and writes playlists. What a user reads leaves out what the user may not hear."""

    async def lock_user(self, user_id: UUID) -> None:
        """Let no other transaction of the user count or create playlists until this one ends; raise AccountErased."""
        ...

    async def lock(self, playlist_id: UUID, user_id: UUID) -> tuple[Playlist, Role | None] | None:
        """Return a playlist with the role of a user, or null; no other transaction changes it until this one ends."""
        ...

    async def view(self, folders: Sequence[UUID], playlist_id: UUID, user_id: UUID) -> PlaylistView | None:
        """Return a playlist as a user sees it, whether the user may or not, or null."""
        ...

    async def page(
        self, folders: Sequence[UUID], user_id: UUID, which: PlaylistFilter, part: Slice
    ) -> Part[PlaylistView]:
        """Return playlists that the user may see, the last changed first."""
        ...

    async def count_of(self, user_id: UUID) -> int:
        """Return how many playlists a user owns."""
        ...

    async def save(self, playlist: Playlist) -> None:
        """Store a playlist."""
        ...

    async def delete(self, playlist_id: UUID) -> None:
        """Delete a playlist with its entries and collaborators."""
        ...

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete what users own, and remove them from the playlists of others, whose entries stay."""
        ...


class PlaylistEntries(Protocol):
    """Reads and writes the entries of playlists."""

    async def page(
        self, folders: Sequence[UUID], playlist_id: UUID, part: Slice, *, words: str | None
    ) -> Part[EntryView]:
        """Return entries in the order of the playlist, perhaps only those with words in the titles of their tracks."""
        ...

    async def count(self, playlist_id: UUID) -> int:
        """Return the number of all entries."""
        ...

    async def contained(self, playlist_id: UUID, track_ids: Sequence[UUID]) -> set[UUID]:
        """Return which tracks a playlist has."""
        ...

    async def has(self, playlist_id: UUID, entry_id: UUID) -> bool:
        """Return whether a playlist has an entry."""
        ...

    async def around(
        self, playlist_id: UUID, place: Place, without: UUID | None = None
    ) -> tuple[int | None, int | None]:
        """Return the ranks between which a place is; raise PlaylistEntryNotFound."""
        ...

    async def distribute(self, playlist_id: UUID) -> None:
        """Store new ranks of the entries with gaps, in the same order."""
        ...

    async def add(self, playlist_id: UUID, entries: Sequence[NewEntry]) -> None:
        """Store entries."""
        ...

    async def move(self, playlist_id: UUID, entry_id: UUID, rank: int) -> None:
        """Store another rank of an entry."""
        ...

    async def remove(self, playlist_id: UUID, entry_ids: Sequence[UUID]) -> int:
        """Delete entries, and return how many there were."""
        ...

    async def remove_audible(self, folders: Sequence[UUID], playlist_id: UUID) -> None:
        """Delete the entries whose tracks are in some music folders."""
        ...


class Collaborators(Protocol):
    """Reads and writes who was invited to playlists."""

    async def of(self, playlist_id: UUID) -> Sequence[Collaborator]:
        """Return all of a playlist, the first invited first."""
        ...

    async def find(self, playlist_id: UUID, user_id: UUID) -> Collaborator | None:
        """Return one, or null."""
        ...

    async def count(self, playlist_id: UUID) -> int:
        """Return the number of them."""
        ...

    async def save(self, playlist_id: UUID, collaborator: Collaborator) -> None:
        """Store one."""
        ...

    async def delete(self, playlist_id: UUID, user_id: UUID) -> bool:
        """Delete one, and return whether there was one."""
        ...

    async def accept(self, playlist_id: UUID, user_id: UUID, now: datetime) -> bool:
        """Note that a user has accepted, and return whether the user was invited."""
        ...

    async def invitations(self, user_id: UUID) -> Sequence[Invitation]:
        """Return what a user has not accepted yet, the newest first."""
        ...
