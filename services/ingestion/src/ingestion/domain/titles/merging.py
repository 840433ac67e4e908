"""Merging of the providers' facts into one title.

Every fact is that of the first provider, in the fact's order of preference, that has one; the title remembers which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from ingestion.domain.titles.facts import SOURCES, Facts, RatedBy, Rating, Source
from ingestion.domain.titles.observations import Observation

_PREFERRED: Final[tuple[Source, ...]] = ("tmdb", "trakt", "tvmaze")
_DEFAULT_ORDER: Final = (*_PREFERRED, *(source for source in SOURCES if source not in _PREFERRED))


_ORDERS: Final[Mapping[str, tuple[Source, ...]]] = {
    "next_air_date": ("tvmaze", "tmdb"),
    "last_air_date": ("tmdb", "tvmaze"),
    "tvdb_id": ("tmdb", "tvmaze", "trakt"),
    "runtime_minutes": ("tmdb", "tvmaze", "trakt", "omdb"),
}


@dataclass(frozen=True, slots=True)
class MergedTitle:
    """The facts of a title and, per fact, the source that gave it (`ratings.imdb` for ratings)."""

    facts: Facts
    provenance: Mapping[str, Source]


def merge(observations: Mapping[Source, Observation], today: date) -> MergedTitle:
    """Return the merged title; a next air date that has passed is not one.

    Its name is the first that a provider has in the language of texts or in English, then the original one.
    """
    merged: dict[str, object] = {}
    provenance: dict[str, Source] = {}
    for fact in fields(Facts):
        if fact.name == "ratings":
            continue
        for source in _ORDERS.get(fact.name, _DEFAULT_ORDER):
            value = getattr(observations[source].facts, fact.name) if source in observations else None
            if fact.name == "next_air_date" and isinstance(value, date) and value < today:
                continue
            if value is not None:
                merged[fact.name] = value
                provenance[fact.name] = source
                break
    for name, original in (("title", "original_title"), ("overview", "original_overview")):
        if name not in merged and original in merged:
            merged[name], provenance[name] = merged[original], provenance[original]
    ratings = _merge_ratings(observations, provenance)
    return MergedTitle(Facts(**merged, ratings=ratings or None), provenance)  # type: ignore[arg-type]


def _merge_ratings(observations: Mapping[Source, Observation], provenance: dict[str, Source]) -> dict[RatedBy, Rating]:
    ratings: dict[RatedBy, Rating] = {}
    for source in SOURCES:
        if source not in observations:
            continue
        for by, rating in (observations[source].facts.ratings or {}).items():
            if by not in ratings:
                ratings[by] = rating
                provenance[f"ratings.{by}"] = source
    return ratings


def next_version(previous: int | None, now: datetime) -> int:
    """Return a version that only grows, over every replica and after a restore: max(previous + 1, epoch µs)."""
    return max((previous or 0) + 1, int(now.timestamp() * 1_000_000))
