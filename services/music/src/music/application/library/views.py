"""Artists, albums and tracks as they are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from music.domain.analysis.result import SoundSource
from music.domain.library.tags import Gapless
from music.domain.marks.marks import NO_MARKS, Marks


@dataclass(frozen=True, slots=True)
class PictureRef:
    """A picture that is stored."""

    id: str
    """The same for the same file."""
    color: str
    """Its most frequent color, as `#rrggbb`."""


@dataclass(frozen=True, slots=True)
class ArtistRef:
    """The name of an artist."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ArtistView:
    """An artist, with what the user may hear of it."""

    id: UUID
    name: str
    sort_name: str
    mbid: str | None
    album_count: int
    track_count: int
    marks: Marks = NO_MARKS
    """Of the user who reads."""
    picture: PictureRef | None = None


@dataclass(frozen=True, slots=True)
class GenreView:
    """A genre, with what the user may hear of it."""

    id: UUID
    name: str
    album_count: int
    track_count: int


@dataclass(frozen=True, slots=True)
class AlbumView:
    """An album."""

    id: UUID
    folder_id: UUID
    name: str
    artist: ArtistRef
    year: int | None
    released: str | None
    is_compilation: bool
    mbid: str | None
    """Of the release."""
    group_mbid: str | None
    """Of its release group."""
    track_count: int
    disc_count: int
    duration_ms: int
    bytes: int
    added_at: datetime
    marks: Marks = NO_MARKS
    """Of the user who reads."""
    cover: PictureRef | None = None
    cover_problem: str | None = None
    """Why the picture of its files cannot be shown."""


@dataclass(frozen=True, slots=True)
class TrackView:
    """A track."""

    id: UUID
    album_id: UUID
    album_name: str
    title: str
    artists: Sequence[ArtistRef]
    track_number: int | None
    disc_number: int
    disc_title: str | None
    year: int | None
    genres: Sequence[str]
    duration_ms: int | None
    bit_rate: int | None
    sample_rate: int | None
    channels: int | None
    bit_depth: int | None
    gapless: Gapless | None
    suffix: str
    """The extension of the file, in small letters."""
    bytes: int
    bpm: float | None
    musical_key: str | None
    isrc: str | None
    recording_mbid: str | None
    track_gain: float | None
    track_peak: float | None
    album_gain: float | None
    album_peak: float | None
    outro_ms: int | None
    energy: float | None
    danceability: float | None
    camelot: str | None
    """The place of the key on the Camelot wheel."""
    sources: "Sources"
    has_lyrics: bool
    tag_problem: str | None
    added_at: datetime
    marks: Marks = NO_MARKS
    """Of the user who reads."""
    cover: PictureRef | None = None
    """That of its album."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where values of a track are from; null without a value."""

    bpm: SoundSource | None
    key: SoundSource | None
    track_gain: SoundSource | None
    album_gain: SoundSource | None


@dataclass(frozen=True, slots=True)
class TrackText:
    """The lyrics and the comment of a track."""

    lyrics: str | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class TrackFile:
    """Where the file of a track is. No client gets it."""

    track_id: UUID
    root: str
    """Path of the music folder."""
    path: str
    """Relative to it."""
    title: str


class AlbumOrder(StrEnum):
    """How albums are ordered."""

    NAME = "name"
    ARTIST = "artist"
    NEWEST = "newest"
    """The last added first."""
    YEAR = "year"
    """The latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumFilter:
    """Which albums: null is any."""

    artist_id: UUID | None = None
    """Of the album itself, or of one of its tracks."""
    genre_id: UUID | None = None
    year: int | None = None
    folder_id: UUID | None = None
    is_compilation: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFilter:
    """Which tracks: null is any."""

    artist_id: UUID | None = None
    album_id: UUID | None = None
    genre_id: UUID | None = None
