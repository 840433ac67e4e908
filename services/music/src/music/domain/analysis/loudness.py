"""Loudness by EBU R128 (ITU-R BS.1770-5), and the gain that follows.

The loudness of an album is that of its tracks played as one: the blocks of all of them count against one threshold.
It is no mean of the tracks: a quiet interlude would make the album louder.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

REFERENCE: Final = -18.0
"""LUFS that a gain leads to, by ReplayGain 2.0: the loudness of its first version's reference of 89 dB SPL."""
THRESHOLD: Final = -70.0
"""LUFS from which a block counts at all (BS.1770, absolute threshold)."""
_BELOW: Final = 10.0
"""LU below the loudness of what counts, from which a block counts (BS.1770, relative threshold)."""
_STEPS: Final = 10
"""Steps of a loudness unit in which blocks are counted: the error is at most half a step."""

Blocks = Mapping[int, int]
"""Numbers of blocks of 400 ms, each 100 ms after the one before, by their loudness in tenths of LUFS."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a track is."""

    integrated: float | None
    """LUFS; null if no block counts."""
    range: float | None
    """LU, by EBU Tech 3342."""
    peak: float | None
    """The highest true peak, where 1 is full scale."""
    blocks: Blocks


def blocks_of(momentary: Iterable[float]) -> dict[int, int]:
    """Return how many blocks are how loud; those below the absolute threshold are left out."""
    counted: dict[int, int] = {}
    for level in momentary:
        # A block of digital silence has no level.
        if level >= THRESHOLD:
            step = round(level * _STEPS)
            counted[step] = counted.get(step, 0) + 1
    return counted


def merged(tracks: Iterable[Blocks]) -> dict[int, int]:
    """Return the blocks of several tracks."""
    together: dict[int, int] = {}
    for blocks in tracks:
        for step, number in blocks.items():
            together[step] = together.get(step, 0) + number
    return together


def integrated(blocks: Blocks) -> float | None:
    """Return the loudness of blocks in LUFS by both thresholds, or null for silence."""
    ungated = _level(blocks)
    if ungated is None:
        return None
    threshold = (ungated - _BELOW) * _STEPS
    return _level({step: number for step, number in blocks.items() if step > threshold})


def gain_of(loudness: float | None) -> float | None:
    """Return the dB to add for the reference loudness: `-18 - loudness`, as ReplayGain 2.0 has it.

    Source: https://wiki.hydrogenaudio.org/index.php?title=ReplayGain_2.0_specification
    """
    return None if loudness is None else round(REFERENCE - loudness, 2)


def amplitude(decibels: float) -> float:
    """Return a peak in dBFS as a factor of full scale."""
    return float(10 ** (decibels / 20))


def _level(blocks: Blocks) -> float | None:
    total = sum(blocks.values())
    if not total:
        return None
    # The offset of BS.1770 is in every level, so it falls out of the mean of the powers.
    power = sum(number * 10 ** (step / _STEPS / 10) for step, number in blocks.items()) / total
    return 10 * math.log10(power)
