"""Ports of the music library."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.application.library.views import (
    AlbumFilter,
    AlbumOrder,
    AlbumView,
    ArtistView,
    GenreView,
    TrackFile,
    TrackFilter,
    TrackText,
    TrackView,
)


class Library(Protocol):
    """Reads the library in some music folders: the others do not exist for the user who reads.

    A list that is not counted has no total: what shows none does without a second query.
    """

    async def artists(
        self,
        folders: Sequence[UUID],
        part: Slice,
        *,
        only_of_albums: bool,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[ArtistView]:
        """Return artists by their sort names, perhaps only those of albums, or those with a part in their name."""
        ...

    async def artist(self, folders: Sequence[UUID], artist_id: UUID) -> ArtistView | None:
        """Return an artist, or null."""
        ...

    async def artists_by_id(self, folders: Sequence[UUID], artist_ids: Sequence[UUID]) -> Sequence[ArtistView]:
        """Return the artists with ids, in any order."""
        ...

    async def albums(
        self,
        folders: Sequence[UUID],
        which: AlbumFilter,
        order: AlbumOrder,
        part: Slice,
        *,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[AlbumView]:
        """Return albums with at least one track."""
        ...

    async def album(self, folders: Sequence[UUID], album_id: UUID) -> AlbumView | None:
        """Return an album with at least one track, or null."""
        ...

    async def albums_by_id(self, folders: Sequence[UUID], album_ids: Sequence[UUID]) -> Sequence[AlbumView]:
        """Return the albums with ids and at least one track, in any order."""
        ...

    async def tracks(
        self,
        folders: Sequence[UUID],
        which: TrackFilter,
        part: Slice,
        *,
        search: str | None = None,
        is_counted: bool = True,
    ) -> Part[TrackView]:
        """Return tracks whose files are there, by their sort titles."""
        ...

    async def tracks_of_album(self, album_id: UUID) -> Sequence[TrackView]:
        """Return the tracks of an album whose files are there, by disc and number."""
        ...

    async def tracks_by_id(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> Sequence[TrackView]:
        """Return the tracks with ids whose files are there, in any order."""
        ...

    async def existing(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> set[UUID]:
        """Return which of the tracks with ids have files that are there."""
        ...

    async def text(self, folders: Sequence[UUID], track_id: UUID) -> TrackText | None:
        """Return the lyrics and the comment of a track, or null."""
        ...

    async def files(self, folders: Sequence[UUID], track_ids: Sequence[UUID]) -> Sequence[TrackFile]:
        """Return where the files of tracks are, in any order."""
        ...

    async def file_for(
        self, user_id: UUID, track_id: UUID, *, everything: bool, only_in: UUID | None
    ) -> TrackFile | None:
        """Return where the file of a track is, or null if the user does not hear it: in every folder, or in one."""
        ...

    async def genres(self, folders: Sequence[UUID], part: Slice) -> Part[GenreView]:
        """Return genres by name."""
        ...

    async def genres_by_id(self, folders: Sequence[UUID], genre_ids: Sequence[UUID]) -> Sequence[GenreView]:
        """Return the genres with ids, in any order."""
        ...

    async def genre(self, folders: Sequence[UUID], genre_id: UUID) -> GenreView | None:
        """Return a genre, or null."""
        ...
