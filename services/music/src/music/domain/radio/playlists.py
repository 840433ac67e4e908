"""What a station sends instead of audio: playlists that lead to it, and media types."""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Final

MOST_ENTRIES: Final = 5
"""Addresses of a playlist that are of interest: a station lists its servers in the order in which to try them."""
MOST_BYTES: Final = 64 * 1024
_LONGEST: Final = 2048
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}")
_PLAYLISTS: Final = frozenset(
    {
        "audio/mpegurl",
        "audio/x-mpegurl",
        "application/mpegurl",
        "application/x-mpegurl",
        "application/vnd.apple.mpegurl",
        "application/vnd.apple.mpegurl.audio",
        "audio/scpls",
        "audio/x-scpls",
        "application/pls",
        "application/pls+xml",
        "application/x-scpls",
    }
)
_UNCLEAR: Final = frozenset({"", "text/plain", "application/octet-stream"})
"""Media types of playlists on servers that have none for them."""
_SUFFIXES: Final = (".m3u", ".m3u8", ".pls")
_AUDIO: Final = frozenset({"application/ogg"})
_SEGMENTS: Final = re.compile(r"^#EXT-X-", re.MULTILINE | re.IGNORECASE)
_ENTRY: Final = re.compile(r"\s*file\d{1,3}\s*=\s*(.+)", re.IGNORECASE)


class Sent(Enum):
    """What a response is, by its media type and its address."""

    AUDIO = "audio"
    PLAYLIST = "playlist"
    OTHER = "other"


def media_type_of(header: str | None) -> str:
    """Return a media type without its parameters, or an empty text for one that is none."""
    text = (header or "").partition(";")[0].strip().lower()
    return text if _MEDIA_TYPE.fullmatch(text) else ""


def judge(media_type: str, path: str) -> Sent:
    """Return what a response is."""
    if media_type in _PLAYLISTS or (media_type in _UNCLEAR and path.lower().endswith(_SUFFIXES)):
        return Sent.PLAYLIST
    return Sent.AUDIO if media_type.startswith("audio/") or media_type in _AUDIO else Sent.OTHER


def is_segmented(content: bytes) -> bool:
    """Return whether a playlist lists pieces of audio (HLS) instead of addresses of the station."""
    return _SEGMENTS.search(content.decode("utf-8", "replace")) is not None


def entries(content: bytes) -> Sequence[str]:
    """Return the first addresses of a playlist, M3U or PLS. They may be relative to that of the playlist."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    if any(line.strip().lower() == "[playlist]" for line in lines[:10]):
        stated = [match[1] for line in lines if (match := _ENTRY.fullmatch(line))]
    else:
        stated = [line for line in lines if not line.lstrip().startswith("#")]
    usable = (text for line in stated if (text := line.strip()) and len(text) <= _LONGEST and text.isprintable())
    return list(dict.fromkeys(usable))[:MOST_ENTRIES]
