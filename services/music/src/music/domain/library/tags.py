"""What the tags of an audio file state."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gapless:
    """How many samples an encoder has added, which are no part of the recording."""

    delay: int
    """Before it."""
    padding: int | None
    """Behind it; null where that is not stated, or decoders leave them out."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How a file is encoded. What a file does not state is null."""

    duration_ms: int | None = None
    bit_rate: int | None = None
    """Bits per second."""
    sample_rate: int | None = None
    """Hertz."""
    channels: int | None = None
    bit_depth: int | None = None
    gapless: Gapless | None = None


@dataclass(frozen=True, slots=True)
class Gain:
    """ReplayGain of a file: dB to add, and the highest sample where 1 is full scale. What is not stated is null."""

    track: float | None = None
    track_peak: float | None = None
    album: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a file. What is not stated is null or empty."""

    title: str | None = None
    artists: tuple[str, ...] = ()
    album_artists: tuple[str, ...] = ()
    album: str | None = None
    track_number: int | None = None
    disc_number: int | None = None
    disc_title: str | None = None
    genres: tuple[str, ...] = ()
    released: str | None = None
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
    is_compilation: bool = False
    bpm: float | None = None
    key: str | None = None
    comment: str | None = None
    lyrics: str | None = None
    isrc: str | None = None
    release_mbid: str | None = None
    recording_mbid: str | None = None
    artist_mbid: str | None = None
    gain: Gain = field(default=Gain())

    @property
    def year(self) -> int | None:
        """Return the year of the release."""
        return None if self.released is None else int(self.released[:4])


@dataclass(frozen=True, slots=True)
class FileTags:
    """What was read of a file."""

    tags: Tags = field(default=Tags())
    sound: Sound = field(default=Sound())
    problem: str | None = None
    """Why the tags could not be read, or null."""
