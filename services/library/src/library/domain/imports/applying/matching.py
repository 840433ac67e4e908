"""Which title of the catalog a row means, and how certain that is.

A row with an id of the title means that title. Any other row is compared by name and by the year of the release; the
time of watching says nothing about the title. The confidence of a candidate is

    0.6 x similarity of the names + 0.4 x agreement of the years

The agreement is 1 for the same year, 0.5 for the year before or after, and 0 otherwise. When the file or the
catalog has no year it is 0.75, so that a name without a year never outweighs one with its year.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal
from uuid import UUID

from library.domain.imports.rows import NO_IDS, ExternalIds, ImportRow, Kind
from library.domain.titles.names import match_names

MatchStatus = Literal["matched", "ambiguous", "unmatched"]

CERTAIN: Final = 0.8
"""The confidence from which a title is matched; several titles this close to each other are ambiguous."""
POSSIBLE: Final = 0.5
"""The confidence from which a title is offered as an alternative."""
CLOSE: Final = 0.05
"""Two candidates whose confidences differ by no more are equally good."""
MOST_ALTERNATIVES: Final = 5
UNKNOWN_YEAR: Final = 0.75

_NAME_SHARE: Final = 0.6
_YEAR_SHARE: Final = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title of the catalog that a row may mean."""

    media_id: UUID
    kind: Kind
    tmdb_id: int
    names: tuple[str, ...]
    """Its normalized names in every language."""
    year: int | None = None
    imdb: str | None = None
    tvdb: int | None = None
    trakt: int | None = None
    popularity: float = 0.0


@dataclass(frozen=True, slots=True)
class TitleReference:
    """What identifies a title in a file: rows with equal values mean the same title."""

    kind: Kind | None = None
    ids: ExternalIds = NO_IDS
    names: tuple[str, ...] = ()
    """The normalized names that the file states."""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A title that a row may mean."""

    media_id: UUID
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """The titles that a row may mean, the most certain first."""

    status: MatchStatus
    alternatives: tuple[Alternative, ...] = ()

    @property
    def best(self) -> Alternative | None:
        """The most certain title."""
        return self.alternatives[0] if self.alternatives else None


UNMATCHED: Final = Match("unmatched")


def reference_of(row: ImportRow) -> TitleReference:
    """Return what identifies the title of a row."""
    return TitleReference(row.kind, row.ids, match_names([row.title, row.original_title]), row.year)


def match(reference: TitleReference, candidates: Iterable[Candidate]) -> Match:
    """Return which of the candidates is meant."""
    possible = [candidate for candidate in candidates if reference.kind in (None, candidate.kind)]
    identified = _identified(reference, possible)
    if len(identified) == 1 and _is_decisive(reference, identified[0]):
        return Match("matched", (Alternative(identified[0].media_id, 1.0),))
    rated = sorted(
        ((_confidence(reference, candidate), candidate) for candidate in identified or possible),
        key=lambda pair: (-pair[0], -pair[1].popularity, pair[1].media_id),
    )
    rated = [pair for pair in rated if pair[0] >= POSSIBLE][:MOST_ALTERNATIVES]
    if not rated:
        return UNMATCHED
    alternatives = tuple(Alternative(candidate.media_id, confidence) for confidence, candidate in rated)
    tied = len(rated) > 1 and rated[0][0] - rated[1][0] <= CLOSE
    certain = rated[0][0] >= CERTAIN and not tied
    return Match("matched" if certain else "ambiguous", alternatives)


def _identified(reference: TitleReference, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates that have an id of the row; by the id that is unique in the catalog first."""
    ids = reference.ids
    tests: tuple[tuple[object, str], ...] = (
        (ids.marquee, "media_id"),
        (ids.imdb, "imdb"),
        (ids.tmdb, "tmdb_id"),
        (ids.tvdb, "tvdb"),
        (ids.trakt, "trakt"),
    )
    for value, name in tests:
        matches = [candidate for candidate in candidates if value is not None and getattr(candidate, name) == value]
        if matches:
            return matches
    return []


def _is_decisive(reference: TitleReference, candidate: Candidate) -> bool:
    """Return whether an id is enough: TMDB numbers movies and shows apart, so that its id needs a kind or a name."""
    only_tmdb = reference.ids.known.keys() <= {"tmdb", "simkl", "mal", "letterboxd"}
    return (
        not (only_tmdb and reference.kind is None and reference.names)
        or _similarity(reference.names, candidate.names) == 1.0
    )


def _confidence(reference: TitleReference, candidate: Candidate) -> float:
    return round(
        _NAME_SHARE * _similarity(reference.names, candidate.names) + _YEAR_SHARE * _agreement(reference, candidate), 3
    )


def _similarity(reference: tuple[str, ...], names: tuple[str, ...]) -> float:
    if set(reference) & set(names):
        return 1.0
    ratios = [SequenceMatcher(None, one[:200], other[:200]).ratio() for one in reference for other in names[:20]]
    return max(ratios, default=0.0)


def _agreement(reference: TitleReference, candidate: Candidate) -> float:
    if reference.year is None or candidate.year is None:
        return UNKNOWN_YEAR
    return {0: 1.0, 1: 0.5}.get(abs(reference.year - candidate.year), 0.0)
