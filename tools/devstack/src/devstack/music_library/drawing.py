"""Draws covers: rings and a sun in the colors of an album, as PNG."""

import struct
import zlib
from random import Random
from typing import Final

import numpy as np

SIDE: Final = 600
_RINGS: Final = 5


Picture = np.ndarray


def draw(seed: int, side: int = SIDE) -> Picture:
    """Return a square picture; the same for the same seed."""
    random = Random(seed)
    ground, *colors = [_color(random) for _ in range(_RINGS + 1)]
    rows, columns = np.mgrid[0:side, 0:side].astype(np.float32) / side
    picture = np.empty((side, side, 3), np.uint8)
    picture[:] = ground
    for place, color in enumerate(colors):
        x, y = random.random(), random.random()
        radius = 0.5 - 0.08 * place
        distance = np.hypot(columns - x, rows - y)
        inside = distance < radius if place % 2 else np.abs(distance - radius) < 0.05
        picture[inside] = color
    return picture


def png(picture: Picture) -> bytes:
    """Return an RGB picture as a file."""
    height, width, _ = picture.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, width * 3)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _color(random: Random) -> tuple[int, int, int]:
    return random.randrange(30, 230), random.randrange(30, 230), random.randrange(30, 230)
