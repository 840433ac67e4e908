"""Lists the directories of a music folder with their audio files. It blocks: use it in a thread."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from chassis.storage.folders import open_folder
from music.domain.covers.sources import picture_kind
from music.domain.folders.errors import FolderUnreadable
from music.domain.library.formats import MEDIA_TYPES
from music.domain.scanning.digest import AudioFile, Directory, PictureFile, digest_of

_SUFFIXES: Final = tuple(f".{suffix}" for suffix in MEDIA_TYPES)
DEEPEST: Final = 32
"""Directories above a file at the most."""
LONGEST: Final = 1000
"""Bytes of a path: it is the key of an index."""


def directories(root: int) -> Iterator[Directory]:
    """Yield the directories below a descriptor, which is closed, in the order of their names.

    Those without audio files and pictures are left out. Raise FolderUnreadable for a folder that is empty or cannot be
    read.
    """
    try:
        yield from _directories(root, "", 0)
    finally:
        os.close(root)


def _directories(folder: int, path: str, depth: int) -> Iterator[Directory]:
    try:
        listing = _listed(folder, path)
    except OSError as error:
        if depth == 0:
            raise FolderUnreadable(f"it cannot be read: {os.strerror(error.errno or 0)}") from error
        yield Directory(path, (), b"", is_read=False)
        return
    if listing.is_empty and depth == 0:
        raise FolderUnreadable("it is empty: its disk may not be mounted")
    if listing.files or listing.pictures:
        files = tuple(sorted(listing.files, key=lambda file: file.path))
        pictures = tuple(sorted(listing.pictures, key=lambda picture: picture.name))
        yield Directory(path, files, digest_of(files, pictures), pictures=pictures)
    for name in sorted(listing.below):
        yield from _below(folder, f"{path}/{name}" if path else name, name, depth + 1)


@dataclass(slots=True)
class _Listing:
    """What a directory has."""

    files: list[AudioFile] = field(default_factory=list)
    pictures: list[PictureFile] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    is_empty: bool = True


def _listed(folder: int, path: str) -> _Listing:
    listing = _Listing()
    with os.scandir(folder) as entries:
        for entry in entries:
            listing.is_empty = False
            name = entry.name
            if name.startswith(".") or not _is_storable(f"{path}/{name}"):
                continue
            if entry.is_dir(follow_symlinks=False):
                listing.below.append(name)
            elif name.lower().endswith(_SUFFIXES) and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                relative = f"{path}/{name}" if path else name
                listing.files.append(AudioFile(relative, state.st_size, state.st_mtime_ns))
            elif picture_kind(name) is not None and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                listing.pictures.append(PictureFile(name, state.st_size, state.st_mtime_ns))
    return listing


def _below(parent: int, path: str, name: str, depth: int) -> Iterator[Directory]:
    try:
        folder = open_folder(name, parent) if depth <= DEEPEST else None
    except FileNotFoundError:
        return
    except OSError:
        folder = None
    if folder is None:
        yield Directory(path, (), b"", is_read=False)
        return
    try:
        yield from _directories(folder, path, depth)
    finally:
        os.close(folder)


def _is_storable(path: str) -> bool:
    """Return whether a path is valid UTF-8 and short enough for an index."""
    try:
        return len(path.encode()) <= LONGEST
    except UnicodeEncodeError:
        return False
