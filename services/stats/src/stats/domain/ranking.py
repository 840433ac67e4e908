"""The ranks of titles in a list of a provider."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

TRENDING_LISTS: Final = frozenset({"trending.movie.day", "trending.show.day"})
"""TMDB's lists of the titles that most users look at, one per type."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """A whole list at one version: a title that is not in it has left it."""

    list_id: str
    version: int
    ranks: Mapping[UUID, int]
    """From 1, by title."""
