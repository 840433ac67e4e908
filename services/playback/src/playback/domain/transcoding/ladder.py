"""Which sizes and bit rates a source is encoded in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import Final

from playback.domain.media.media import AudioStream, VideoStream
from playback.domain.transcoding.renditions import AudioRendition, VideoRendition


@dataclass(frozen=True, slots=True)
class Rung:
    """A size with its bit rate. A picture that stands upright fits the box that is turned."""

    height: int
    width: int
    bits_per_second: int


LADDER: Final = (
    Rung(2160, 3840, 14_000_000),
    Rung(1440, 2560, 8_000_000),
    Rung(1080, 1920, 5_000_000),
    Rung(720, 1280, 2_800_000),
    Rung(480, 854, 1_400_000),
    Rung(360, 640, 800_000),
    Rung(240, 426, 400_000),
)
"""The largest first. The bit rates are for the whole box at no more than 30 frames per second."""
OWN_SIZE: Final = Fraction(11, 10)
"""A source that is smaller than a box by no more than this is encoded in its own size under the name of the box."""
HIGHEST_RATE: Final = 60
"""Frames per second; a source with more loses some."""
SMOOTH_RATE: Final = 30
"""Above it a picture gets half as many bits again."""
LOWEST_BITS: Final = 100_000
MOST_TRACKS: Final = 8
"""Sound tracks of a source that are encoded; further ones are left out."""


def video_renditions(video: VideoStream) -> tuple[VideoRendition, ...]:
    """Return the renditions of a picture, the largest first: never larger than the picture, and at least one."""
    rate = frame_rate(video)
    fitting = []
    for rung in LADDER:
        scale = _scale(video, rung)
        if scale <= OWN_SIZE:
            fitting.append(_rendition(video, rung, min(scale, Fraction(1)), rate))
    if fitting:
        return tuple(fitting)
    own = _rendition(video, LADDER[-1], Fraction(1), rate)
    return (replace(own, name=f"{min(own.width, own.height)}p"),)


def frame_rate(video: VideoStream) -> Fraction:
    """Return the frames per second of every rendition: that of the source, halved until it is at most 60."""
    rate = video.frames_per_second
    while rate > HIGHEST_RATE:
        rate /= 2
    return rate


def audio_renditions(streams: Sequence[AudioStream]) -> tuple[AudioRendition, ...]:
    """Return the renditions of sound tracks in their order, each with a name of its own; one is the default."""
    kept = streams[:MOST_TRACKS]
    if not kept:
        return ()
    default = next((stream for stream in kept if stream.default), kept[0])
    seen: Counter[str] = Counter()
    renditions = []
    for stream in kept:
        seen[stream.language] += 1
        number = seen[stream.language]
        name = f"audio-{stream.language.lower()}" + (f"-{number}" if number > 1 else "")
        renditions.append(AudioRendition(name, stream.index, stream.language, stream is default))
    return tuple(renditions)


def _scale(video: VideoStream, rung: Rung) -> Fraction:
    """Return by how much the picture has to grow until it touches its box; less than 1 when it has to shrink."""
    long, short = max(video.width, video.height), min(video.width, video.height)
    return min(Fraction(rung.width, long), Fraction(rung.height, short))


def _rendition(video: VideoStream, rung: Rung, scale: Fraction, rate: Fraction) -> VideoRendition:
    width, height = _even(video.width, scale), _even(video.height, scale)
    share = min(Fraction(width * height, rung.width * rung.height), Fraction(1))
    bits = rung.bits_per_second * share * (Fraction(3, 2) if rate > SMOOTH_RATE else 1)
    rounded = max(ceil(bits / 1000) * 1000, LOWEST_BITS)
    return VideoRendition(f"{rung.height}p", width, height, rounded, f"{rate.numerator}/{rate.denominator}")


def _even(size: int, scale: Fraction) -> int:
    """Return the nearest even number that is not above the size: the planes of colour have half of it."""
    nearest = int(size * scale / 2 + Fraction(1, 2)) * 2
    return max(min(nearest, size // 2 * 2), 2)
