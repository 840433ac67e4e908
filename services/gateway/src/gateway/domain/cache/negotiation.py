"""Which coding a client prefers for a stored response (RFC 9110 section 12.5.3)."""

import re
from functools import lru_cache
from typing import Final

IDENTITY: Final = b"identity"
CODINGS: Final = (b"zstd", b"br", b"gzip")
"""Those that the cache has, the one that is preferred among equals first."""
COMPRESSED_FROM: Final = 1024
"""Bytes of the shortest body that is compressed: a shorter one fits into one packet anyway."""

_QUALITY: Final = re.compile(rb"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")
_TYPES: Final = re.compile(rb"(?:text/|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b|image/svg\+xml)")


@lru_cache(maxsize=1024)
def preferred_coding(header: bytes) -> bytes:
    """Return the coding with the highest quality in `Accept-Encoding`; `identity` when nothing else is accepted.

    Malformed items are ignored.
    """
    qualities: dict[bytes, float] = {}
    for item in header.split(b","):
        name, semicolon, parameter = item.partition(b";")
        quality = _QUALITY.fullmatch(parameter.strip().lower()) if semicolon else None
        coding = name.strip().lower().replace(b"x-gzip", b"gzip")
        if coding and (quality or not semicolon):
            qualities.setdefault(coding, float(quality[1]) if quality else 1.0)
    others = qualities.get(b"*", 0.0)
    best = max(CODINGS, key=lambda coding: qualities.get(coding, others))
    quality_of_best = qualities.get(best, others)
    # The body as it is may be sent unless it is excluded; it counts below whatever a client lists.
    return best if quality_of_best > 0 and quality_of_best >= qualities.get(IDENTITY, 0.0) else IDENTITY


def is_compressible(content_type: bytes | None, length: int) -> bool:
    """Return whether a body becomes much shorter by compression."""
    return length >= COMPRESSED_FROM and content_type is not None and _TYPES.match(content_type.lower()) is not None
