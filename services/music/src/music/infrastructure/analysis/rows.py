"""Rows of analyses."""

from datetime import datetime
from typing import Any, Final

from music.application.analysis.ports import DueTrack
from music.domain.analysis.keys import key_of
from music.domain.analysis.result import AnalysisStatus, TrackAnalysis
from music.infrastructure.analysis.tables import track_analysis

READY: Final = tuple(column.name for column in track_analysis.c)
"""The columns that are written when a track is analyzed: all."""


def analysis_row(track: DueTrack, analysis: TrackAnalysis, version: int, now: datetime) -> dict[str, Any]:
    """Return the row of an analyzed track, without what it was noted with."""
    tempo, tonality = analysis.tempo, analysis.tonality
    measured = None if tonality is None else tonality.key
    bpm = None if tempo is None else tempo.bpm
    mix_key = key_of(track.musical_key) or measured
    return {
        "track_id": track.file.track_id,
        "status": AnalysisStatus.READY.value,
        "attempts": 0,
        "retry_at": None,
        "problem": None,
        "version": version,
        "analyzed_at": now,
        "loudness": analysis.loudness.integrated,
        "loudness_range": analysis.loudness.range,
        "peak": analysis.loudness.peak,
        "outro_ms": analysis.outro_ms,
        "bpm": bpm,
        "bpm_alternative": None if tempo is None else tempo.alternative,
        "bpm_confidence": None if tempo is None else tempo.confidence,
        "key": None if measured is None else measured.tonic,
        "key_is_minor": None if measured is None else measured.is_minor,
        "key_confidence": None if tonality is None else tonality.confidence,
        "energy": analysis.energy,
        "danceability": analysis.danceability,
        "mix_bpm": bpm if track.bpm is None else track.bpm,
        "mix_key": None if mix_key is None else mix_key.tonic,
        "mix_is_minor": None if mix_key is None else mix_key.is_minor,
    }
