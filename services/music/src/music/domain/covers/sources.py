"""Where the picture of an album comes from: a file in its directory, or what its tracks embed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from music.domain.library.grouping import album_directory

_NAMES: Final = ("cover", "folder", "front", "album")
"""The first wins."""
_ARTIST: Final = "artist"
_SUFFIXES: Final = ("jpg", "jpeg", "png", "webp")
_READING: Final = b"1"
"""Changes when pictures must be read again although their files are the same."""
EMBEDDED_TRACKS: Final = 3
"""Tracks of an album that are searched for an embedded picture: it is in all of them, or in the first."""


class PictureKind(StrEnum):
    """What a picture in a directory shows. The values are stored."""

    COVER = "cover"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was listed."""

    path: str
    """Relative to the music folder."""
    bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class AlbumPlaces:
    """Where the tracks of an album are."""

    directories: Sequence[str]
    first_tracks: Sequence[FileState]
    """The first of them that may embed a picture."""


@dataclass(frozen=True, slots=True)
class PictureSource:
    """What a picture is read from."""

    key: bytes
    """Differs when the picture may be another one."""
    file: str | None = None
    """Path of a picture file, or null for one that a track embeds."""
    tracks: tuple[str, ...] = ()
    """Paths of tracks that may embed it. Without a file and tracks there is no picture."""


def picture_kind(name: str) -> tuple[PictureKind, int] | None:
    """Return what a file shows by its name, and its rank among those of its directory: the lowest is shown."""
    stem, _, suffix = name.lower().rpartition(".")
    if suffix not in _SUFFIXES:
        return None
    if stem == _ARTIST:
        return PictureKind.ARTIST, _SUFFIXES.index(suffix)
    if stem in _NAMES:
        return PictureKind.COVER, _NAMES.index(stem) * len(_SUFFIXES) + _SUFFIXES.index(suffix)
    return None


def cover_directories(places: AlbumPlaces) -> list[str]:
    """Return the directories that may have the cover of an album: its own, then those above directories of discs."""
    above = (album_directory(directory) for directory in sorted(places.directories))
    return list(dict.fromkeys((*sorted(places.directories), *above)))


def album_source(places: AlbumPlaces, covers: Mapping[str, FileState], albums_in: Mapping[str, int]) -> PictureSource:
    """Return where the cover of an album comes from.

    `covers` are the best cover files by directory. In a directory with tracks of several albums, a cover file shows no
    particular one of them; what the tracks embed does.
    """
    for directory in cover_directories(places):
        cover = covers.get(directory)
        if cover is not None and albums_in.get(directory, 0) <= 1:
            return file_source(cover)
    tracks = places.first_tracks[:EMBEDDED_TRACKS]
    return PictureSource(_key("tracks", tracks), tracks=tuple(track.path for track in tracks))


def file_source(file: FileState) -> PictureSource:
    """Return a picture file as a source."""
    return PictureSource(_key("file", [file]), file=file.path)


def _key(kind: str, files: Sequence[FileState]) -> bytes:
    """Return 16 bytes of names, sizes and times; a moved directory keeps its pictures."""
    parts = [(file.path.rpartition("/")[2], file.bytes, file.modified_ns) for file in files]
    return hashlib.blake2b(_READING + repr((kind, parts)).encode(), digest_size=16).digest()
