"""Composes and plays tracks: chords, a bass, a melody and drums, of a known key and tempo."""

from typing import Final

import numpy as np

from devstack.music_library.albums import SEED, SampleTrack

RATE: Final = 32_000
SHORTEST: Final = 20.0
LONGEST: Final = 32.0
_PROGRESSIONS: Final = ((0, 5, 3, 4), (0, 3, 4, 0), (0, 4, 5, 3), (5, 3, 0, 4))
"""Steps of the scale, one chord a bar."""
_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
_MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
_BEATS: Final = 4
_FADE_SECONDS: Final = 2.0
_LOUDEST: Final = 0.7

Sound = np.ndarray


def play(track: SampleTrack) -> Sound:
    """Return the samples of a track, from -1 to 1; the same for the same track."""
    album = track.album
    random = np.random.default_rng([SEED, album.year, album.key, track.place])
    bpm = album.bpm + int(random.integers(-3, 4))
    round_of_bars = _round(random, album.key, is_minor=album.is_minor, beat=60 / bpm)
    length = int(RATE * random.uniform(SHORTEST, LONGEST))
    sound = np.resize(round_of_bars, length)
    fade = int(RATE * _FADE_SECONDS)
    sound[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return sound * (_LOUDEST / float(np.abs(sound).max()))


def _round(random: np.random.Generator, key: int, *, is_minor: bool, beat: float) -> Sound:
    """Return four bars, which a track repeats."""
    scale = _MINOR if is_minor else _MAJOR
    progression = _PROGRESSIONS[int(random.integers(len(_PROGRESSIONS)))]
    sound = np.zeros(int(RATE * beat * _BEATS * len(progression)), np.float32)
    for bar, step in enumerate(progression):
        begin = bar * _BEATS * beat
        for voice in (0, 2, 4):
            _add(sound, begin, _tone(48 + key + _pitch(scale, step + voice), _BEATS * beat, 0.8), 0.14)
        for count in range(_BEATS):
            _add(sound, begin + count * beat, _tone(36 + key + _pitch(scale, step), beat * 0.9, 3.0), 0.3)
            _add(sound, begin + count * beat, _drum(random, beat, is_kick=count % 2 == 0), 0.35)
            for half in range(2):
                note = 60 + key + _pitch(scale, step + int(random.choice((0, 2, 4, 7, 9))))
                _add(sound, begin + (count + half / 2) * beat, _tone(note, beat * 0.6, 5.0), 0.22)
    return sound


def _pitch(scale: tuple[int, ...], step: int) -> int:
    octave, place = divmod(step, len(scale))
    return 12 * octave + scale[place]


def _tone(note: int, seconds: float, decay: float) -> Sound:
    """Return a tone with three partials that dies away."""
    time = np.arange(int(RATE * seconds), dtype=np.float32) / RATE
    frequency = 440 * 2 ** ((note - 69) / 12)
    partials = sum(np.sin(2 * np.pi * frequency * number * time) / number**2 for number in (1, 2, 3))
    attack = np.minimum(1, time / 0.01)
    tone: Sound = (partials * attack * np.exp(-decay * time)).astype(np.float32)
    return tone


def _drum(random: np.random.Generator, seconds: float, *, is_kick: bool) -> Sound:
    time = np.arange(int(RATE * seconds * 0.5), dtype=np.float32) / RATE
    body = np.sin(2 * np.pi * 55 * time * (1 + np.exp(-30 * time))) if is_kick else random.standard_normal(len(time))
    drum: Sound = (body * np.exp((-12 if is_kick else -60) * time)).astype(np.float32)
    return drum


def _add(sound: Sound, begin: float, part: Sound, level: float) -> None:
    at = int(begin * RATE)
    sound[at : at + len(part)] += level * part[: len(sound) - at]
