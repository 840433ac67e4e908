"""Drop points that repetitions of an analysis agree on."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stats.domain.drop_off.analysis import DropPoint
from stats.domain.drop_off.episodes import Episode, RatedEpisode

LEAST_CERTAINTY: Final = 0.5


def certain_point(
    episodes: Sequence[Episode] | Sequence[RatedEpisode], index: int, *, loss: float, repeated: NDArray[np.int64]
) -> DropPoint | None:
    """Return the point at an episode, from the indexes that the repetitions found; null when most found another one.

    Its neighbours count as the same point.
    """
    certainty = float(np.mean(np.abs(repeated - index) <= 1))
    if certainty < LEAST_CERTAINTY:
        return None
    earliest, latest = np.percentile(repeated, [2.5, 97.5], method="nearest").astype(int)
    return DropPoint(
        place=episodes[index].place,
        title=episodes[index].title,
        loss=loss,
        certainty=certainty,
        earliest=episodes[min(earliest, index)].place,
        latest=episodes[max(latest, index)].place,
    )
