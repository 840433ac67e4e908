"""Identities that every service computes from natural keys, without a request.

A title is (kind, source id): movie 550 and show 550 are two titles. Ids are UUIDv5 of a canonical text
(RFC 9562 section 5.5), so the same title has the same id in every service and after every rebuild.
"""

from typing import Literal
from uuid import UUID, uuid5

Kind = Literal["movie", "show"]

NAMESPACE = UUID("6f7d7a52-5d0f-5c1e-9d57-0b6c3f1f4a11")


def media_id(kind: Kind, tmdb_id: int) -> UUID:
    """Return the id of a title by its kind and its TMDB number."""
    return uuid5(NAMESPACE, f"{kind}:tmdb:{tmdb_id}")


def season_id(show_tmdb_id: int, season: int) -> UUID:
    """Return the id of a season; season 0 holds the specials."""
    return uuid5(NAMESPACE, f"show:tmdb:{show_tmdb_id}:season:{season}")


def episode_id(show_tmdb_id: int, season: int, episode: int) -> UUID:
    """Return the id of an episode by its TMDB numbering."""
    return uuid5(NAMESPACE, f"show:tmdb:{show_tmdb_id}:season:{season}:episode:{episode}")
