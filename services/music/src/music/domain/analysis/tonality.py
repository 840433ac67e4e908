"""The key of a piece: how much of each pitch class sounds, compared with what each key would have."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from music.domain.analysis.keys import Key

_WINDOW: Final = 8192
_LOWEST: Final = 65.0
_HIGHEST: Final = 2100.0
"""Hertz between which notes are counted: from C2 to C7."""
_MAJOR: Final = (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400)
_MINOR: Final = (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330)
"""How often each degree occurs in pieces of a mode (Temperley 2001, "The Cognition of Basic Musical Structures")."""
_LEAST: Final = 0.5
"""Correlation below which there is no key."""


@dataclass(frozen=True, slots=True)
class Tonality:
    """The key of a piece."""

    key: Key
    confidence: float
    """From 0 to 1: the correlation of what sounds with what the key would have."""


def tonality_of(samples: NDArray[np.float32], rate: int) -> Tonality | None:
    """Return the key of mono samples, or null if none is evident."""
    sounding = _pitch_classes(samples, rate)
    if sounding is None or float(sounding.std()) < 1e-9:
        return None
    candidates = [
        (float(np.corrcoef(np.roll(profile, tonic), sounding)[0, 1]), Key(tonic, is_minor))
        for is_minor, profile in ((False, _MAJOR), (True, _MINOR))
        for tonic in range(12)
    ]
    confidence, key = max(candidates, key=lambda candidate: candidate[0])
    return None if confidence < _LEAST else Tonality(key, round(min(1.0, confidence), 3))


def _pitch_classes(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64] | None:
    """Return the share of each pitch class, from C."""
    if len(samples) < _WINDOW:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[:: _WINDOW // 2]
    spectrum = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32), axis=1))
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / rate)
    # Only peaks: what lies between two notes belongs to the wider one.
    inner = spectrum[:, 1:-1]
    peaks = np.where((inner > spectrum[:, :-2]) & (inner >= spectrum[:, 2:]), inner, 0)
    frequencies = frequencies[1:-1]
    audible = (frequencies >= _LOWEST) & (frequencies <= _HIGHEST)
    pitches = 12 * np.log2(frequencies[audible] / 440) + 69
    strengths = np.sqrt(peaks[:, audible]).sum(axis=0)
    # A peak between two pitches counts for neither.
    strengths = strengths * np.maximum(0, 1 - 2 * np.abs(pitches - np.round(pitches)))
    classes = np.bincount(np.round(pitches).astype(int) % 12, strengths, 12)
    total = classes.sum()
    return None if total <= 0 else classes / total
