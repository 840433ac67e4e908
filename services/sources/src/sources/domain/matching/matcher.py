"""Which title a file is, among candidates. What is not certain has no match: users choose it.

The result depends on the file and on the titles only, not on the order in which they came.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.episodes import fits, in_seasons, place_of
from sources.domain.matching.keys import Reading, id_keys, ids_of, readings
from sources.domain.matching.match import Match, Method
from sources.domain.matching.title import Title
from sources.domain.names.folding import fold, keys_of
from sources.domain.names.parsed import ParsedName

Candidates = Mapping[str, Sequence[Title]]
"""Titles by each of their keys."""

THRESHOLD: Final = 0.7
"""The confidence from which a title is accepted, unless the operator sets another."""
SAME_YEAR: Final = 0.95
NEXT_YEAR: Final = 0.75
"""For names of several words; festivals and regions differ by a year."""
ONE_WORD_NEXT_YEAR: Final = 0.65
EPISODE_WITHOUT_YEAR: Final = 0.8
WITHOUT_YEAR: Final = 0.6
"""A movie without a year may be a remake that is not imported."""
YEAR_UNKNOWN: Final = 0.65
"""The file states a year, the title has none."""
OTHER_SPELLING: Final = 0.05
"""By how much a name in another spelling is less certain."""


def match(file: ListedFile, parsed: ParsedName, candidates: Candidates, threshold: float = THRESHOLD) -> Match | None:
    """Return the title of a file, or null when none is certain enough."""
    if parsed.is_extra and file.stated is None:
        return None
    kind = kind_of(file, parsed)
    ids = ids_of(file, parsed)
    same_ids = _distinct(title for key in id_keys(ids) for title in candidates.get(key, ()) if title.kind == kind)
    if same_ids:
        return _placed(file, parsed, same_ids[0], Method.IDS, 1.0) if len(same_ids) == 1 else None
    if kind == "show" and not _names_episodes(file, parsed):
        return None
    for reading in readings(file, parsed):
        named = _named(reading, kind, ids, candidates)
        if len(named) > 1:
            return None
        for title, confidence in named:
            placed = _placed(file, parsed, title, Method.NAME, confidence)
            is_possible = kind == "movie" or fits((placed.season, placed.episodes), title)
            return placed if is_possible and confidence >= threshold else None
    return None


def kind_of(file: ListedFile, parsed: ParsedName) -> Literal["movie", "show"]:
    """Return the kind that a server states, or that the name has."""
    if file.stated is not None:
        return file.stated.kind
    return "show" if parsed.is_episode else "movie"


def _names_episodes(file: ListedFile, parsed: ParsedName) -> bool:
    return bool(place_of(file, parsed)[1]) or parsed.aired is not None


def _named(reading: Reading, kind: str, ids: ExternalIds, candidates: Candidates) -> list[tuple[Title, float]]:
    """Return the titles of a reading with their confidence: those of its year, or else of the years next to it."""
    for key in keys_of(reading.name):
        titles = _distinct(
            title
            for title in candidates.get(key, ())
            if title.kind == kind and not _contradicts(ids, title.ids) and _is_from(title, reading.country)
        )
        same = [title for title in titles if reading.year is None or title.year == reading.year]
        chosen = same or [title for title in titles if _is_next(title.year, reading.year)]
        if chosen:
            penalty = OTHER_SPELLING if key.startswith("~") else 0.0
            return [(title, round(_confidence(reading, kind, title) - penalty, 2)) for title in chosen]
    return []


def _confidence(reading: Reading, kind: str, title: Title) -> float:
    if reading.year is None:
        return EPISODE_WITHOUT_YEAR if kind == "show" else WITHOUT_YEAR
    if title.year is None:
        return YEAR_UNKNOWN
    if title.year == reading.year:
        return SAME_YEAR
    return NEXT_YEAR if " " in fold(reading.name) else ONE_WORD_NEXT_YEAR


def _is_next(year: int | None, stated: int | None) -> bool:
    return year is None or stated is None or abs(year - stated) == 1


def _contradicts(ids: ExternalIds, others: ExternalIds) -> bool:
    """Return whether both state an id of one system, and not the same."""
    pairs = ((ids.imdb, others.imdb), (ids.tmdb, others.tmdb), (ids.tvdb, others.tvdb))
    return any(one is not None and other is not None and one != other for one, other in pairs)


def _is_from(title: Title, country: str | None) -> bool:
    return country is None or country in title.countries


def _distinct(titles: Iterator[Title]) -> list[Title]:
    return list({title.media_id: title for title in titles}.values())


def _placed(file: ListedFile, parsed: ParsedName, title: Title, method: Method, confidence: float) -> Match:
    if title.kind == "movie":
        return Match(title.media_id, method, confidence)
    season, episodes = in_seasons(place_of(file, parsed), dict(title.seasons))
    return Match(title.media_id, method, confidence, season, episodes)
