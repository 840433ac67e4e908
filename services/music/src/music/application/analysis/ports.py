"""Ports of the analysis of tracks."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from music.application.analysis.views import AnalysisView
from music.application.library.views import TrackFile
from music.domain.analysis.compatibility import Profile
from music.domain.analysis.keys import Key
from music.domain.analysis.loudness import Blocks
from music.domain.analysis.result import AnalysisStatus, TrackAnalysis


@dataclass(frozen=True, slots=True)
class DueTrack:
    """A track to analyze."""

    file: TrackFile
    album_id: UUID
    attempts: int
    """Failed ones before this."""
    bpm: float | None
    """What its tags state."""
    musical_key: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the analysis of a track has ended."""

    track: DueTrack
    analysis: TrackAnalysis | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class AlbumLoudness:
    """How loud an album is as a whole."""

    album_id: UUID
    loudness: float | None
    peak: float | None
    track_count: int
    """Of what it was computed: when the tracks change it is computed again."""
    latest: datetime


@dataclass(frozen=True, slots=True)
class DueAlbum:
    """An album whose tracks are all analyzed, and whose loudness is to be computed."""

    album_id: UUID
    track_count: int
    latest: datetime
    blocks: Sequence[Blocks]
    peaks: Sequence[float]


class Analyzer(Protocol):
    """Analyzes files, several at a time."""

    @property
    def processes(self) -> int:
        """Return how many files are analyzed at a time."""
        ...

    def check(self) -> None:
        """Raise ToolsMissing."""
        ...

    def open(self) -> AbstractAsyncContextManager["OpenAnalyzer"]:
        """Start the processes, and end them at the end."""
        ...


class OpenAnalyzer(Protocol):
    """The processes that analyze."""

    async def analyze(self, file: TrackFile) -> TrackAnalysis:
        """Return what the sound of a file is; raise AnalysisFailed."""
        ...


class Analyses(Protocol):
    """Stores analyses."""

    async def note_due(self, version: int, limit: int) -> int:
        """Note up to `limit` tracks that are new, changed or of a lower version as pending, and return how many."""
        ...

    async def release(self) -> None:
        """Note what was being analyzed as pending: its worker was lost."""
        ...

    async def claim(self, now: datetime, limit: int) -> Sequence[DueTrack]:
        """Return pending tracks that are due, those with fewer attempts first, and note them as running."""
        ...

    async def save(self, outcomes: Sequence[Outcome], version: int, now: datetime) -> None:
        """Save how analyses have ended: a track that failed is pending again, until it has had all its tries."""
        ...

    async def due_albums(self, album_ids: Collection[UUID] | None, limit: int) -> Sequence[DueAlbum]:
        """Return albums, perhaps only some, whose tracks are all analyzed and not those that were computed last."""
        ...

    async def save_albums(self, albums: Sequence[AlbumLoudness]) -> None:
        """Insert or replace the loudness of albums."""
        ...

    async def save_scale(self) -> None:
        """Save the median of the energies of all tracks, which scales them from 20 tracks on."""
        ...

    async def retry_failed(self) -> int:
        """Note every failed track as pending, and return how many."""
        ...

    async def counts(self) -> Mapping[AnalysisStatus, int]:
        """Return how many tracks whose files are there are in each state."""
        ...

    async def of_track(self, track_id: UUID) -> AnalysisView | None:
        """Return the analysis of a track, or null."""
        ...

    async def profiles(self, track_ids: Sequence[UUID]) -> Mapping[UUID, Profile]:
        """Return what mixing needs of tracks; what their tags state counts."""
        ...

    async def sample(self, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Return up to `limit` tracks whose files are there: by their ids from `pivot` on, then from the first."""
        ...

    async def near(
        self, folders: Sequence[UUID], bpm: tuple[float, float] | None, keys: Sequence[Key], limit: int
    ) -> Sequence[UUID]:
        """Return tracks within a tempo, or its double or half, and with one of the keys, the nearest tempo first."""
        ...
