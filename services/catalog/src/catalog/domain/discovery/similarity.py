"""How similar two titles are, from 0 to 100: a sum of six parts, of which each is a share of its weight.

| part | weight | share |
|---|---|---|
| keywords | 35 | 1 - 0.7^k, where k sums 1 / log2(1 + titles with the keyword) over the shared keywords |
| people | 25 | 1 - 0.7^p, where p counts shared people, a director or creator twice |
| genres | 25 | shared genres / genres of either |
| decade | 5 | 1 for the same year, falling to 0 at 20 years apart |
| language | 5 | 1 for the same original language |
| quality | 5 | the open score of the candidate / 100 |

A title without a shared keyword, person or genre is not similar. Equal titles are in the order of their ids.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from typing import Final
from uuid import UUID

KEYWORDS: Final = 35.0
PEOPLE: Final = 25.0
GENRES: Final = 25.0
DECADE: Final = 5.0
LANGUAGE: Final = 5.0
QUALITY: Final = 5.0
_REST: Final = 0.7
_YEARS: Final = 20
_DIGITS: Final = 2


@dataclass(frozen=True, slots=True)
class Features:
    """What a title is compared by; null when unknown."""

    genres: frozenset[int] = frozenset()
    year: int | None = None
    language: str | None = None
    ratingo: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that may be similar, with what it shares with the subject."""

    media_id: UUID
    features: Features
    people: int = 0
    """Shared people, a director or creator counted twice."""
    keyword_frequencies: tuple[int, ...] = ()
    """For each shared keyword, the number of titles that have it."""


@dataclass(frozen=True, slots=True)
class Similar:
    """A similar title and how similar it is."""

    media_id: UUID
    similarity: float


def most_similar(subject: Features, candidates: Iterable[Candidate], limit: int) -> Sequence[Similar]:
    """Return the most similar titles, best first."""
    scored = [
        Similar(candidate.media_id, similarity(subject, candidate))
        for candidate in candidates
        if _is_related(subject, candidate)
    ]
    scored.sort(key=lambda similar: (-similar.similarity, str(similar.media_id)))
    return scored[:limit]


def similarity(subject: Features, candidate: Candidate) -> float:
    """Return how similar a candidate is."""
    other = candidate.features
    keywords = sum(1 / log2(1 + max(1, frequency)) for frequency in sorted(candidate.keyword_frequencies))
    genres = subject.genres | other.genres
    score = (
        KEYWORDS * (1 - _REST**keywords)
        + PEOPLE * (1 - _REST**candidate.people)
        + (GENRES * len(subject.genres & other.genres) / len(genres) if genres else 0)
        + DECADE * _nearness(subject.year, other.year)
        + (LANGUAGE if subject.language is not None and subject.language == other.language else 0)
        + QUALITY * (other.ratingo or 0) / 100
    )
    return round(score, _DIGITS)


def _nearness(first: int | None, second: int | None) -> float:
    if first is None or second is None:
        return 0
    return max(0.0, 1 - abs(first - second) / _YEARS)


def _is_related(subject: Features, candidate: Candidate) -> bool:
    return bool(candidate.people or candidate.keyword_frequencies or subject.genres & candidate.features.genres)
