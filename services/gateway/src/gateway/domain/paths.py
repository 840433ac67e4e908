"""Unambiguous paths: a path that two parsers could read differently is rejected, never repaired.

Routes are matched against the path decoded once; the original bytes are forwarded.
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
    """Return the segments of a raw path, each decoded once; raise BadPath with the rule that is broken."""
    if not raw.startswith(b"/") or len(raw) > MAX_PATH_BYTES:
        raise BadPath(f"path must begin with a slash and have at most {MAX_PATH_BYTES} bytes")
    if not _VISIBLE.fullmatch(raw) or b"\\" in raw or b"#" in raw:
        raise BadPath("path must not contain characters that need escaping")
    if b"//" in raw:
        raise BadPath("path must not contain empty segments")
    segments = _decoded(raw) if b"%" in raw else raw[1:].decode("ascii").split("/")
    may_have_dots = b"/." in raw or b"%" in raw
    if may_have_dots and any(segment.split(";", 1)[0] in _DOTS for segment in segments):
        raise BadPath("path must not contain dot segments")
    return tuple(segments)


def check_query(raw: bytes) -> None:
    """Raise BadPath for a query that is too long or not visible ASCII."""
    if len(raw) > MAX_QUERY_BYTES or not _VISIBLE.fullmatch(raw):
        raise BadPath(f"query must have at most {MAX_QUERY_BYTES} bytes and no characters that need escaping")


def _decoded(raw: bytes) -> list[str]:
    if _BAD_ESCAPE.search(raw):
        raise BadPath("path must not contain incomplete percent-escapes")
    if _HIDDEN.search(raw):
        raise BadPath("path must not contain an escaped slash, backslash or control character")
    try:
        return [unquote_to_bytes(segment).decode() for segment in raw[1:].split(b"/")]
    except UnicodeDecodeError as error:
        raise BadPath("path must be UTF-8") from error
