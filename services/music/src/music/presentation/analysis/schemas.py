"""Bodies of analyses and mixes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from music.application.analysis.mixing import Shuffle
from music.application.analysis.views import AnalysisView, CompatibleTrack, Progress
from music.application.library.views import TrackView
from music.domain.analysis.compatibility import Transition
from music.domain.analysis.keys import Key
from music.domain.analysis.result import AnalysisStatus
from music.presentation.library.schemas import ID, TrackResponse


class ShuffleMode(StrEnum):
    """How tracks follow each other."""

    PLAIN = "plain"
    DJ = "dj"


class ShuffleParams(Parameters):
    """Which tracks to return."""

    mode: ShuffleMode = Field(
        default=ShuffleMode.PLAIN,
        description="`plain` at random; `dj` with each track going well with the one before, once half are analyzed",
        examples=["dj"],
    )
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None, description="Decides the order; by default another one each time", examples=[42]
    )
    limit: int = Field(default=50, ge=1, le=200, description="Maximum number of tracks", examples=[50])


class CompatibleParams(Parameters):
    """How many tracks to return."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of tracks", examples=[20])


class ShuffleResponse(ResponseModel):
    """Tracks in an order that the seed decides."""

    seed: int = Field(description="Returns the same order while the music stays the same", examples=[42])
    mode: ShuffleMode = Field(
        description="`plain` although `dj` was requested if too little is analyzed", examples=["dj"]
    )
    tracks: list[TrackResponse] = Field(description="The tracks")

    @classmethod
    def of(cls, shuffle: Shuffle) -> Self:
        """Return the body of a shuffle."""
        return cls(
            seed=shuffle.seed,
            mode=ShuffleMode.DJ if shuffle.is_mixed else ShuffleMode.PLAIN,
            tracks=[TrackResponse.of(track) for track in shuffle.tracks],
        )


class CompatibleTrackResponse(ResponseModel):
    """A track that goes well after another."""

    track: TrackResponse = Field(description="The track")
    score: float = Field(description="How well it goes, from 60 to 100", examples=[91.5])
    key: float = Field(description="How well its key goes, from 0 to 100; 50 if not known", examples=[90])
    tempo: float = Field(description="How well its tempo goes, from 0 to 100; 50 if not known", examples=[95])
    energy: float = Field(description="How near its energy is, from 0 to 100; 70 if not known", examples=[88.2])
    tempo_percent: float | None = Field(
        description="How much the tempi differ, of equal, double and half the nearest; null if not known",
        examples=[1.2],
    )
    can_beat_match: bool | None = Field(description="Whether its beats can be matched, if known", examples=[True])
    transition: Transition = Field(description="How the change is heard", examples=["smooth"])

    @classmethod
    def of(cls, compatible: CompatibleTrack) -> Self:
        """Return the body of a track with its score."""
        score = compatible.compatibility
        return cls(
            track=TrackResponse.of(compatible.track),
            score=score.score,
            key=score.key,
            tempo=score.tempo,
            energy=score.energy,
            tempo_percent=score.tempo_percent,
            can_beat_match=score.can_beat_match,
            transition=score.transition,
        )


class TrackAnalysisResponse(ResponseModel):
    """What was measured of a track. What its file states is in the track. Null is not known."""

    track_id: UUID = Field(description="Id of the track", examples=[ID])
    status: AnalysisStatus = Field(description="pending, running, ready or failed", examples=["ready"])
    problem: str | None = Field(description="Why the last try failed, or null", examples=[None])
    version: int | None = Field(description="Version of the method", examples=[1])
    analyzed_at: datetime | None = Field(description="When it was last tried", examples=["2026-11-30T12:00:00Z"])
    loudness: float | None = Field(description="Integrated loudness in LUFS (EBU R128)", examples=[-9.3])
    loudness_range: float | None = Field(description="Loudness range in LU (EBU Tech 3342)", examples=[5.2])
    true_peak: float | None = Field(description="Highest true peak, where 1 is full scale", examples=[0.98])
    album_loudness: float | None = Field(description="Loudness of the album as a whole in LUFS", examples=[-9.9])
    outro_ms: int | None = Field(description="Where silence begins at the end", examples=[612400])
    bpm: float | None = Field(description="Beats per minute", examples=[86.9])
    bpm_alternative: float | None = Field(description="Half or double: what others may hear", examples=[173.8])
    bpm_confidence: float | None = Field(description="From 0 to 1: how regular the beats are", examples=[0.76])
    key: str | None = Field(description="Key", examples=["Fm"])
    camelot: str | None = Field(description="Its place on the Camelot wheel", examples=["4A"])
    key_confidence: float | None = Field(description="From 0 to 1: how well the notes fit the key", examples=[0.85])
    energy: float | None = Field(description="Energy from 0 to 1", examples=[0.62])
    danceability: float | None = Field(description="Danceability from 0 to 1", examples=[0.71])

    @classmethod
    def of(cls, track: TrackView, analysis: AnalysisView) -> Self:
        """Return the body of the analysis of a track."""
        measured = None if analysis.key is None else Key(analysis.key, bool(analysis.key_is_minor))
        return cls(
            track_id=track.id,
            status=analysis.status,
            problem=analysis.problem,
            version=analysis.version,
            analyzed_at=analysis.analyzed_at,
            loudness=analysis.loudness,
            loudness_range=analysis.loudness_range,
            true_peak=analysis.peak,
            album_loudness=analysis.album_loudness,
            outro_ms=analysis.outro_ms,
            bpm=analysis.bpm,
            bpm_alternative=analysis.bpm_alternative,
            bpm_confidence=analysis.bpm_confidence,
            key=None if measured is None else measured.name,
            camelot=None if measured is None else measured.camelot,
            key_confidence=analysis.key_confidence,
            energy=analysis.energy,
            danceability=analysis.danceability,
        )


class AnalysisProgressResponse(ResponseModel):
    """How far the analysis of the music is."""

    pending: int = Field(description="Tracks that wait", examples=[840])
    running: int = Field(description="Tracks that are being analyzed", examples=[8])
    ready: int = Field(description="Tracks that are analyzed", examples=[12000])
    failed: int = Field(description="Tracks that could not be read three times", examples=[2])
    is_running: bool = Field(description="Whether an analysis runs", examples=[True])
    remaining_seconds: int | None = Field(
        description="How long the rest takes at the present pace, or null", examples=[420]
    )
    problem: str | None = Field(description="Why nothing is analyzed, or null", examples=[None])

    @classmethod
    def of(cls, progress: Progress) -> Self:
        """Return the body of the progress."""
        return cls(
            **{status.value: progress.counts.get(status, 0) for status in AnalysisStatus},
            is_running=progress.is_running,
            remaining_seconds=progress.remaining_seconds,
            problem=progress.problem,
        )
