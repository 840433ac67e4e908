"""Energy on the scale of a library: its median is 0.5, so that in a calm library energies differ, too."""

from typing import Final

LEAST: Final = 20
"""Analyzed tracks from which on a median says something."""
_EDGE: Final = 0.001


def scaled(energy: float | None, median: float | None) -> float | None:
    """Return an energy in a library with a median of energies; as it is without one.

    Energies are the logistic function of a sum. This moves the middle of the function to the sum of the median: the
    odds are divided by those of the median.
    """
    if energy is None or median is None:
        return energy
    middle = min(1 - _EDGE, max(_EDGE, median))
    above = energy * (1 - middle)
    return round(above / (above + middle * (1 - energy)), 3)
