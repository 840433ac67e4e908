"""The verdict of a show: the first rule that applies. Its rating is the consensus of all sources."""

from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from catalog.domain.cards import Badge
from catalog.domain.verdicts.verdict import (
    AVERAGE_RATING,
    DECENT_RATING,
    Basis,
    SourceRating,
    Verdict,
    attention,
    growing,
    mixed,
    praise,
    present,
    warning,
)

CANCELED: Final = "Canceled"
"""The status, as TMDB spells it, of a show that was ended early."""
WIDE_SPREAD: Final = 1.0
WIDE_SPREAD_VOTES: Final = 1000
LONG_SEASONS: Final = 5
DECIMALS: Final = 9
"""Ratings are decimal fractions: without rounding, 8.3 - 7.3 is more than one."""


@dataclass(frozen=True, slots=True)
class ShowAppraisal:
    """What decides the verdict of a show on a day."""

    ratings: tuple[SourceRating, ...] = ()
    status: str | None = None
    """The status of production, as TMDB spells it."""
    seasons: int | None = None
    """The number of seasons without the specials."""
    badge: Badge | None = None
    """The badge of the show for a user without an entry."""
    released: date | None = None


def show_verdict(show: ShowAppraisal, today: date) -> Verdict:
    """Return the verdict of a show."""
    if show.status == CANCELED:
        return Verdict("warning", "cancelled", "decideToWatch")
    basis = consensus(show.ratings)
    return (
        warning(basis)
        or _disputed(basis)
        or attention(show.badge, basis, show.released, today)
        or praise(basis)
        or _long_running(show, basis)
        or growing(show.badge, basis, show.released, today)
        or _early(basis)
        or mixed(basis)
    )


def consensus(ratings: tuple[SourceRating, ...]) -> Basis | None:
    """Return the median of the ratings that exist, with all their votes; null without any."""
    existing = present(ratings)
    if not existing:
        return None
    values = [rating.rating for rating in existing]
    return Basis(
        source=max(existing, key=lambda rating: rating.votes).source,
        rating=round(median(values), DECIMALS),
        votes=sum(rating.votes for rating in existing),
        sources=len(existing),
        spread=round(max(values) - min(values), DECIMALS),
    )


def _disputed(basis: Basis | None) -> Verdict | None:
    """Return the verdict of a show that the sources rate very differently."""
    if basis is None or basis.spread < WIDE_SPREAD:
        return None
    if basis.spread == WIDE_SPREAD and basis.votes < WIDE_SPREAD_VOTES:
        return None
    return Verdict("general", "mixedReviews" if basis.confident else "noConsensusYet", "decideToWatch", basis)


def _long_running(show: ShowAppraisal, basis: Basis | None) -> Verdict | None:
    if basis is None or basis.rating < DECENT_RATING or (show.seasons or 0) < LONG_SEASONS:
        return None
    return Verdict("quality", "longRunning", "forLater", seasons=show.seasons)


def _early(basis: Basis | None) -> Verdict | None:
    """Return the verdict of a show that few users rated."""
    if basis is None or basis.confident:
        return None
    if basis.rating < AVERAGE_RATING:
        return Verdict("warning", "belowAverage", "decideToWatch", basis)
    return Verdict("general", "earlyReviews", "decideToWatch", basis)
