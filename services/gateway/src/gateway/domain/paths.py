"""Paths that mean one thing to every reader: what could be read in two ways is refused, never repaired.

Routes are matched on the path decoded once; what is forwarded are the original bytes.
"""

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from gateway.domain.errors import BadPath

MAX_PATH_BYTES: Final = 4096
MAX_QUERY_BYTES: Final = 8192

_VISIBLE: Final = re.compile(rb"[!-~]*")
_BAD_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_HIDDEN: Final = re.compile(rb"%(?:2[fF]|5[cC]|[01][0-9A-Fa-f]|7[fF])")
_DOTS: Final = (".", "..")


def split_path(raw: bytes) -> tuple[str, ...]:
    """Give the segments of a path as it came, each decoded once; raises BadPath that says what is wrong."""
    if not raw.startswith(b"/") or len(raw) > MAX_PATH_BYTES:
        raise BadPath("The path must begin with a slash and be of sensible length")
    if not _VISIBLE.fullmatch(raw) or b"\\" in raw or b"#" in raw:
        raise BadPath("The path holds a character that has to be escaped")
    if b"//" in raw:
        raise BadPath("The path holds an empty segment")
    segments = _decoded(raw) if b"%" in raw else raw[1:].decode("ascii").split("/")
    if any(segment.split(";", 1)[0] in _DOTS for segment in segments):
        raise BadPath("The path holds a dot segment")
    return tuple(segments)


def check_query(raw: bytes) -> None:
    """Refuse a query that is no visible ASCII or too long; raises BadPath."""
    if len(raw) > MAX_QUERY_BYTES or not _VISIBLE.fullmatch(raw):
        raise BadPath("The query is too long or holds a character that has to be escaped")


def _decoded(raw: bytes) -> list[str]:
    if _BAD_ESCAPE.search(raw):
        raise BadPath("The path holds a broken escape")
    if _HIDDEN.search(raw):
        raise BadPath("The path holds an escaped slash, backslash or control character")
    try:
        return [unquote_to_bytes(segment).decode() for segment in raw[1:].split(b"/")]
    except UnicodeDecodeError as broken:
        raise BadPath("The path is not UTF-8") from broken
