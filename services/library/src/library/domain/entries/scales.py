"""Scales of ratings. A rating is stored from 0 to 100, of which every step of every scale is a whole number.

Each scale is a fraction of it, rounded half up to the nearest step: 85 is 8.5 of ten stars, which rounds to 9, and
4.25 of five, which rounds to 4, or 4.5 with halves. A rating that was entered on a scale is shown on it as it was
entered.
"""

from collections.abc import Mapping
from typing import Final, Literal

RatingScale = Literal["percent", "stars10", "stars5", "half_stars"]

STEPS: Final[Mapping[RatingScale, int]] = {"percent": 100, "stars10": 10, "stars5": 5, "half_stars": 10}
"""Into how many steps each scale divides 100."""
MOST: Final[Mapping[RatingScale, int]] = {"percent": 100, "stars10": 10, "stars5": 5, "half_stars": 5}


def to_percent(rating: float, scale: RatingScale) -> int:
    """Return a rating of a scale from 0 to 100; raise ValueError for one that the scale does not have."""
    steps = rating * STEPS[scale] / MOST[scale]
    if not 0 <= rating <= MOST[scale] or not float(steps).is_integer():
        kind = "in halves" if scale == "half_stars" else "a whole number"
        raise ValueError(f"must be {kind} from 0 to {MOST[scale]} on the scale {scale}")
    return int(steps) * 100 // STEPS[scale]


def on_scale(rating: int, scale: RatingScale) -> float:
    """Return a rating from 0 to 100 on a scale, rounded half up."""
    steps = (rating * STEPS[scale] * 2 + 100) // 200
    return steps * MOST[scale] / STEPS[scale]
