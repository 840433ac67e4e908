"""Conversion of OMDb responses to facts."""

import re
from collections.abc import Mapping
from typing import Final

from ingestion.domain.titles.facts import Facts, RatedBy, Rating
from ingestion.providers.omdb.models import OmdbTitle

FACTS_BY_FIELD: Final[Mapping[str, tuple[str, ...]]] = {
    "imdb_id": ("imdb_id",),
    "imdb_rating": ("ratings.imdb",),
    "metascore": ("ratings.metacritic",),
    "ratings": ("ratings.rotten_tomatoes", "ratings.metacritic"),
    "runtime": ("runtime_minutes",),
}
"""The facts that are missing when a field of the response could not be read."""


def title_facts(title: OmdbTitle) -> Facts:
    """Return the facts of a response."""
    listed = {rating.source: rating.value for rating in title.ratings or () if rating}
    ratings: dict[RatedBy, Rating] = {}
    if title.imdb_rating and title.imdb_votes != 0:
        ratings["imdb"] = Rating(title.imdb_rating, title.imdb_votes)
    if (tomatoes := _share(listed.get("Rotten Tomatoes"))) is not None:
        ratings["rotten_tomatoes"] = Rating(tomatoes)
    if (metacritic := title.metascore or _share(listed.get("Metacritic"))) is not None:
        ratings["metacritic"] = Rating(metacritic)
    minutes = re.match(r"(\d+) min", title.runtime or "")
    return Facts(
        imdb_id=title.imdb_id,
        ratings=ratings or None,
        runtime_minutes=int(minutes[1]) if minutes else None,
    )


def _share(text: str | None) -> int | None:
    """Read `91%` or `73/100`."""
    match = re.match(r"(\d{1,3})(?:%|/100)", text or "")
    return int(match[1]) if match and int(match[1]) <= 100 else None
