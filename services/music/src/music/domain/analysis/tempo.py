"""The tempo of a piece: spectral flux, its autocorrelation, and the period whose multiples agree best.

Every method errs by an octave at slow and fast pieces, and so do listeners: the half or double tempo is returned, too.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SLOWEST: Final = 60.0
FASTEST: Final = 200.0
_HOP: Final = 256
_WINDOW: Final = 1024
_MULTIPLES: Final = 4
"""Beats that have to agree."""
_USUAL: Final = 120.0
_SPREAD: Final = 0.9
"""Octaves around the usual tempo in which listeners hear a beat first (a log-normal, after Parncutt 1994)."""
_LEAST: Final = 0.05
"""Agreement below which there is no beat."""
_STEADY: Final = 0.01
"""Share of the spectrum that rises from frame to frame, below which nothing begins: a steady tone."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """Beats per minute."""

    bpm: float
    alternative: float
    """Half or double: what others may hear."""
    confidence: float
    """From 0 to 1: how much beats agree with those that follow (normalized autocorrelation)."""


def tempo_of(samples: Samples, rate: int) -> Tempo | None:
    """Return the tempo of mono samples, or null if there is no beat."""
    flux, _ = onsets(samples, rate)
    frames = rate / _HOP
    if len(flux) < frames * 60 / SLOWEST * (_MULTIPLES + 1) or flux.mean() < _STEADY:
        return None
    centred = flux - flux.mean()
    size = 1 << (2 * len(centred) - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    correlation = np.fft.irfft(spectrum * np.conj(spectrum), size)[: len(centred)]
    if correlation[0] <= 0:
        return None
    # Later lags have fewer pairs.
    correlation = correlation / correlation[0] * (len(centred) / np.arange(len(centred), 0, -1))
    tempi = np.arange(SLOWEST / 2, FASTEST * 2, 0.05)
    lags = 60 * frames / tempi
    places = np.arange(len(correlation))
    agreement = sum(np.interp(lags * times, places, correlation) for times in range(1, _MULTIPLES + 1)) / _MULTIPLES
    usual = np.exp(-0.5 * (np.log2(tempi / _USUAL) / _SPREAD) ** 2)
    weighted = np.where((tempi >= SLOWEST) & (tempi <= FASTEST), agreement * usual, -1)
    best = int(np.argmax(weighted))
    confidence = float(agreement[best])
    if confidence < _LEAST:
        return None
    bpm = float(tempi[best])
    half, double = (float(np.interp(bpm * factor, tempi, agreement * usual)) for factor in (0.5, 2))
    other = bpm / 2 if half > double else bpm * 2
    return Tempo(round(bpm, 1), round(other, 1), round(min(1.0, confidence), 3))


def onsets(samples: Samples, rate: int) -> tuple[NDArray[np.float64], float]:
    """Return which share of the spectrum rises from frame to frame, and how many notes begin in a second."""
    if len(samples) < _WINDOW * 4:
        return np.zeros(0), 0.0
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP]
    levels = np.log1p(100 * np.abs(np.fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32), axis=1)))
    rise = np.maximum(np.diff(levels, axis=0), 0).sum(axis=1).astype(np.float64)
    rise /= max(float(levels.sum(axis=1, dtype=np.float64).mean()), 1e-9)
    span = max(1, round(rate / _HOP / 2))
    local = np.convolve(rise, np.ones(span) / span, mode="same")
    flux = np.maximum(rise - local, 0)
    peaks = (flux[1:-1] > flux[:-2]) & (flux[1:-1] >= flux[2:]) & (flux[1:-1] > np.maximum(local[1:-1] * 0.5, _STEADY))
    return flux, float(peaks.sum() / (len(samples) / rate))
