"""Audio files for tests: FLAC with tags and without a sound, which every reader of tags takes for whole."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

_RATE: Final = 44100
Values = Mapping[str, str | Sequence[str]]


def flac(tags: Values, *, seconds: float = 200.0, picture: bytes = b"") -> bytes:
    """Return a FLAC file of a duration with Vorbis comments and perhaps a front cover; tags may have several values."""
    samples = int(seconds * _RATE)
    # Sizes of blocks and frames, then 20 bits of rate, 3 of channels less one, 5 of depth less one, 36 of samples.
    packed = (_RATE << 44) | (1 << 41) | (15 << 36) | samples
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    fields = [
        f"{name.upper()}={value}".encode()
        for name, values in tags.items()
        for value in ((values,) if isinstance(values, str) else values)
    ]
    vendor = b"tests"
    comment = struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(fields))
    comment += b"".join(struct.pack("<I", len(field)) + field for field in fields)
    blocks = [(0, info), (4, comment)]
    if picture:
        kind = b"image/png"
        header = struct.pack(">II", 3, len(kind)) + kind + struct.pack(">IIIIII", 0, 0, 0, 0, 0, len(picture))
        blocks.append((6, header + picture))
    last = len(blocks) - 1
    return b"fLaC" + b"".join(_block(*block, last=number == last) for number, block in enumerate(blocks))


def write(path: Path, *, seconds: float = 200.0, picture: bytes = b"", **tags: str | Sequence[str]) -> Path:
    """Write such a file, with the directories above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(flac(tags, seconds=seconds, picture=picture))
    return path


def _block(kind: int, content: bytes, *, last: bool) -> bytes:
    return bytes([kind | (0x80 if last else 0)]) + len(content).to_bytes(3, "big") + content
