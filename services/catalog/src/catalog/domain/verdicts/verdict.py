"""The verdict of a title, and the ratings that it is based on."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from catalog.domain.cards import Badge

Source = Literal["imdb", "trakt", "tmdb"]
VerdictType = Literal["warning", "release", "quality", "popularity", "general"]
MessageKey = Literal[
    "poorRatings",
    "belowAverage",
    "cancelled",
    "upcomingHit",
    "justReleased",
    "nowStreaming",
    "timelessFavorite",
    "steadyInterest",
    "trendingNow",
    "risingHype",
    "criticsLoved",
    "strongRatings",
    "decentRatings",
    "longRunning",
    "mixedReviews",
    "noConsensusYet",
    "earlyReviews",
]
HintKey = Literal["decideToWatch", "forLater", "notifyRelease"]

SOURCES: Final[tuple[Source, ...]] = ("imdb", "trakt", "tmdb")
"""The sources of ratings by users, the preferred one first."""
SOURCE_NAMES: Final[dict[Source, str]] = {"imdb": "IMDb", "trakt": "Trakt", "tmdb": "TMDB"}

CONFIDENT_VOTES: Final = 200
LOVED_VOTES: Final = 1000
LOVED_RATING: Final = 7.5
STRONG_RATING: Final = 7.0
DECENT_RATING: Final = 6.5
AVERAGE_RATING: Final = 6.0
POOR_RATING: Final = 5.5
YEAR_DAYS: Final = 365
OLDER_YEARS: Final = 3
CLASSIC_YEARS: Final = 10


@dataclass(frozen=True, slots=True)
class SourceRating:
    """The rating of a title at one source, from 0 to 10; unknown votes count as none."""

    source: Source
    rating: float
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Basis:
    """The rating that a verdict is based on: that of one source, or the consensus of several.

    A consensus is labeled with the source that has the most of its votes.
    """

    source: Source
    rating: float
    votes: int
    sources: int = 1
    spread: float = 0.0
    """The difference between the highest and the lowest rating of a consensus."""

    @property
    def text(self) -> str:
        """The label and the rating with one decimal, for example `IMDb: 8.7`."""
        shown = Decimal(self.rating).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{SOURCE_NAMES[self.source]}: {shown}"

    @property
    def confident(self) -> bool:
        """Whether enough users voted."""
        return self.votes >= CONFIDENT_VOTES

    @property
    def strong(self) -> bool:
        """Whether enough users rate the title 7 or more."""
        return self.confident and self.rating >= STRONG_RATING

    @property
    def loved(self) -> bool:
        """Whether very many users rate the title 7.5 or more."""
        return self.votes >= LOVED_VOTES and self.rating >= LOVED_RATING


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a title is in one phrase, and what to do with it. The texts of the keys are in the table of texts."""

    type: VerdictType
    message: MessageKey | None
    hint: HintKey
    basis: Basis | None = None
    """The rating behind the verdict; null when it is not about a rating."""
    seasons: int | None = None
    """The number of seasons of a long-running show, else null."""


UNDECIDED: Final = Verdict("general", None, "decideToWatch")
"""The verdict of a title about which nothing stands out."""


def present(ratings: tuple[SourceRating, ...]) -> tuple[SourceRating, ...]:
    """Return the ratings that exist, in the order of the sources: a rating of 0 is none."""
    by_source = {rating.source: rating for rating in ratings if rating.rating > 0}
    return tuple(by_source[source] for source in SOURCES if source in by_source)


def warning(basis: Basis | None) -> Verdict | None:
    """Return the warning about a title that enough users rate below 6, else null."""
    if basis is None or not basis.confident or basis.rating >= AVERAGE_RATING:
        return None
    message: MessageKey = "poorRatings" if basis.rating < POOR_RATING else "belowAverage"
    return Verdict("warning", message, "decideToWatch", basis)


def attention(badge: Badge | None, basis: Basis | None, released: date | None, today: date) -> Verdict | None:
    """Return the verdict of a title that is a hit or trends, else null."""
    if badge not in ("TRENDING", "HIT"):
        return None
    if basis is not None and basis.strong and is_older(released, CLASSIC_YEARS, today):
        return Verdict("quality", "timelessFavorite", "forLater", basis)
    if is_older(released, OLDER_YEARS, today):
        return Verdict("popularity", "steadyInterest", "forLater", basis)
    return Verdict("popularity", "trendingNow", "forLater")


def praise(basis: Basis | None) -> Verdict | None:
    """Return the verdict of a title that enough users rate 6.5 or more, else null."""
    if basis is None or not basis.confident or basis.rating < DECENT_RATING:
        return None
    message: MessageKey = "decentRatings"
    if basis.rating >= STRONG_RATING:
        message = "criticsLoved" if basis.loved else "strongRatings"
    return Verdict("quality", message, "forLater", basis)


def growing(badge: Badge | None, basis: Basis | None, released: date | None, today: date) -> Verdict | None:
    """Return the verdict of a title whose audience grows, else null."""
    if badge != "RISING":
        return None
    if is_older(released, OLDER_YEARS, today):
        return Verdict("popularity", "steadyInterest", "forLater", basis)
    return Verdict("popularity", "risingHype", "decideToWatch")


def mixed(basis: Basis | None) -> Verdict:
    """Return the verdict of a title that enough users rate below 6.5, or that nothing else is known about."""
    if basis is None or not basis.confident:
        return UNDECIDED
    return Verdict("general", "mixedReviews", "decideToWatch", basis)


def is_older(released: date | None, years: int, today: date) -> bool:
    """Return whether a title was released at least `years` years of 365 days ago."""
    return released is not None and (today - released).days >= years * YEAR_DAYS
