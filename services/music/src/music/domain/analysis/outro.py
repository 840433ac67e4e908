"""Where the end of a track begins: players fade to the next one there."""

from collections.abc import Iterable
from typing import Final

SHORTEST_TRACK: Final = 60.0
"""Seconds; a shorter track is played to its end."""
_LAST: Final = 15.0
_LAST_SHARE: Final = 0.85
_LEAST: Final = 3.0


def outro_of(silences: Iterable[float], duration: float) -> float | None:
    """Return the second at which the first silence of the end begins, or null.

    `silences` are the beginnings of those of a second or more. The end is the last 15 s and the last 15 % of a track;
    what leaves less than 3 s is not worth a change.
    """
    if duration < SHORTEST_TRACK:
        return None
    first = max(duration - _LAST, duration * _LAST_SHARE)
    return next((begin for begin in sorted(silences) if first < begin <= duration - _LEAST), None)
