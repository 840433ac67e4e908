"""What the probe finds in a file. It is stored with the version as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The moving picture that is encoded."""

    index: int
    """The number of the stream in the file."""
    codec: str
    width: int
    """As it is shown: turned, and with square pixels."""
    height: int
    frame_rate: str
    """Frames per second as a fraction, such as `24000/1001`."""
    rotation: int = 0
    """Degrees by which the stored picture is turned clockwise: 0, 90, 180 or 270."""
    interlaced: bool = False

    @property
    def frames_per_second(self) -> Fraction:
        """Return the rate as a number."""
        return Fraction(self.frame_rate)


@dataclass(frozen=True, slots=True)
class AudioStream:
    """A sound track."""

    index: int
    codec: str
    channels: int
    sample_rate: int
    language: str
    """BCP 47; `und` when the file does not say."""
    default: bool = False


@dataclass(frozen=True, slots=True)
class TextStream:
    """A subtitle track of the file."""

    index: int
    codec: str
    language: str
    forced: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the video that has a name."""

    begin_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Media:
    """A file that can be encoded."""

    container: str
    duration_ms: int
    video: VideoStream
    audio: tuple[AudioStream, ...] = ()
    texts: tuple[TextStream, ...] = ()
    chapters: tuple[Chapter, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        return asdict(self)

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return the media that `as_json` has stored."""
        return cls(
            container=stored["container"],
            duration_ms=stored["duration_ms"],
            video=VideoStream(**stored["video"]),
            audio=tuple(AudioStream(**stream) for stream in stored["audio"]),
            texts=tuple(TextStream(**stream) for stream in stored["texts"]),
            chapters=tuple(Chapter(**chapter) for chapter in stored["chapters"]),
        )
