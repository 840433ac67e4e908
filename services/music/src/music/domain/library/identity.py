"""By what a file is recognized after it has moved."""

import hashlib

from music.domain.library.grouping import GroupedFile


def content_key(file: GroupedFile, size: int) -> bytes:
    """Return what a file keeps when it is moved or renamed: its size, length and tags, 16 bytes.

    The sound itself is not read: that would cost a scan more than everything else.
    """
    tags, sound = file.read.tags, file.read.sound
    # Without tags, two files of one length are no evidence; their names have to agree too.
    name = file.path.rpartition("/")[2] if tags.title is None else ""
    parts = (size, sound.duration_ms, tags.title, tags.artists, tags.album, file.track_number, file.disc_number, name)
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()
