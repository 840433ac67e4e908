"""Which artist, album and track each file of a directory is.

Files are read directory by directory, since what one file lacks the others show: files of one album name by several
artists are a compilation, also where no tag says so.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final
from uuid import UUID, uuid5

from music.domain.library.names import UNKNOWN_ARTIST, VARIOUS, artists_of, is_various, key_of
from music.domain.library.tags import FileTags

NAMESPACE: Final = UUID("6e3c5a4e-6d0f-5d6c-9f63-4b1c1d2f7a55")
_DISC: Final = re.compile(r"^(?:cd|dis[ck]|vol(?:ume)?)[\s._-]*(?P<number>\d{1,2})\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^(?:(?P<disc>\d)-)?(?P<number>\d{1,3})(?:[\s._-]+|\)\s*)(?=\S)(?P<title>.+)$")


@dataclass(frozen=True, slots=True)
class Album:
    """The album that a file belongs to."""

    id: UUID
    name: str
    artist: str
    year: int | None
    released: str | None
    is_compilation: bool
    mbid: str | None


@dataclass(frozen=True, slots=True)
class GroupedFile:
    """A file with what it is."""

    path: str
    read: FileTags
    title: str
    artists: tuple[str, ...]
    """At least one."""
    album: Album
    track_number: int | None
    disc_number: int


@lru_cache(maxsize=65536)
def artist_id(name: str) -> UUID:
    """Return the id of an artist: of all spellings of the name."""
    return uuid5(NAMESPACE, f"artist:{key_of(name)}")


@lru_cache(maxsize=65536)
def genre_id(name: str) -> UUID:
    """Return the id of a genre: of all spellings of the name."""
    return uuid5(NAMESPACE, f"genre:{key_of(name)}")


def grouped(folder_id: UUID, directory: str, files: Iterable[tuple[str, FileTags]]) -> list[GroupedFile]:
    """Return what the files of one directory are; `directory` and the paths are relative to the music folder."""
    by_album: dict[str, list[tuple[str, FileTags]]] = defaultdict(list)
    for path, read in files:
        by_album[_album_name(directory, read)].append((path, read))
    return [
        _file(path, read, album)
        for name, members in by_album.items()
        for album in [_album(folder_id, directory, name, [read for _, read in members])]
        for path, read in members
    ]


def _album_name(directory: str, read: FileTags) -> str:
    return read.tags.album or PurePosixPath(album_directory(directory)).name or "[Unknown album]"


def album_directory(directory: str) -> str:
    """Return the directory of an album whose discs have directories of their own."""
    path = PurePosixPath(directory)
    return str(path.parent) if _DISC.match(path.name) and path.parent.name else directory


def _album(folder_id: UUID, directory: str, name: str, reads: Sequence[FileTags]) -> Album:
    first = [artists_of(read.tags.artists)[:1] for read in reads]
    stated = next((artists[0] for read in reads if (artists := artists_of(read.tags.album_artists))), None)
    single = {key_of(artists[0]) for artists in first if artists}
    is_compilation = any(read.tags.is_compilation for read in reads)
    if stated is None:
        has_name = any(read.tags.album for read in reads)
        if (is_compilation or len(single) > 1) and has_name:
            stated, is_compilation = VARIOUS, True
        else:
            stated = next((artists[0] for artists in first if artists), UNKNOWN_ARTIST)
    if is_various(stated):
        stated, is_compilation = VARIOUS, True
    released = min((read.tags.released for read in reads if read.tags.released), default=None)
    mbid = next((read.tags.release_mbid for read in reads if read.tags.release_mbid), None)
    # An album without a tag is its directory; one with a tag may be in several.
    place = "" if any(read.tags.album for read in reads) else album_directory(directory)
    key = mbid or f"{key_of(stated)}:{key_of(name)}:{released[:4] if released else ''}:{place}"
    return Album(
        id=uuid5(folder_id, f"album:{key}"),
        name=name,
        artist=stated,
        year=None if released is None else int(released[:4]),
        released=released,
        is_compilation=is_compilation,
        mbid=mbid,
    )


def _file(path: str, read: FileTags, album: Album) -> GroupedFile:
    tags = read.tags
    place = PurePosixPath(path)
    numbered = _NUMBERED.match(place.stem)
    in_disc = _DISC.match(place.parent.name)
    number, disc = tags.track_number, tags.disc_number
    if number is None and numbered is not None:
        number = int(numbered["number"])
        disc = disc or (int(numbered["disc"]) if numbered["disc"] else None)
    if disc is None and in_disc is not None:
        disc = int(in_disc["number"])
    title = tags.title or (numbered["title"] if numbered is not None else place.stem).replace("_", " ").strip()
    artists = artists_of(tags.artists) or ((album.artist,) if album.artist != VARIOUS else (UNKNOWN_ARTIST,))
    return GroupedFile(path, read, title or place.name, artists, album, number, disc or 1)
