"""Playlists of HLS whose whole segments are encrypted with AES-128 (RFC 8216 section 4.3.2.4).

The key line has no IV: that of a segment is its number in the playlist, from zero. The line stands behind the one that
names the initialization, which is therefore not encrypted. Ranges of an encrypted segment mean nothing, so there are
no playlists of keyframes.
"""

from typing import Final
from uuid import UUID

IV_BYTES: Final = 16
KEY_PATH: Final = "/api/v1/playback/licenses/aes-128"
_MAP: Final = "#EXT-X-MAP:"
_KEYFRAMES: Final = "#EXT-X-I-FRAME-STREAM-INF:"


def key_line(base: str, key_id: UUID) -> str:
    """Return the line that names a key; `base` is the public address of the API, or empty for that of the playlist."""
    return f'#EXT-X-KEY:METHOD=AES-128,URI="{base.rstrip("/")}{KEY_PATH}/{key_id}"'


def with_key_line(playlist: str, line: str) -> str:
    """Return the playlist of a track with a key line for all of its segments."""
    lines = playlist.splitlines()
    at = next(number for number, one in enumerate(lines) if one.startswith(_MAP))
    return "\n".join([*lines[: at + 1], line, *lines[at + 1 :], ""])


def without_keyframes(master: str) -> str:
    """Return a master playlist that names no playlists of keyframes."""
    return "\n".join([*(line for line in master.splitlines() if not line.startswith(_KEYFRAMES)), ""])


def segments_of(playlist: str) -> list[str]:
    """Return the segments of a playlist in their order, without the initialization."""
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def iv_of(number: int) -> bytes:
    """Return the IV of a segment by its number in the playlist."""
    return number.to_bytes(IV_BYTES, "big")
