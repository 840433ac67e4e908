"""Ratings as stars."""

import pytest

from library.domain.rankings.stars import rating_of, stars_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("rating", "stars"), [(0, 1), (1, 1), (20, 1), (21, 2), (40, 2), (60, 3), (61, 4), (80, 4), (81, 5), (100, 5)]
)
def test_a_begun_star_counts(rating: int, stars: int) -> None:
    assert stars_of(rating) == stars


@pytest.mark.parametrize("stars", range(1, 6))
def test_stars_stay_what_they_were(stars: int) -> None:
    assert stars_of(rating_of(stars)) == stars
