"""The comparison of two formulas over all titles: do they agree, how are their scores spread, which titles move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

MOVERS: Final = 20
FEWEST_TITLES: Final = 3
"""A rank correlation of fewer titles says nothing."""


@dataclass(frozen=True, slots=True)
class ScoredTwice:
    """The scores of a title by two formulas; null when a formula has none."""

    media_id: UUID
    kind: str
    tmdb_id: int
    before: float | None
    after: float | None
    name: str | None = None
    """Null before the title is imported."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A title whose place among all titles differs; places are shares of the titles below, 0 to 1."""

    media_id: UUID
    kind: str
    tmdb_id: int
    before: float
    after: float
    place_before: float
    place_after: float
    name: str | None = None
    """Null when it is not known."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the scores of one formula differ from those of another on a day."""

    day: date
    before: str
    after: str
    titles: int
    """Titles that have a score by both formulas."""
    only_before: int
    only_after: int
    correlation: float | None
    """Spearman's rank correlation; null for too few titles, or when one formula gives all the same score."""
    deciles_before: tuple[float, ...]
    """The lowest score, the nine deciles and the highest score; empty without titles."""
    deciles_after: tuple[float, ...]
    risers: tuple[Mover, ...]
    fallers: tuple[Mover, ...]
    computed_at: datetime


def compare(day: date, before: str, after: str, titles: Sequence[ScoredTwice], now: datetime) -> Comparison:
    """Return the comparison of two formulas by name over the titles."""
    # Only the worker compares: other processes do without the 60 MB of scipy.
    import numpy as np  # noqa: PLC0415
    from scipy.stats import rankdata, spearmanr  # noqa: PLC0415

    both = [title for title in titles if title.before is not None and title.after is not None]
    first, second = np.array([title.before for title in both]), np.array([title.after for title in both])
    correlated = len(both) >= FEWEST_TITLES and np.ptp(first) > 0 and np.ptp(second) > 0
    places = [(rankdata(scores) - 1) / max(1, len(both) - 1) for scores in (first, second)] if both else [first, second]
    moves = places[1] - places[0]
    order = sorted(range(len(both)), key=lambda index: (-moves[index], both[index].media_id))

    def mover(index: int) -> Mover:
        title = both[index]
        return Mover(
            title.media_id,
            title.kind,
            title.tmdb_id,
            float(first[index]),
            float(second[index]),
            float(places[0][index]),
            float(places[1][index]),
            title.name,
        )

    def deciles(scores: "np.typing.NDArray[np.float64]") -> tuple[float, ...]:
        return tuple(float(score) for score in np.quantile(scores, np.linspace(0, 1, 11))) if both else ()

    return Comparison(
        day=day,
        before=before,
        after=after,
        titles=len(both),
        only_before=sum(title.before is not None and title.after is None for title in titles),
        only_after=sum(title.before is None and title.after is not None for title in titles),
        correlation=float(spearmanr(first, second).statistic) if correlated else None,
        deciles_before=deciles(first),
        deciles_after=deciles(second),
        risers=tuple(mover(index) for index in order[:MOVERS] if moves[index] > 0),
        fallers=tuple(mover(index) for index in reversed(order[-MOVERS:]) if moves[index] < 0),
        computed_at=now,
    )
