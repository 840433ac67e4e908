"""The quality of the picture of a file: as a server measured it, as the name says, or estimated from the bit rate."""

from collections.abc import Mapping
from typing import Final

from sources.domain.files.listed import ListedFile
from sources.domain.names.parsed import ParsedName

QUALITIES: Final = ("SD", "HD", "FHD", "2K", "4K", "8K")
"""From the lowest."""
_BY_PIXELS: Final = (
    ("8K", 6_000, 3_600),
    ("4K", 3_200, 1_800),
    ("2K", 2_200, 1_300),
    ("FHD", 1_700, 900),
    ("HD", 1_100, 650),
    ("SD", 1, 1),
)
"""The least width or height; wide pictures have fewer lines."""
_BY_RATE: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "H.264": (40, 20, 8, 4.5, 2.5),
    "H.265": (20, 10, 4.5, 2, 1.5),
    "AV1": (14, 6, 3.5, 1.5, 1),
    "VP9": (16, 8, 4, 1.8, 1.2),
    "XVID": (float("inf"), 10, 5, 2.5, 1.25),
}
"""The least megabits per second of 8K, 4K, 2K, FHD and HD."""
_CODECS: Final = {
    "h264": "H.264",
    "avc": "H.264",
    "avc1": "H.264",
    "x264": "H.264",
    "hevc": "H.265",
    "h265": "H.265",
    "hvc1": "H.265",
    "x265": "H.265",
    "av1": "AV1",
    "av01": "AV1",
    "vp9": "VP9",
    "vp8": "VP8",
    "mpeg4": "XVID",
    "xvid": "XVID",
    "divx": "XVID",
    "mpeg2video": "MPEG-2",
    "vc1": "VC-1",
}
_MEGABIT: Final = 1_000_000


def quality_of(file: ListedFile, parsed: ParsedName) -> str | None:
    """Return `8K`, `4K`, `2K`, `FHD`, `HD` or `SD`, or null when it is unknown."""
    width, height = file.streams.width or 0, file.streams.height or 0
    if width > 0 or height > 0:
        return next(
            name for name, least_width, least_height in _BY_PIXELS if width >= least_width or height >= least_height
        )
    return parsed.quality or _of_rate(file, codec_of(file, parsed))


def codec_of(file: ListedFile, parsed: ParsedName) -> str | None:
    """Return the codec of the picture as a server states it, or else that of the name."""
    stated = file.streams.video_codec
    return parsed.video_codec if not stated else _CODECS.get(stated.lower(), stated.upper())


def _of_rate(file: ListedFile, codec: str | None) -> str | None:
    duration, rates = file.streams.duration_ms, _BY_RATE.get(codec or "")
    if not duration or duration <= 0 or rates is None:
        return None
    rate = file.bytes * 8 / (duration / 1_000) / _MEGABIT
    return next((name for name, least in zip(reversed(QUALITIES), rates, strict=False) if rate >= least), "SD")


def rank_of(quality: str | None) -> int:
    """Return a number that is higher for a better quality; the lowest for an unknown one."""
    return -1 if quality is None else QUALITIES.index(quality)
