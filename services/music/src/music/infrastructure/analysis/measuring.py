"""Measures decoded sound. It computes for long: use it in a process of its own."""

import math
import re
from typing import Final

import numpy as np

from music.domain.analysis.character import danceability_of, energy_of
from music.domain.analysis.loudness import Loudness, amplitude, blocks_of, integrated
from music.domain.analysis.outro import outro_of
from music.domain.analysis.result import TrackAnalysis
from music.domain.analysis.tempo import tempo_of
from music.domain.analysis.tonality import tonality_of

RATE: Final = 22050
"""Samples per second of the segment whose tempo and key are measured."""
STEP_SECONDS: Final = 0.1
_PARTIAL: Final = 3
"""Levels at the beginning that are of less than a block of 400 ms."""
_MOMENTARY: Final = re.compile(rb"lavfi\.r128\.M=(\S+)")
_RANGE: Final = re.compile(r"LRA:\s+(-?[\d.]+) LU\b")
_PEAK: Final = re.compile(r"Peak:\s+(-?(?:[\d.]+|inf)) dBFS")
_SILENCE: Final = re.compile(r"silence_start: (-?[\d.]+)")


def analysis_of(levels: bytes, messages: str, segment: bytes) -> TrackAnalysis:
    """Return the analysis of what ffmpeg has printed of a track, and of its segment of mono samples."""
    momentary = [float(level) for level in _MOMENTARY.findall(levels)]
    blocks = blocks_of(level for level in momentary[_PARTIAL:] if not math.isnan(level))
    peak, spread = _PEAK.search(messages), _RANGE.search(messages)
    loudness = Loudness(
        integrated=_rounded(integrated(blocks)),
        range=None if spread is None or not blocks else float(spread[1]),
        peak=None if peak is None else round(amplitude(float(peak[1])), 6),
        blocks=blocks,
    )
    outro = outro_of(map(float, _SILENCE.findall(messages)), len(momentary) * STEP_SECONDS)
    samples = np.frombuffer(segment[: len(segment) // 4 * 4], "<f4")
    # A sample that is no number would make everything so.
    samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
    tempo = tempo_of(samples, RATE)
    return TrackAnalysis(
        loudness=loudness,
        outro_ms=None if outro is None else round(outro * 1000),
        tempo=tempo,
        tonality=tonality_of(samples, RATE),
        energy=energy_of(samples, RATE),
        danceability=danceability_of(samples, RATE, 0.0 if tempo is None else tempo.confidence),
    )


def _rounded(level: float | None) -> float | None:
    return None if level is None else round(level, 2)
