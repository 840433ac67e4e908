"""What a file is, by its first bytes: its name and the type that a client states prove nothing."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from playback.domain.uploads.errors import FileRejected
from playback.domain.uploads.upload import Purpose

HEAD_BYTES: Final = 4096
"""How much of a file is looked at."""
_TS_PACKETS: Final = (188, 192, 204)
"""Distances of the synchronization bytes of a transport stream, with and without time stamps or checksums."""
_SYNC: Final = 0x47
_TEXT_LIMIT: Final = 0.02
"""The largest share of control characters in a text."""


class Rejection(StrEnum):
    """Why a file is rejected. The values are stored and part of the API."""

    EMPTY = "file_empty"
    SIZE = "file_size"
    DISGUISED = "file_disguised"
    UNKNOWN = "file_unknown"
    CHECKSUM = "file_checksum"
    SUBTITLES = "file_subtitles"
    SOURCE_CHANGED = "source_changed"
    SOURCE_MISSING = "source_missing"
    SOURCE_LATE = "source_late"


def _transport_stream(head: bytes) -> bool:
    return any(
        len(head) > first + 2 * packet and all(head[first + index * packet] == _SYNC for index in range(3))
        for packet in _TS_PACKETS
        for first in (0, packet - 188)
    )


def _frames(head: bytes) -> bool:
    """Return whether a sound begins without a container: MP3 or AAC frames."""
    return len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x18 != 0x08


def _begins(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _riff(kind: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(b"RIFF") and head[8:12] == kind


def _boxes(head: bytes) -> bool:
    return head[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


_CONTAINERS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "mp4": _boxes,
    "matroska": _begins(b"\x1aE\xdf\xa3"),
    "avi": _riff(b"AVI "),
    "mpeg-ts": _transport_stream,
    "mpeg-ps": _begins(b"\x00\x00\x01\xba"),
    "flv": _begins(b"FLV\x01"),
    "asf": _begins(b"0&\xb2u\x8ef\xcf\x11"),
    "mxf": _begins(b"\x06\x0e+4\x02\x05\x01\x01"),
    "ogg": _begins(b"OggS"),
}
_SOUNDS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "mp3": lambda head: head.startswith(b"ID3") or _frames(head),
    "flac": _begins(b"fLaC"),
    "wav": _riff(b"WAVE"),
    "aiff": _begins(b"FORM"),
}
_OTHERS: Final[Mapping[str, Callable[[bytes], bool]]] = {
    "a playlist, which refers to other files": lambda head: head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"#EXTM3U"),
    "a picture": lambda head: head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"GIF8")) or _riff(b"WEBP")(head),
    "an archive": _begins(b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\xfd7zXZ", b"BZh"),
    "a program": _begins(b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!"),
    "a PDF document": _begins(b"%PDF"),
}


def check_content(purpose: Purpose, head: bytes) -> str:
    """Return the format of a file by its first bytes; raise FileRejected when it is none for the purpose."""
    if not head:
        raise FileRejected(Rejection.EMPTY, "The file is empty")
    for what, matches in _OTHERS.items():
        if matches(head):
            raise FileRejected(Rejection.DISGUISED, f"The file is {what}")
    if purpose is Purpose.SUBTITLES:
        return _check_subtitles(head)
    for name, matches in _CONTAINERS.items():
        if matches(head):
            return name
    if any(matches(head) for matches in _SOUNDS.values()):
        raise FileRejected(Rejection.DISGUISED, "The file is a sound without a picture")
    if _is_text(head):
        raise FileRejected(Rejection.DISGUISED, "The file is a text")
    raise FileRejected(Rejection.UNKNOWN, "The file has no format that is read")


def _check_subtitles(head: bytes) -> str:
    if any(matches(head) for matches in (*_CONTAINERS.values(), *_SOUNDS.values())) and not _is_text(head):
        raise FileRejected(Rejection.DISGUISED, "The file is a video or a sound")
    if not _is_text(head):
        raise FileRejected(Rejection.DISGUISED, "The file is no text")
    return "text"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in head)
    return controls <= _TEXT_LIMIT * len(head)
