"""Songs for tests: chords, a bass and drums, of a tempo and a key that are stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 22050
_PROGRESSIONS: Final = {
    False: ((0, 4, 7), (5, 9, 12), (7, 11, 14), (0, 4, 7)),
    True: ((0, 3, 7), (5, 8, 12), (7, 10, 14), (0, 3, 7)),
}


@dataclass(frozen=True, slots=True)
class Song:
    """A song to generate."""

    bpm: float
    tonic: int
    """Half-tones above C."""
    is_minor: bool


SONGS: Final[Sequence[Song]] = (
    Song(110, 0, False),
    Song(128, 9, True),
    Song(174, 5, True),
    Song(72, 7, False),
    Song(90, 3, False),
)


def samples_of(song: Song, seconds: float = 40, rate: int = RATE) -> NDArray[np.float32]:
    """Return the sound of a song, the same at each call."""
    random = np.random.default_rng(round(song.bpm))
    sound = np.zeros(round(seconds * rate))
    beat = 60 / song.bpm
    for number in range(int(seconds / beat)):
        begin = round(number * beat * rate)
        chord = _PROGRESSIONS[song.is_minor][number // 4 % 4]
        for note in chord:
            _add(sound, begin, _tone(60 + song.tonic + note, beat * 0.9, rate) * 0.08)
        _add(sound, begin, _tone(36 + song.tonic + chord[0] % 12, beat * 0.8, rate) * 0.15)
        if number % 2 == 0:
            _add(sound, begin, _kick(rate) * 0.5)
        else:
            _add(
                sound,
                begin,
                random.standard_normal(round(0.1 * rate)) * np.exp(-np.arange(round(0.1 * rate)) / rate / 0.03) * 0.2,
            )
        _add(sound, begin + round(beat * rate / 2), random.standard_normal(round(0.03 * rate)) * 0.04)
    return sound.astype(np.float32)


def _tone(pitch: int, seconds: float, rate: int) -> NDArray[np.float64]:
    times = np.arange(round(seconds * rate)) / rate
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    parts = sum(np.sin(2 * np.pi * frequency * part * times) / part for part in (1, 2, 3))
    return np.asarray(parts * np.exp(-times * 2))


def _kick(rate: int) -> NDArray[np.float64]:
    times = np.arange(round(0.15 * rate)) / rate
    return np.asarray(np.sin(2 * np.pi * (50 * times + 3 * (1 - np.exp(-times * 40)))) * np.exp(-times * 25))


def _add(sound: NDArray[np.float64], begin: int, part: NDArray[np.float64]) -> None:
    end = min(len(sound), begin + len(part))
    if begin < end:
        sound[begin:end] += part[: end - begin]
