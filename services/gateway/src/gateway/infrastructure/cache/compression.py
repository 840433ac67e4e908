"""Compression of stored responses: once per coding, off the event loop when it takes long."""

import asyncio
from typing import Final

import cramjam

ZSTD_LEVEL: Final = 6
BROTLI_LEVEL: Final = 5
GZIP_LEVEL: Final = 6
INLINE_BYTES: Final = 32_768
"""A longer body takes more than half a millisecond."""


def compressed(coding: bytes, body: bytes) -> bytes:
    """Return a body in a coding."""
    if coding == b"zstd":
        return bytes(cramjam.zstd.compress(body, level=ZSTD_LEVEL))
    if coding == b"br":
        return bytes(cramjam.brotli.compress(body, level=BROTLI_LEVEL))
    return bytes(cramjam.gzip.compress(body, level=GZIP_LEVEL))


async def compress(coding: bytes, body: bytes) -> bytes:
    """Return a body in a coding, computed in a thread if it is long."""
    if len(body) <= INLINE_BYTES:
        return compressed(coding, body)
    return await asyncio.to_thread(compressed, coding, body)
