"""The quality score of a file, from 1 to 5 with one decimal: by medium, quality, codec, and size."""

from collections.abc import Mapping
from typing import Final

from sources.domain.files.listed import ListedFile
from sources.domain.names.parsed import ParsedName
from sources.domain.quality.picture import codec_of, quality_of

LEAST: Final = 1.0
MOST: Final = 5.0
_GIGABYTE: Final = 1_000_000_000

MEDIUM: Final[Mapping[str | None, float]] = {
    "BLURAY": 5.0,
    "WEB-DL": 4.5,
    "WEBRIP": 4.0,
    "HDTV": 3.5,
    "DVD": 3.0,
    None: 2.5,
    "SCREENER": 2.0,
    "VHS": 2.0,
    "TELECINE": 1.5,
    "TELESYNC": 1.0,
    "CAM": 1.0,
}
"""The base, by where the release was taken from."""
QUALITY: Final[Mapping[str | None, float]] = {
    "8K": 1.5,
    "4K": 1.5,
    "2K": 1.2,
    "FHD": 1.0,
    "HD": 0.5,
    "SD": 0.2,
    None: 0.0,
}
CODEC: Final[Mapping[str | None, float]] = {"H.265": 0.5, "AV1": 0.4, "H.264": 0.3, "VP9": 0.2, None: 0.0}
OTHER_CODEC: Final = 0.1
EXPECTED_GIGABYTES: Final[Mapping[str, float]] = {"8K": 16, "4K": 8, "2K": 4, "FHD": 2, "HD": 1, "SD": 0.7}
"""The size of a movie of `MOVIE_MINUTES`; a file whose duration is known is expected in proportion."""
MOVIE_MINUTES: Final = 110.0
EPISODE_SHARE: Final = 0.4
"""The size of an episode of unknown duration, of that of a movie."""
_SIZES: Final = ((0.3, -1.0), (0.5, -0.5), (0.7, -0.2), (2.0, 0.0), (3.0, 0.1))
"""Up to which share of the expected size a file gains or loses what; a larger one is wasteful."""
_WASTEFUL: Final = -0.1


def quality_score(file: ListedFile, parsed: ParsedName) -> float:
    """Return the score of a file."""
    quality, codec = quality_of(file, parsed), codec_of(file, parsed)
    score = MEDIUM.get(parsed.medium, MEDIUM[None]) + QUALITY.get(quality, 0.0) + CODEC.get(codec, OTHER_CODEC)
    score += size_share(file, parsed, quality)
    return round(min(max(score, LEAST), MOST), 1)


def size_share(file: ListedFile, parsed: ParsedName, quality: str | None) -> float:
    """Return what the size adds to the score, next to the one that is expected of the quality."""
    if quality is None or file.bytes <= 0:
        return 0.0
    duration = file.streams.duration_ms
    if duration:
        length = duration / 60_000 / MOVIE_MINUTES
    else:
        length = EPISODE_SHARE * max(len(parsed.episodes), 1) if parsed.is_episode else 1.0
    ratio = file.bytes / _GIGABYTE / (EXPECTED_GIGABYTES[quality] * length)
    return next((added for most, added in _SIZES if ratio < most), _WASTEFUL)
