"""Analyses as they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from music.application.library.views import TrackView
from music.domain.analysis.compatibility import Compatibility, Profile
from music.domain.analysis.result import AnalysisStatus


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """The analysis of a track, besides what the track itself shows. What is not known is null."""

    status: AnalysisStatus
    problem: str | None = None
    version: int | None = None
    analyzed_at: datetime | None = None
    loudness: float | None = None
    loudness_range: float | None = None
    peak: float | None = None
    album_loudness: float | None = None
    outro_ms: int | None = None
    bpm: float | None = None
    bpm_alternative: float | None = None
    bpm_confidence: float | None = None
    key: int | None = None
    key_is_minor: bool | None = None
    key_confidence: float | None = None
    energy: float | None = None
    danceability: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the analysis of all tracks is."""

    counts: Mapping[AnalysisStatus, int] = field(default_factory=dict)
    is_running: bool = False
    seconds_per_track: float | None = None
    """On the wall, as measured last; null before the first tracks."""
    problem: str | None = None
    """Why nothing is analyzed, or null."""

    @property
    def pending(self) -> int:
        """Return how many tracks wait or are being analyzed."""
        return self.counts.get(AnalysisStatus.PENDING, 0) + self.counts.get(AnalysisStatus.RUNNING, 0)

    @property
    def remaining_seconds(self) -> int | None:
        """Return how long the rest takes at the present pace, or null if that is not known."""
        if not self.pending:
            return 0
        return None if self.seconds_per_track is None else round(self.pending * self.seconds_per_track)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that may be next in a mix."""

    track_id: UUID
    profile: Profile


@dataclass(frozen=True, slots=True)
class CompatibleTrack:
    """A track that goes with another."""

    track: TrackView
    compatibility: Compatibility
