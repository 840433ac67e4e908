"""Ports of covers."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.domain.covers.pictures import CoverSize
from music.domain.covers.sources import AlbumPlaces, FileState
from music.domain.enrichment.fields import EntityKind
from music.domain.folders.folder import MusicFolder
from programs.pictures.rules import Encoded, Form


@dataclass(frozen=True, slots=True)
class AlbumToRead:
    """An album with what its cover was read from last."""

    id: UUID
    places: AlbumPlaces
    key: bytes | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a source: a picture, a problem, or neither."""

    key: bytes
    picture_id: str | None = None
    problem: str | None = None


class Encoder(Protocol):
    """Decodes pictures and encodes them again."""

    async def encode(self, data: bytes, forms: Sequence[Form]) -> Encoded:
        """Return a picture in forms; raise PictureRejected or EncoderBusy."""
        ...


class FolderPictures(Protocol):
    """The pictures of a music folder that is open."""

    async def picture(self, path: str, limit: int) -> bytes | None:
        """Return a file, or null when it is not there any more or has more bytes than `limit`."""
        ...

    async def embedded(self, paths: Sequence[str], limit: int) -> bytes | None:
        """Return the first picture that one of the tracks embeds, or null."""
        ...


class PictureDisk(Protocol):
    """The music folders on the disk."""

    def open(self, folder: MusicFolder) -> AbstractAsyncContextManager[FolderPictures]:
        """Open a music folder; raise FolderUnreadable."""
        ...


class Covers(Protocol):
    """Stores pictures, and which album or artist they show."""

    async def albums(self, folder_id: UUID, after: UUID | None, limit: int) -> Sequence[AlbumToRead]:
        """Return the next albums with tracks that are there, by id."""
        ...

    async def cover_files(
        self, folder_id: UUID, directories: Collection[str]
    ) -> tuple[Mapping[str, FileState], Mapping[str, int]]:
        """Return the best cover file of each directory that has one, and the numbers of albums in directories."""
        ...

    async def artist_files(self, folder_id: UUID, after: str | None, limit: int) -> Sequence[tuple[str, FileState]]:
        """Return the next directories with pictures of artists, each with the best one."""
        ...

    async def artist_below(self, folder_id: UUID, directory: str) -> UUID | None:
        """Return the artist of all albums in and below a directory, or null when there are several or none."""
        ...

    async def artist_keys(self, folder_id: UUID) -> Mapping[UUID, bytes]:
        """Return what the pictures of artists were read from last."""
        ...

    async def has_picture(self, picture_id: str) -> bool:
        """Return whether a picture is stored; it is kept for a while then."""
        ...

    async def add_picture(self, picture_id: str, encoded: Encoded, forms: Mapping[CoverSize, bytes]) -> None:
        """Store a picture that may be stored already."""
        ...

    async def save_album(self, album_id: UUID, reading: Reading) -> None:
        """Save what the files of an album show, unless the album is gone."""
        ...

    async def save_artist(self, folder_id: UUID, artist_id: UUID, reading: Reading) -> None:
        """Save what the directory of an artist shows, unless the artist is gone."""
        ...

    async def keep_artists(self, folder_id: UUID, artist_ids: Collection[UUID]) -> None:
        """Delete the pictures of all other artists in a folder."""
        ...

    async def album_picture(self, album_id: UUID) -> str | None:
        """Return the id of the picture of an album, or null."""
        ...

    async def artist_picture(self, folders: Sequence[UUID], artist_id: UUID) -> str | None:
        """Return the id of the picture of an artist in the folders, or null."""
        ...

    async def form(self, picture_id: str, size: CoverSize) -> bytes | None:
        """Return a picture in a size, or null."""
        ...

    async def remove_unused(self, before: datetime, limit: int) -> int:
        """Delete pictures that show nothing and were stored before an instant; return how many."""
        ...


class EntityPictures(Protocol):
    """Pictures of albums and artists that no file shows."""

    async def own(self, kind: EntityKind, entity_id: UUID) -> str | None:
        """Return the id of what an administrator has chosen or a file shows, or null."""
        ...

    async def keep(self, kind: EntityKind, entity_id: UUID, picture_id: str | None) -> None:
        """Save what a database has: it is shown where there is nothing else."""
        ...

    async def choose(self, kind: EntityKind, entity_id: UUID, picture_id: str | None) -> None:
        """Save what an administrator has chosen; null withdraws the choice."""
        ...
