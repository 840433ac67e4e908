"""The keys by which public responses name what they depend on, and events what has changed."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

EVERYTHING: Final = "catalog"
"""Of every response."""
TITLES: Final = "titles"
"""Of whatever shows several titles: any of them may enter or leave it."""
MOST_TITLES: Final = 100
"""A batch with more of them, as in a replay, stands for everything."""


def key_of(media_id: UUID) -> str:
    """Return the key of the pages of one title."""
    return f"title:{media_id}"


def keys_of(media_ids: Iterable[UUID]) -> tuple[str, ...]:
    """Return the keys of all that a change of titles changes."""
    ids = sorted(set(media_ids))
    if len(ids) > MOST_TITLES:
        return (EVERYTHING,)
    return (TITLES, *map(key_of, ids))
