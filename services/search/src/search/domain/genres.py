"""TMDB's genres, whose numbers entries carry, by the slugs that the catalog uses.

https://developer.themoviedb.org/reference/genre-movie-list
"""

from collections.abc import Mapping
from typing import Final

NUMBERS: Final[Mapping[str, int]] = {
    "action": 28,
    "action-adventure": 10759,
    "adventure": 12,
    "animation": 16,
    "comedy": 35,
    "crime": 80,
    "documentary": 99,
    "drama": 18,
    "family": 10751,
    "fantasy": 14,
    "history": 36,
    "horror": 27,
    "kids": 10762,
    "music": 10402,
    "mystery": 9648,
    "news": 10763,
    "reality": 10764,
    "romance": 10749,
    "sci-fi-fantasy": 10765,
    "science-fiction": 878,
    "soap": 10766,
    "talk": 10767,
    "thriller": 53,
    "tv-movie": 10770,
    "war": 10752,
    "war-politics": 10768,
    "western": 37,
}
_SLUGS: Final = {str(number): slug for slug, number in NUMBERS.items()}
LARGEST: Final = 2_147_483_647


def genre_number(text: str) -> int | None:
    """Return the number of a genre by its slug or by the number itself; null for anything else."""
    number = NUMBERS.get(text)
    if number is not None:
        return number
    if text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= LARGEST:
        return int(text)
    return None


def genre_text(number: str) -> str:
    """Return the slug of a genre's number; the number itself for a genre without one."""
    return _SLUGS.get(number, number)
