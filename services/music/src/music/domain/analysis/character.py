"""How energetic and how danceable a piece is, from 0 to 1.

Both are estimates by formula, not by a model: they order pieces well enough to mix them, and prove nothing about taste.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from music.domain.analysis.tempo import onsets

_WINDOW: Final = 2048
_BAND: Final = 64
_STEEPNESS: Final = 12.0
_FRAME_SECONDS: Final = 0.01
_SHORTEST: Final = 0.31
_LONGEST: Final = 8.8
_GROWTH: Final = 1.1
_MOST: Final = 2.5
"""The danceability of the most regular beats."""

Samples = NDArray[np.float32]


def energy_of(samples: Samples, rate: int) -> float | None:
    """Return the energy of mono samples, or null for silence.

    `1 / (1 + e^(-12 (raw - 0.5)))`, where `raw` is the sum of these, each limited to 0 to 1:
    0.30 level: (RMS in dBFS + 40) / 37; 0.25 density: log2(onsets per second) / log2(20);
    0.15 brightness: (log2(spectral centroid in Hz) - 9) / 3; 0.15 evenness: 1 - spread of levels in dB / 12;
    0.15 noise: (entropy of the spectrum in 64 bands, in bits - 3) / 3.
    """
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    if len(samples) < _WINDOW * 4 or power < 1e-10:
        return None
    _, density = onsets(samples, rate)
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_WINDOW]
    spectrum = np.square(np.abs(np.fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32), axis=1)))
    mean = spectrum.mean(axis=0, dtype=np.float64)
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / rate)
    centroid = float((mean * frequencies).sum() / max(mean.sum(), 1e-20))
    bands = mean[1:].reshape(_BAND, -1).sum(axis=1)
    shares = bands / max(bands.sum(), 1e-20)
    entropy = float(-(shares[shares > 0] * np.log2(shares[shares > 0])).sum())
    levels = 10 * np.log10(np.maximum(np.mean(np.square(frames), axis=1, dtype=np.float64), 1e-7))
    raw = (
        0.30 * _unit((10 * np.log10(power) + 40) / 37)
        + 0.25 * _unit(np.log2(max(density, 1.0)) / np.log2(20))
        + 0.15 * _unit((np.log2(max(centroid, 1.0)) - 9) / 3)
        + 0.15 * _unit(1 - float(np.mean(np.abs(levels - levels.mean()))) / 12)
        + 0.15 * _unit((entropy - 3) / 3)
    )
    return round(float(1 / (1 + np.exp(-_STEEPNESS * (raw - 0.5)))), 3)


def danceability_of(samples: Samples, rate: int, beat: float) -> float | None:
    """Return how regular the strength of mono samples is, or null if it does not change.

    By detrended fluctuation analysis (Streich and Herrera 2005, "Detrended Fluctuation Analysis of Music Signals"):
    a steady beat keeps the fluctuation of strength from growing with the time that is looked at. It is the inverse of
    the mean growth, of which 2.5 and more is 1. Noise is as regular, so `beat`, the confidence of the tempo from 0 to
    1, decides about half of it.
    """
    size = round(rate * _FRAME_SECONDS)
    count = len(samples) // size
    if count < 2 * _LONGEST / _FRAME_SECONDS:
        return None
    strength = samples[: count * size].reshape(count, size).std(axis=1).astype(np.float64)
    if float(strength.std()) < 1e-7:
        return None
    walk = np.cumsum(strength - strength.mean())
    sizes = []
    seconds = _SHORTEST
    while seconds <= _LONGEST:
        sizes.append(round(seconds / _FRAME_SECONDS))
        seconds *= _GROWTH
    fluctuation = np.array([_fluctuation(walk, length) for length in sizes])
    growth = np.diff(np.log10(np.maximum(fluctuation, 1e-12))) / np.diff(np.log10(np.array(sizes) + 3.0))
    growth = growth[growth > 0]
    regular = 1.0 if not len(growth) else _unit(1 / float(growth.mean()) / _MOST)
    return round(regular * (1 + beat) / 2, 3)


def _fluctuation(walk: NDArray[np.float64], length: int) -> float:
    """Return how far a walk is from its straight lines of a length, at the root of the mean square."""
    parts = np.lib.stride_tricks.sliding_window_view(walk, length)[:: max(1, length // 8)]
    places = np.arange(length) - (length - 1) / 2
    centred = parts - parts.mean(axis=1, keepdims=True)
    slopes = centred @ places / (places @ places)
    return float(np.sqrt(np.mean((centred - slopes[:, None] * places) ** 2)))


def _unit(value: float) -> float:
    return float(min(1.0, max(0.0, value)))
