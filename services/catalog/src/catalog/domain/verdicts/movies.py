"""The verdict of a movie: the first rule that applies."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from catalog.domain.cards import Badge
from catalog.domain.release import ReleaseStatus
from catalog.domain.verdicts.verdict import (
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

AWAITED_POPULARITY: Final = 50.0


@dataclass(frozen=True, slots=True)
class MovieAppraisal:
    """What decides the verdict of a movie in a region on a day."""

    ratings: tuple[SourceRating, ...] = ()
    release_status: ReleaseStatus | None = None
    popularity: float | None = None
    """The popularity score, from 0 to 100."""
    badge: Badge | None = None
    """The badge of the movie for a user without an entry."""
    released: date | None = None


def movie_verdict(movie: MovieAppraisal, today: date) -> Verdict:
    """Return the verdict of a movie, by the rating of the preferred source that has one."""
    ratings = present(movie.ratings)
    basis = Basis(ratings[0].source, ratings[0].rating, ratings[0].votes) if ratings else None
    return (
        warning(basis)
        or _opening(movie, basis)
        or attention(movie.badge, basis, movie.released, today)
        or praise(basis)
        or growing(movie.badge, basis, movie.released, today)
        or _newcomer(movie, basis)
        or mixed(basis)
    )


def _opening(movie: MovieAppraisal, basis: Basis | None) -> Verdict | None:
    """Return the verdict of a movie that is awaited, or that opened before many users rated it."""
    if movie.release_status == "upcoming" and (movie.popularity or 0) > AWAITED_POPULARITY:
        return Verdict("release", "upcomingHit", "notifyRelease")
    if movie.release_status == "in_theaters" and not (basis is not None and basis.confident):
        return Verdict("release", "justReleased", "forLater")
    return None


def _newcomer(movie: MovieAppraisal, basis: Basis | None) -> Verdict | None:
    """Return the verdict of a movie without ratings, or with those of few users."""
    if basis is None:
        return Verdict("release", "nowStreaming", "forLater") if movie.release_status == "new_on_streaming" else None
    return None if basis.confident else Verdict("general", "earlyReviews", "decideToWatch", basis)
