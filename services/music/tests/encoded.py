"""Beginnings of encoded files for tests, which state what their encoders have added."""

import struct


def info_frame(
    delay: int,
    padding: int,
    *,
    name: bytes = b"Info",
    version: int = 1,
    mode: int = 1,
    encoder: bytes = b"LAME3.100",
    flags: int = 15,
) -> bytes:
    """Return the first frame of an MP3 file of 128 kbit/s and 44.1 kHz, or 64 kbit/s and 22.05 kHz of version 2."""
    second, third = (0xFB, 0x90) if version == 1 else (0xF3, 0x80)
    side = {(1, False): 32, (1, True): 17, (2, False): 17, (2, True): 9}[version, mode == 3]
    fields = sum(size for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)) if flags & bit)
    head = bytes([0xFF, second, third, mode << 6]) + bytes(side) + name + bytes([0, 0, 0, flags]) + bytes(fields)
    stated = bytes([delay >> 4, (delay & 15) << 4 | padding >> 8, padding & 255])
    frame = head + encoder + bytes(12) + stated + bytes(9)
    return frame.ljust(417 if version == 1 else 208, b"\0")


def opus_head(pre_skip: int) -> bytes:
    """Return the first page of an Opus file of two channels."""
    packet = b"OpusHead" + struct.pack("<BBHIhB", 1, 2, pre_skip, 48_000, 0, 0)
    return b"OggS" + bytes(22) + bytes([1, len(packet)]) + packet


def m4a(
    *edits: tuple[int, int],
    duration: int,
    movie_scale: int = 44_100,
    version: int = 0,
    handler: bytes = b"soun",
) -> bytes:
    """Return an MP4 file of one track of 44.1 kHz, of which edits present a duration from a place on."""
    movie_header = bytes(4) + bytes(8) + struct.pack(">II", movie_scale, 0) + bytes(80)
    times = struct.pack(">QQIQ", 0, 0, 44_100, duration) if version else struct.pack(">IIII", 0, 0, 44_100, duration)
    media = _box(b"mdhd", bytes([version, 0, 0, 0]) + times + bytes(4)) + _box(b"hdlr", bytes(8) + handler + bytes(13))
    form = ">Qqi" if version else ">Iii"
    entries = b"".join(struct.pack(form, *edit, 65_536) for edit in edits)
    listed = _box(b"edts", _box(b"elst", bytes([version, 0, 0, 0]) + struct.pack(">I", len(edits)) + entries))
    track = _box(b"trak", _box(b"tkhd", bytes(84)) + (listed if edits else b"") + _box(b"mdia", media))
    return (
        _box(b"ftyp", b"M4A \0\0\0\0") + _box(b"mdat", bytes(64)) + _box(b"moov", _box(b"mvhd", movie_header) + track)
    )


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content
