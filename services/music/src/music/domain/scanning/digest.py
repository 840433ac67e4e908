"""What a directory looked like: two scans that see the same need not read its files."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AudioFile:
    """A file as a directory lists it."""

    path: str
    """Relative to the music folder, with `/`."""
    bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A file that may show the album or the artist of its directory."""

    name: str
    bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The audio files and pictures of one directory, without those below it."""

    path: str
    """Relative to the music folder; empty for the folder itself."""
    files: tuple[AudioFile, ...]
    digest: bytes
    is_read: bool = True
    """False if it cannot be read: nothing in it, or below it, counts as missing."""
    pictures: tuple[PictureFile, ...] = ()


def digest_of(files: Iterable[AudioFile], pictures: Iterable[PictureFile] = ()) -> bytes:
    """Return 16 bytes that differ when a file was added, removed, renamed or changed."""
    digest = hashlib.blake2b(digest_size=16)
    listed = (
        *((file.path, file.bytes, file.modified_ns) for file in files),
        *((picture.name, picture.bytes, picture.modified_ns) for picture in pictures),
    )
    for name, size, modified_ns in listed:
        digest.update(f"{name}\0{size}\0{modified_ns}\0".encode("utf-8", "surrogateescape"))
    return digest.digest()
