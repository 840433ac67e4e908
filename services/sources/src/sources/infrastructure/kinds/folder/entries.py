"""What counts in one folder, and the states of its files."""

import os
from collections.abc import Sequence
from typing import Final

from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.folder.states import state_of
from sources.infrastructure.servers.reading.paths import are_safe_names, is_media, is_read, safe_name

MOST_ENTRIES: Final = 200_000
"""In one folder, which is sorted in memory."""

Entries = tuple[list[os.DirEntry[str]], list[str]]
"""The media files of a folder, in no order, and the sorted names of the folders in it."""


class EmptyFolder(Exception):
    """A folder has no entries at all."""


def entries_of(folder: int) -> Entries:
    """Return what counts in an open folder; raise OSError, EmptyFolder, SourceFailed."""
    media: list[os.DirEntry[str]] = []
    names: list[str] = []
    folders: list[str] = []
    number = 0
    with os.scandir(folder) as scan:
        for number, entry in enumerate(scan, start=1):
            name = entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(name)
            elif is_media(name) and entry.is_file(follow_symlinks=False):
                media.append(entry)
                names.append(name)
            if number > MOST_ENTRIES:
                raise SourceFailed("too_large", f"a folder has more than {MOST_ENTRIES} entries")
    if not number:
        raise EmptyFolder
    if not are_safe_names(names):
        media = [entry for entry in media if safe_name(entry.name)]
    if folders:
        folders = sorted(name for name in folders if is_read(name) and safe_name(name))
    return media, folders


def states_of(media: Sequence[os.DirEntry[str]]) -> tuple[list[str], bool]:
    """Return the states of files that are still there, and whether that of every one could be read."""
    try:
        return list(map(state_of, media)), True
    except OSError:
        return _readable(media)


def _readable(media: Sequence[os.DirEntry[str]]) -> tuple[list[str], bool]:
    states, is_whole = [], True
    for entry in media:
        try:
            states.append(state_of(entry))
        except FileNotFoundError:
            continue
        except OSError:
            is_whole = False
    return states, is_whole
