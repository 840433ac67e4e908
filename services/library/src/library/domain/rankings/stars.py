"""Stars: ratings from 0 to 100 as one to five stars."""

from typing import Final

LEAST_STARS: Final = 1
MOST_STARS: Final = 5
STARS: Final = range(LEAST_STARS, MOST_STARS + 1)
RATING_PER_STAR: Final = 20


def rating_of(stars: int) -> int:
    """Return the rating that a number of stars is stored as."""
    return stars * RATING_PER_STAR


def stars_of(rating: int) -> int:
    """Return the stars of a rating: a begun star counts, and a rating of 0 is one star."""
    return max(LEAST_STARS, -(-rating // RATING_PER_STAR))
