"""Which album continues another one, when other tags have given its tracks another id."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID


def successors(moves: Iterable[tuple[UUID, UUID]], inhabited: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return the successor of each album without tracks: the one to which most of its tracks have moved.

    `moves` has the former and the present album of each track; `inhabited` are the former albums that have tracks
    left: what was chosen for them stays with them.
    """
    gone = Counter((former, present) for former, present in moves if former != present and former not in inhabited)
    best: dict[UUID, UUID] = {}
    for (former, present), _ in sorted(gone.items(), key=lambda move: (-move[1], move[0])):
        best.setdefault(former, present)
    return best
