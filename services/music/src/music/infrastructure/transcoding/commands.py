"""How ffmpeg encodes a track. The same file becomes the same bytes, so that a range of an evicted one still fits."""

from collections.abc import Sequence
from typing import Final

from music.domain.streaming.encodings import Encoding, Target
from music.infrastructure.audio.inputs import QUIET, arguments

VERSION: Final = 1
"""Rises when the same track would become other bytes."""
_SOUND: Final = ("-map", "0:a:0", "-map_metadata", "-1", "-af", "aformat=channel_layouts=stereo|mono")
_EXACT: Final = ("-fflags", "+bitexact", "-flags:a", "+bitexact", "-flush_packets", "1")
_CODECS: Final = {
    Encoding.OPUS: ("-c:a", "libopus", "-vbr", "on"),
    Encoding.MP3: ("-c:a", "libmp3lame"),
}
_CONTAINERS: Final = {
    # A page each 200 ms: the first sound is sent soon.
    Encoding.OPUS: ("-page_duration", "200000", "-f", "ogg"),
    # The header with the duration would be written at the end, which a stream cannot.
    Encoding.MP3: ("-write_xing", "0", "-id3v2_version", "0", "-f", "mp3"),
}


def command(ffmpeg: str, descriptor: int, target: Target) -> Sequence[str]:
    """Return the command that prints an encoded track."""
    return (
        *(ffmpeg, *QUIET, "-v", "error", *arguments(descriptor), *_SOUND, *_EXACT),
        *(*_CODECS[target.encoding], "-b:a", f"{target.bit_rate.value}k", *_CONTAINERS[target.encoding], "-"),
    )
