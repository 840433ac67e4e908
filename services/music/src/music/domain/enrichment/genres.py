"""Genres from the tags that listeners have given."""

from collections.abc import Sequence
from typing import Final

from music.domain.library.names import key_of

FEWEST: Final = 3
"""How often a tag must have been given."""
MOST: Final = 10
LONGEST: Final = 40
_NO_GENRES: Final = frozenset(
    {
        "seen live",
        "favorites",
        "favourites",
        "favorite",
        "favourite",
        "love",
        "loved",
        "awesome",
        "beautiful",
        "under 2000 listeners",
        "all",
        "my music",
        "spotify",
        "albums i own",
        "male vocalists",
        "female vocalists",
        "male vocalist",
        "female vocalist",
    }
)
"""Tags that state something else about the listener or the singer."""


def genres_of(tags: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Return the genres among tags with their counts: the most frequent first, each once."""
    chosen: dict[str, str] = {}
    for name, count in sorted(tags, key=lambda tag: (-tag[1], tag[0])):
        key = key_of(name)
        is_genre = count >= FEWEST and 0 < len(name.strip()) <= LONGEST and key not in _NO_GENRES
        if is_genre and not key.isdecimal():
            chosen.setdefault(key, name.strip())
    return tuple(chosen.values())[:MOST]
