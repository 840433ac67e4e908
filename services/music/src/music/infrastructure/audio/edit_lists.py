"""The edit list of the sound in an MP4 file (ISO/IEC 14496-12): which part of it is presented."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_MOST_BOXES: Final = 200
_LARGEST: Final = 4096
"""Bytes of a box that is read: those that are needed are small."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    begin: int
    end: int


def edited(file: BinaryIO) -> tuple[int, int | None] | None:
    """Return how many samples before and behind the presented part there are; null unless one edit leaves some out.

    Many files end with the last sample that is presented, and their decoders do not: then the second one is null.
    """
    length = file.seek(0, 2)
    try:
        movie = _child(file, _Box(b"", 0, length), b"moov")
        if movie is None:
            return None
        movie_scale = _times(_content(file, movie, b"mvhd"))[0]
        for track in _boxes(file, movie):
            if track.kind == b"trak" and (edit := _edit_of(file, track, movie_scale)) is not None:
                return edit
    except (struct.error, ValueError, IndexError):
        return None
    return None


def _edit_of(file: BinaryIO, track: _Box, movie_scale: int) -> tuple[int, int | None] | None:
    media, edits = _child(file, track, b"mdia"), _child(file, track, b"edts")
    if media is None or edits is None or _content(file, media, b"hdlr")[8:12] != b"soun":
        return None
    scale, duration = _times(_content(file, media, b"mdhd"))
    entries = _entries(_content(file, edits, b"elst"))
    if len(entries) != 1 or entries[0][1] <= 0 or not movie_scale or not scale:
        return None
    presented, begin = entries[0]
    # The presented part is in units of the movie, which may be coarser than samples.
    behind = duration - begin - round(presented * scale / movie_scale)
    is_exact = behind > 0 and (movie_scale >= scale or behind * movie_scale > scale)
    return begin, behind if is_exact else None


def _entries(content: bytes) -> list[tuple[int, int]]:
    """Return the duration and the begin of each edit; the begin of a pause is -1."""
    (number,) = struct.unpack_from(">I", content, 4)
    form = struct.Struct(">Qqi" if content[0] else ">Iii")
    return [form.unpack_from(content, 8 + form.size * at)[:2] for at in range(min(number, 2))]


def _times(content: bytes) -> tuple[int, int]:
    """Return the units per second and the duration in a header of a movie or of media."""
    scale, duration = struct.unpack_from(">IQ" if content[0] else ">II", content, 20 if content[0] else 12)
    return scale, duration


def _content(file: BinaryIO, parent: _Box, kind: bytes) -> bytes:
    """Return the content of a small box; raise ValueError when it is not there."""
    box = _child(file, parent, kind)
    if box is None or box.end - box.begin > _LARGEST:
        raise ValueError(f"{kind!r} must be a box of at most {_LARGEST} bytes")
    file.seek(box.begin)
    return file.read(box.end - box.begin)


def _child(file: BinaryIO, parent: _Box, kind: bytes) -> _Box | None:
    return next((box for box in _boxes(file, parent) if box.kind == kind), None)


def _boxes(file: BinaryIO, parent: _Box) -> Iterator[_Box]:
    """Yield the boxes in another one, as many as files have."""
    place = parent.begin
    for _ in range(_MOST_BOXES):
        if place + 8 > parent.end:
            return
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            header, (size,) = 16, struct.unpack(">Q", file.read(8))
        elif size == 0:
            size = parent.end - place
        if size < header or place + size > parent.end:
            return
        yield _Box(kind, place + header, place + size)
        place += size
