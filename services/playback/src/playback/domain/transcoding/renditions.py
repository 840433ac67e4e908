"""The renditions of a version: what is encoded on its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VideoRendition:
    """The picture in one size."""

    name: str
    """Such as `720p`."""
    width: int
    height: int
    bits_per_second: int
    """What it has at most, on average over a buffer of two seconds."""
    frame_rate: str
    """Frames per second as a fraction; the same for every rendition of a version."""


@dataclass(frozen=True, slots=True)
class AudioRendition:
    """One sound track."""

    name: str
    """Such as `audio-en`."""
    stream: int
    """The number of the stream in the source."""
    language: str
    """BCP 47."""
    default: bool
    bits_per_second: int = 128_000
