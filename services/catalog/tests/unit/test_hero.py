"""What is new and what is a classic in the hero, and the sections of the home page."""

from datetime import date

import pytest

from catalog.domain.home.hero import is_classic, is_new
from catalog.domain.home.sections import SECTION_OF, SECTIONS

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("released", "new", "classic"),
    [
        (date(2026, 8, 23), True, False),
        (date(2026, 8, 22), False, False),
        (TODAY, True, False),
        (date(2021, 11, 22), False, False),
        (date(2021, 11, 21), False, True),
        (None, False, False),
    ],
)
def test_hero_has_its_own_rules_of_new_and_classic(released: date | None, new: bool, classic: bool) -> None:
    assert (is_new(released, TODAY), is_classic(released, TODAY)) == (new, classic)


def test_five_years_before_a_leap_day_is_the_day_before() -> None:
    assert is_classic(date(2023, 2, 28), date(2028, 2, 29))
    assert not is_classic(date(2023, 3, 1), date(2028, 2, 29))


def test_sections_are_unique_and_bounded() -> None:
    assert len(SECTION_OF) == len(SECTIONS)
    assert max(section.limit for section in SECTIONS) <= 12
