"""Orders of tracks: at random by a seed, and as a DJ would play them."""

import random
from collections.abc import Hashable, Mapping, Sequence
from typing import Final, TypeVar

from music.domain.analysis.compatibility import Profile, compatibility

MOST: Final = 1000
"""Tracks that are put in the order of a DJ: each is compared with every one that is left."""
ENOUGH: Final = 0.5
"""Share of tracks whose tempo or key is known, from which an order by them is worth it."""

T = TypeVar("T", bound=Hashable)


def shuffled(tracks: Sequence[T], seed: int) -> list[T]:
    """Return tracks in an order that the seed decides."""
    order = list(tracks)
    random.Random(seed).shuffle(order)
    return order


def can_mix(profiles: Sequence[Profile]) -> bool:
    """Return whether enough is known of tracks for the order of a DJ."""
    return sum(profile.is_analyzed for profile in profiles) >= ENOUGH * len(profiles) > 0


def mixed(tracks: Sequence[T], profiles: Mapping[T, Profile], limit: int | None = None) -> list[T]:
    """Return tracks in the order of a DJ: from the first, each is followed by the one that goes with it best.

    Of equals the earlier one is next. Those of which nothing is known are spread evenly among the others. With `limit`
    it ends there: the tracks are then a pool to choose from. Those behind the first 1000 follow in their order.
    """
    pool, rest = tracks[:MOST], tracks[MOST:]
    left = {track: profiles[track] for track in pool if track in profiles and profiles[track].is_analyzed}
    unknown = [track for track in pool if track not in left]
    length = len(pool) if limit is None else min(limit, len(pool))
    share = length if limit is None else round(length * len(left) / max(1, len(pool)))
    ordered: list[T] = []
    while left and len(ordered) < max(share, length - len(unknown)):
        if ordered:
            before = profiles[ordered[-1]]
            best = max(left, key=lambda track: compatibility(before, left[track]).score)
        else:
            best = next(iter(left))
        ordered.append(best)
        del left[best]
    order = _spread(ordered, unknown[: length - len(ordered)])
    return order + list(rest) if limit is None else order


def _spread(ordered: Sequence[T], others: Sequence[T]) -> list[T]:
    """Return the ordered tracks with the others at equal distances among them."""
    total = len(ordered) + len(others)
    result: list[T] = []
    placed = 0
    for place in range(total):
        due = round((place + 1) * len(others) / total)
        if placed < due:
            result.append(others[placed])
            placed += 1
        else:
            result.append(ordered[place - placed])
    return result
