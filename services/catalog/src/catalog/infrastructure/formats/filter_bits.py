"""The values of a filter that a title has, as bits of one number: a list rejects a title by its index entry alone.

Several values may share a bit, so a title with the bit of a value is looked up; one without it lacks the value.
"""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import md5
from typing import Final

UNKNOWN: Final = -1
"""All bits: every title is looked up."""
BITS: Final = 61
"""A prime number below the 63 bits of a positive `bigint`."""


def genre_bits(slugs: Iterable[str]) -> int:
    """Return the bits of genres, of which TMDB has fewer than there are bits."""
    return _united({_place_of(slug) for slug in slugs})


def service_bits(provider_ids: Iterable[int]) -> int:
    """Return the bits of services by their TMDB numbers."""
    return _united({provider_id % BITS for provider_id in provider_ids})


def _united(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


@lru_cache(maxsize=1024)
def _place_of(slug: str) -> int:
    # A digest that Postgres has too: a migration computes the bits of stored titles.
    return int.from_bytes(md5(slug.encode(), usedforsecurity=False).digest()[:4]) % BITS
