"""Blocks of loudness as they are stored: pairs of a level and a number, compressed."""

import struct
import zlib
from typing import Final

from music.domain.analysis.loudness import Blocks

_PAIR: Final = struct.Struct(">hI")


def packed(blocks: Blocks) -> bytes:
    """Return the stored form."""
    return zlib.compress(b"".join(_PAIR.pack(step, number) for step, number in sorted(blocks.items())))


def unpacked(stored: bytes) -> dict[int, int]:
    """Return stored blocks."""
    return dict(_PAIR.iter_unpack(zlib.decompress(stored)))
