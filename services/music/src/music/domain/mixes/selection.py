"""Which of the candidates become a mix."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil, log
from random import Random
from typing import Final
from uuid import UUID

from music.domain.mixes.candidates import Candidate, Taste
from music.domain.mixes.scoring import fit

Scores = dict[UUID, float]

MOST_SCORED: Final = 200
"""A wave is made of the best so many."""
LOWEST_SCORES: Final = (10.0, 5.0)
"""A wave is of tracks with such a score; the second counts when there are few of the first, then all do."""
FEW: Final = 10
BUCKETS: Final = ((7, 0.4), (30, 0.3), (365, 0.2), (None, 0.1))
"""Shares of a wave by the days since the last play."""


def scores_of(candidates: Sequence[Candidate], taste: Taste, now: datetime) -> Scores:
    """Return the score of each track."""
    return {candidate.id: fit(candidate, taste, now) for candidate in candidates}


def draw(candidates: Sequence[Candidate], scores: Scores, number: int, rng: Random) -> list[Candidate]:
    """Return some candidates, each with a probability in proportion to its score.

    Efraimidis and Spirakis: the largest u^(1/w) are a weighted sample without replacement.
    """
    keys = {
        candidate.id: log(1.0 - rng.random()) / max(scores[candidate.id], 0.1)
        for candidate in sorted(candidates, key=lambda candidate: candidate.id)
    }
    return sorted(candidates, key=lambda candidate: (-keys[candidate.id], candidate.id))[:number]


def wave(
    played: Sequence[Candidate],
    scores: Scores,
    now: datetime,
    number: int,
    rng: Random,
) -> list[Candidate]:
    """Return played tracks in shares by their last play; what a share lacks is the best of the rest."""
    best = sorted(played, key=lambda candidate: (-scores[candidate.id], candidate.id))[:MOST_SCORED]
    for lowest in LOWEST_SCORES:
        good = [candidate for candidate in best if scores[candidate.id] >= lowest]
        if len(good) >= FEW:
            best = good
            break
    chosen: list[Candidate] = []
    for position, (_, share) in enumerate(BUCKETS):
        bucket = [candidate for candidate in best if _bucket(candidate.days_since(now)) == position]
        chosen += draw(bucket, scores, round(number * share), rng)
    ids = {candidate.id for candidate in chosen}
    rest = [candidate for candidate in best if candidate.id not in ids]
    return [*chosen, *rest[: max(number - len(chosen), 0)]][:number]


def blend(played: Sequence[Candidate], unheard: Sequence[Candidate], number: int, freshness: float) -> list[Candidate]:
    """Return the first of both, a share of them unheard; what one lacks the other makes up for."""
    new = min(round(number * freshness), len(unheard))
    old = min(number - new, len(played))
    new = min(number - old, len(unheard))
    return [*played[:old], *unheard[:new]]


def diverse(parts: Sequence[tuple[Sequence[Candidate], int]], diversity: float) -> list[Candidate]:
    """Return the first candidates of each part, as many as it may have, where no genre has more than its share.

    The share holds in each part and in the whole. The genre of a track is its first one; tracks without genres are
    together one genre.
    """
    genres = {_genre(candidate) for candidates, _ in parts for candidate in candidates}
    share = largest_share(len(genres), diversity)
    allowed = _rounded_up(sum(number for _, number in parts) * share)
    counts: Counter[UUID | None] = Counter()
    chosen: list[Candidate] = []
    for candidates, number in parts:
        of_part: Counter[UUID | None] = Counter()
        for candidate in candidates:
            genre = _genre(candidate)
            if of_part.total() == number:
                break
            if counts[genre] < allowed and of_part[genre] < _rounded_up(number * share):
                counts[genre] += 1
                of_part[genre] += 1
                chosen.append(candidate)
    return chosen


def largest_share(genres: int, diversity: float) -> float:
    """Return how much of a list one genre may have at most: with 0 all of it, with 1 what every genre may have."""
    return 1.0 if genres < 2 else 1 - diversity * (1 - 1 / genres)


def in_order(candidates: Sequence[Candidate], key: Callable[[Candidate], float]) -> list[Candidate]:
    """Return candidates by a key, the largest first."""
    return sorted(candidates, key=lambda candidate: (-key(candidate), candidate.id))


def _rounded_up(number: float) -> int:
    """Return a number rounded up, where 5.000000001 is 5."""
    return ceil(number - 1e-6)


def _genre(candidate: Candidate) -> UUID | None:
    return candidate.genre_ids[0] if candidate.genre_ids else None


def _bucket(days: float | None) -> int:
    for position, (most, _) in enumerate(BUCKETS):
        if most is None or (days is not None and days <= most):
            return position
    return len(BUCKETS) - 1
