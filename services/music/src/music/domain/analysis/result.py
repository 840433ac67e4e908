"""What the analysis of a track returns, and the states of analyses."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from music.domain.analysis.loudness import Loudness
from music.domain.analysis.tempo import Tempo
from music.domain.analysis.tonality import Tonality

VERSION: Final = 1
"""Rises when the same file would get other values: tracks with a lower version are analyzed again."""
TRIES: Final = 3
"""How often a track is tried before it counts as failed."""


class AnalysisStatus(StrEnum):
    """State of the analysis of a track. The values are stored."""

    PENDING = "pending"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class SoundSource(StrEnum):
    """Where a value is from."""

    FILE = "file"
    """Its tags."""
    ANALYSIS = "analysis"


@dataclass(frozen=True, slots=True)
class TrackAnalysis:
    """What the sound of a track is. What is not evident is null."""

    loudness: Loudness
    outro_ms: int | None
    tempo: Tempo | None
    tonality: Tonality | None
    energy: float | None
    danceability: float | None


class AnalysisFailed(Exception):
    """The sound of a file cannot be read."""
