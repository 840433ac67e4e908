"""How many samples at the beginning and end of a file its encoder has added, as the file itself states it.

| format | stated by |
|---|---|
| MP3 | the frame `Xing` or `Info` that LAME and its successors write: 12 bits each |
| AAC in MP4 | `iTunSMPB`, a tag; otherwise the edit list of the track |
| Opus | the pre-skip of its first page, at 48 kHz (RFC 7845); its end is that of the last page |
| FLAC, WAV, AIFF | nothing is added |
"""

import re
import struct
from typing import BinaryIO, Final

from music.domain.library.formats import suffix_of
from music.domain.library.tags import Gapless
from music.infrastructure.audio.edit_lists import edited

NOTHING: Final = Gapless(0, 0)
_EXACT: Final = frozenset({"flac", "wav", "aiff", "aif"})
_MP4: Final = frozenset({"m4a", "m4b"})
_SMPB: Final = re.compile(r"\s*[0-9A-Fa-f]{8} ([0-9A-Fa-f]{8}) ([0-9A-Fa-f]{8})(?: |$)")
_MOST_SAMPLES: Final = 1_000_000
"""More is no padding: such a value is not believed."""
_FIRST_FRAME: Final = 16_384
"""Bytes behind the tags within which the first frame begins."""
_LAME: Final = re.compile(rb"[\x20-\x7e]{4}[\x00\x20-\x7e]{5}")


def gapless_of(name: str, file: BinaryIO, smpb: str | None = None) -> Gapless | None:
    """Return what a file states, or null; `smpb` is its tag `iTunSMPB`."""
    suffix = suffix_of(name)
    if suffix in _EXACT:
        return NOTHING
    if smpb is not None and (stated := of_smpb(smpb)) is not None:
        return stated
    if suffix in _MP4:
        return _believed(edited(file))
    if suffix == "mp3":
        return of_mp3(_behind_id3(file))
    if suffix in ("opus", "ogg", "oga"):
        file.seek(0)
        return of_opus(file.read(512))
    return None


def of_smpb(text: str) -> Gapless | None:
    """Return what `iTunSMPB` states: hexadecimal numbers, of which the second and third are these."""
    match = _SMPB.match(text)
    return None if match is None else _believed((int(match[1], 16), int(match[2], 16)))


def of_mp3(data: bytes) -> Gapless | None:
    """Return what the first frame states; `data` begins where it is looked for."""
    at = _first_frame(data)
    if at is None:
        return None
    is_version_1 = data[at + 1] & 0x18 == 0x18
    is_mono = data[at + 3] & 0xC0 == 0xC0
    at += 4 + {(True, False): 32, (True, True): 17, (False, False): 17, (False, True): 9}[is_version_1, is_mono]
    if data[at : at + 4] not in (b"Xing", b"Info") or len(data) < at + 8:
        return None
    flags = data[at + 7]
    # Numbers of frames and bytes, a table of places, the quality: each is there if its flag is set.
    at += 8 + sum(size for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)) if flags & bit)
    stated = data[at + 21 : at + 24]
    if len(stated) < 3 or _LAME.match(data[at : at + 9]) is None:
        return None
    return _believed((stated[0] << 4 | stated[1] >> 4, (stated[1] & 0x0F) << 8 | stated[2]))


def of_opus(data: bytes) -> Gapless | None:
    """Return the pre-skip of the first page of an Ogg file; null for one that is not Opus."""
    if data[:4] != b"OggS" or len(data) < 27:
        return None
    at = 27 + data[26]
    if data[at : at + 8] != b"OpusHead" or len(data) < at + 12:
        return None
    return Gapless(struct.unpack_from("<H", data, at + 10)[0], None)


def _first_frame(data: bytes) -> int | None:
    """Return the place of the first header of a layer III frame, or null."""
    for at in range(max(0, min(len(data) - 4, _FIRST_FRAME))):
        first, second, third = data[at], data[at + 1], data[at + 2]
        is_header = first == 0xFF and second & 0xE6 == 0xE2 and second & 0x18 != 0x08
        if is_header and third & 0xF0 not in (0x00, 0xF0) and third & 0x0C != 0x0C:
            return at
    return None


def _behind_id3(file: BinaryIO) -> bytes:
    """Return the bytes behind the tags at the beginning of a file."""
    file.seek(0)
    head = file.read(10)
    place = 0
    if head[:3] == b"ID3" and len(head) == 10:
        size = 0
        for byte in head[6:]:
            size = size << 7 | byte & 0x7F
        place = 10 + size + (10 if head[5] & 0x10 else 0)
    file.seek(place)
    return file.read(_FIRST_FRAME + 512)


def _believed(stated: tuple[int, int | None] | None) -> Gapless | None:
    if stated is None or max(stated[0], stated[1] or 0) > _MOST_SAMPLES:
        return None
    return Gapless(*stated)
