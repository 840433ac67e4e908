"""How well one track follows another: by key, tempo and energy, from 0 to 100.

A part that is not known counts as neither good nor bad.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from music.domain.analysis.keys import Key

_KEY: Final = 0.45
_TEMPO: Final = 0.35
_ENERGY: Final = 0.20
BEAT_MATCH_PERCENT: Final = 8.0
"""How much the tempo of a record may be changed without being noticed much."""
NEAR_PERCENT: Final = 6.0
"""How much the tempo of compatible tracks differs at most."""
COMPATIBLE: Final = 60.0
"""The score of compatible tracks, at the least."""
_SMOOTH: Final = 0.15
_UNKNOWN: Final = 50.0
_UNKNOWN_ENERGY: Final = 70.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What mixing needs of a track. What is not known is null."""

    bpm: float | None = None
    key: Key | None = None
    energy: float | None = None
    danceability: float | None = None

    @property
    def is_analyzed(self) -> bool:
        """Return whether a tempo or a key is known."""
        return self.bpm is not None or self.key is not None


class Transition(StrEnum):
    """How the change from one track to the next is heard."""

    SMOOTH = "smooth"
    ENERGY_UP = "energy_up"
    ENERGY_DOWN = "energy_down"
    KEY_CHANGE = "key_change"


@dataclass(frozen=True, slots=True)
class Compatibility:
    """How well one track follows another."""

    score: float
    key: float
    tempo: float
    energy: float
    tempo_percent: float | None
    """How much the tempi differ, of equal, double and half the one that is nearest; null if not known."""
    can_beat_match: bool | None
    transition: Transition


def compatibility(one: Profile, other: Profile) -> Compatibility:
    """Return how well `other` follows `one`."""
    difference = tempo_difference(one.bpm, other.bpm)
    key, tempo = _key_score(one.key, other.key), _tempo_score(difference)
    energy = _liveliness_score(one, other)
    return Compatibility(
        score=round(_KEY * key + _TEMPO * tempo + _ENERGY * energy, 1),
        key=round(key, 1),
        tempo=round(tempo, 1),
        energy=round(energy, 1),
        tempo_percent=None if difference is None else round(difference, 2),
        can_beat_match=None if difference is None else difference <= BEAT_MATCH_PERCENT,
        transition=_transition(one, other),
    )


def tempo_difference(one: float | None, other: float | None) -> float | None:
    """Return by how many percent of `one` the nearest of `other`, its double and its half differs."""
    if not one or not other:
        return None
    return min(abs(other * factor - one) / one * 100 for factor in (1, 2, 0.5))


def harmonic_keys(key: Key) -> tuple[Key, ...]:
    """Return the keys that go with a key: itself, its neighbours on the Camelot wheel, and the other mode beside it."""
    return (
        key,
        Key.at(key.number + 1, is_minor=key.is_minor),
        Key.at(key.number - 1, is_minor=key.is_minor),
        Key.at(key.number, is_minor=not key.is_minor),
    )


def _hours(one: Key, other: Key) -> int:
    apart = abs(one.number - other.number)
    return min(apart, 12 - apart)


def _key_score(one: Key | None, other: Key | None) -> float:
    if one is None or other is None:
        return _UNKNOWN
    hours, same_mode = _hours(one, other), one.is_minor == other.is_minor
    match hours:
        case 0:
            return 100 if same_mode else 85
        case 1:
            return 90 if same_mode else 75
        case 2:
            return 55
        case _:
            return max(20, 50 - 5 * hours)


def _tempo_score(percent: float | None) -> float:
    if percent is None:
        return _UNKNOWN
    if percent <= 0.5:
        return 100
    if percent <= 3:
        return 95 - 1.67 * percent
    if percent <= 6:
        return 90 - 6.67 * (percent - 3)
    if percent <= 10:
        return 70 - 7.5 * (percent - 6)
    return max(0, 40 - 4 * (percent - 10))


def _liveliness_score(one: Profile, other: Profile) -> float:
    """Return the score of energy, which shares with danceability where both tracks have it."""
    energy = _closeness(one.energy, other.energy)
    if one.danceability is None or other.danceability is None:
        return energy
    return (energy + _closeness(one.danceability, other.danceability)) / 2


def _closeness(one: float | None, other: float | None) -> float:
    if one is None or other is None:
        return _UNKNOWN_ENERGY
    apart = abs(one - other)
    if apart <= 0.1:
        return 100
    if apart <= 0.2:
        return 90 - 100 * (apart - 0.1)
    if apart <= 0.3:
        return 80 - 100 * (apart - 0.2)
    if apart <= 0.5:
        return 70 - 50 * (apart - 0.3)
    return max(30, 60 - 60 * (apart - 0.5))


def _transition(one: Profile, other: Profile) -> Transition:
    if one.key is not None and other.key is not None and other.key not in harmonic_keys(one.key):
        return Transition.KEY_CHANGE
    if one.energy is None or other.energy is None or abs(other.energy - one.energy) <= _SMOOTH:
        return Transition.SMOOTH
    return Transition.ENERGY_UP if other.energy > one.energy else Transition.ENERGY_DOWN
