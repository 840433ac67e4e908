"""The ICY protocol: what a radio station plays, in blocks between the bytes of its audio.

A client that sends `Icy-MetaData: 1` may get the header `icy-metaint: N`. Then, after every N bytes of audio, there is
one byte L and a block of 16 x L bytes, which is empty while nothing has changed.
https://cast.readme.io/docs/icy
"""

from dataclasses import dataclass
from typing import Final

UNIT: Final = 16
"""The length of a block is in units of so many bytes."""
LONGEST_BLOCK: Final = 255 * UNIT
SHORTEST_INTERVAL: Final = 256
"""With fewer bytes of audio between its blocks a station sends more titles than sound."""
_MOST_DIGITS: Final = 9


def interval_of(header: str | None) -> int | None:
    """Return how many bytes of audio are between two blocks by `icy-metaint`, or null where there are none."""
    text = (header or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        return None
    return int(text) or None


@dataclass(frozen=True, slots=True)
class IcyPart:
    """What some bytes of a station have: audio, and the blocks that were complete with them."""

    audio: bytes
    blocks: tuple[bytes, ...] = ()


class IcySplitter:
    """Divides what a station sends into audio and blocks, however it is cut. It holds one block at most."""

    def __init__(self, interval: int) -> None:
        if interval < 1:
            raise ValueError("there is at least one byte of audio between two blocks")
        self._interval = interval
        self._until_block = interval
        """Bytes of audio until the next block."""
        self._block = bytearray()
        self._missing = 0
        """Bytes that the block which has begun lacks."""

    def feed(self, chunk: bytes) -> IcyPart:
        """Return what the next bytes have."""
        audio: list[bytes] = []
        blocks: list[bytes] = []
        at = 0
        while at < len(chunk):
            if self._missing:
                part = chunk[at : at + self._missing]
                self._block += part
                self._missing -= len(part)
                at += len(part)
                if not self._missing:
                    blocks.append(bytes(self._block))
                    self._block.clear()
            elif self._until_block:
                part = chunk[at : at + self._until_block]
                audio.append(part)
                self._until_block -= len(part)
                at += len(part)
            else:
                self._missing = chunk[at] * UNIT
                self._until_block = self._interval
                at += 1
        return IcyPart(b"".join(audio), tuple(blocks))
