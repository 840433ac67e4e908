"""Scales of ratings, and the form of tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.entries.scales import MOST, STEPS, RatingScale, on_scale, to_percent
from library.domain.entries.tags import tag_of, tags_of

pytestmark = pytest.mark.unit

SCALES: list[RatingScale] = ["percent", "stars10", "stars5", "half_stars"]


@pytest.mark.parametrize(
    ("rating", "stars10", "stars5", "half_stars"),
    [(0, 0, 0, 0), (4, 0, 0, 0), (5, 1, 0, 0.5), (10, 1, 1, 0.5), (50, 5, 3, 2.5), (84, 8, 4, 4), (85, 9, 4, 4.5),
     (89, 9, 4, 4.5), (90, 9, 5, 4.5), (95, 10, 5, 5), (100, 10, 5, 5)],
)  # fmt: skip
def test_a_rating_is_rounded_half_up(rating: int, stars10: float, stars5: float, half_stars: float) -> None:
    assert on_scale(rating, "percent") == rating
    assert on_scale(rating, "stars10") == stars10
    assert on_scale(rating, "stars5") == stars5
    assert on_scale(rating, "half_stars") == half_stars


@pytest.mark.parametrize(
    ("rating", "scale", "percent"),
    [(85, "percent", 85), (8, "stars10", 80), (4, "stars5", 80), (4.5, "half_stars", 90), (0.5, "half_stars", 10)],
)
def test_a_rating_on_a_scale_is_stored_from_0_to_100(rating: float, scale: RatingScale, percent: int) -> None:
    assert to_percent(rating, scale) == percent


@given(scale=st.sampled_from(SCALES), data=st.data())
def test_a_rating_is_shown_as_it_was_entered(scale: RatingScale, data: st.DataObject) -> None:
    rating = data.draw(st.integers(0, STEPS[scale])) * MOST[scale] / STEPS[scale]

    assert on_scale(to_percent(rating, scale), scale) == rating


@pytest.mark.parametrize(
    ("rating", "scale"),
    [(8.5, "percent"), (101, "percent"), (-1, "percent"), (1e308, "percent"), (11, "stars10"), (4.5, "stars10"),
     (6, "stars5"), (4.25, "half_stars"), (5.5, "half_stars")],
)  # fmt: skip
def test_a_rating_that_a_scale_does_not_have_is_rejected(rating: float, scale: RatingScale) -> None:
    with pytest.raises(ValueError, match=f"from 0 to {MOST[scale]} on the scale {scale}"):
        to_percent(rating, scale)


def test_tags_have_one_form_each_once_in_their_order() -> None:
    assert tags_of(["  With\tAnn ", "cafe\u0301", "WITH ANN", "CAFÉ"]) == ("with ann", "café")


@given(st.text())
def test_the_form_of_a_tag_is_its_own_form(text: str) -> None:
    assert tag_of(tag_of(text)) == tag_of(text)
