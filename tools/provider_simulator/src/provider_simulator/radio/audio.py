"""Silence as MP3, with blocks of ICY metadata in between: one byte of length in units of 16 bytes, then the block."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import cycle
from typing import Final

INTERVAL: Final = 8192
"""Bytes of audio between two blocks."""
TITLE_SECONDS: Final = 20.0
_BURST: Final = 4
"""Seconds of audio that a listener gets at once, as at real stations."""
_RATES: Final = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Bit rates of MPEG-1 Layer III, by their number in the header less one."""


def frame(bit_rate: int) -> bytes:
    """Return a frame of silence: 1152 samples at 44.1 kHz in stereo."""
    header = bytes([0xFF, 0xFB, (_RATES.index(bit_rate) + 1) << 4, 0x64])
    return header + bytes(144 * bit_rate * 1000 // 44100 - len(header))


def block(title: str) -> bytes:
    """Return a block with a title, and its length before it."""
    text = f"StreamTitle='{title}';".encode()[: 255 * 16]
    units = -(-len(text) // 16)
    return bytes([units]) + text.ljust(units * 16, b"\0")


def with_titles(audio: Iterator[bytes], titles: Iterator[str | None]) -> Iterator[bytes]:
    """Yield audio in pieces of the interval, each followed by the block of its title; null changes nothing."""
    pending = bytearray()
    for piece in audio:
        pending += piece
        while len(pending) >= INTERVAL:
            title = next(titles)
            yield bytes(pending[:INTERVAL]) + (b"\0" if title is None else block(title))
            del pending[:INTERVAL]


def silence(bit_rate: int) -> Iterator[bytes]:
    """Yield frames of silence without end."""
    return cycle((frame(bit_rate),))


def changes(titles: Sequence[str], blocks: int) -> Iterator[str | None]:
    """Yield each title once when it begins, and null for `blocks` less one blocks while it plays."""
    for title in cycle(titles or ("",)):
        yield title
        yield from (None,) * (blocks - 1)


async def paced(pieces: Iterator[bytes], bytes_per_second: float) -> AsyncIterator[bytes]:
    """Yield pieces as fast as they are played, after a burst."""
    began = time.monotonic() - _BURST
    sent = 0
    for piece in pieces:
        wait = began + sent / bytes_per_second - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        yield piece
        sent += len(piece)
