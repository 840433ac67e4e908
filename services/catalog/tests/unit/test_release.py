"""What the dates of a title mean on a day."""

from datetime import date

import pytest

from catalog.domain.release import RegionDates, is_classic, is_new, is_new_release, region_dates, release_status

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("kind", "released", "new"),
    [
        ("movie", date(2026, 9, 22), True),
        ("movie", date(2026, 9, 21), False),
        ("show", date(2026, 10, 22), True),
        ("show", date(2026, 10, 21), False),
        ("movie", date(2027, 1, 1), True),
        ("movie", None, False),
    ],
)
def test_movie_is_new_for_sixty_days_and_show_for_thirty(kind: str, released: date | None, new: bool) -> None:
    assert is_new(kind, released, TODAY) is new


@pytest.mark.parametrize(
    ("released", "ratingo", "watchers", "classic"),
    [
        (date(2016, 11, 21), None, None, True),
        (date(2016, 11, 22), None, None, False),
        (date(2026, 1, 1), 80.0, 10_001, True),
        (date(2026, 1, 1), 79.9, 10_001, False),
        (date(2026, 1, 1), 80.0, 10_000, False),
        (None, 99.0, 99_999, False),
    ],
)
def test_classic_is_old_or_popular(
    released: date | None, ratingo: float | None, watchers: int | None, classic: bool
) -> None:
    assert is_classic(released, ratingo, watchers, TODAY) is classic


def test_ten_years_before_a_leap_day_is_the_day_before() -> None:
    assert is_classic(date(2018, 2, 28), None, None, date(2028, 2, 29))
    assert not is_classic(date(2018, 3, 1), None, None, date(2028, 2, 29))


def test_new_release_counts_from_the_latest_past_date() -> None:
    assert is_new_release(TODAY, date(2020, 1, 1), date(2026, 11, 7))
    assert not is_new_release(TODAY, date(2020, 1, 1), date(2026, 11, 6))
    assert is_new_release(TODAY, date(2026, 11, 20), date(2027, 1, 1), None)
    assert not is_new_release(TODAY, date(2026, 11, 22))
    assert not is_new_release(TODAY, None, None)


@pytest.mark.parametrize(
    ("released", "theatrical", "digital", "status"),
    [
        (None, None, None, "streaming"),
        (date(2026, 11, 22), None, None, "upcoming"),
        (date(2026, 1, 1), date(2026, 12, 1), date(2026, 11, 1), "upcoming"),
        (date(2026, 11, 21), None, None, "in_theaters"),
        (None, date(2026, 10, 1), date(2026, 12, 1), "in_theaters"),
        (None, date(2026, 9, 1), date(2026, 11, 7), "new_on_streaming"),
        (None, date(2026, 9, 1), date(2026, 11, 6), "streaming"),
        (None, None, date(2026, 11, 21), "new_on_streaming"),
        (None, date(2026, 7, 24), None, "in_theaters"),
        (None, date(2026, 7, 23), None, "streaming"),
        (date(1999, 10, 15), None, None, "streaming"),
        (date(1999, 10, 15), date(2026, 11, 1), None, "in_theaters"),
        (date(2026, 11, 1), None, date(2026, 12, 1), "upcoming"),
    ],
)
def test_release_status_follows_the_dates(
    released: date | None, theatrical: date | None, digital: date | None, status: str
) -> None:
    assert release_status(released, theatrical, digital, TODAY) == status


def test_offered_movie_is_not_in_theaters() -> None:
    opened = date(2026, 11, 1)
    assert release_status(opened, opened, None, TODAY, offered=True) == "streaming"
    assert release_status(opened, opened, TODAY, TODAY, offered=True) == "new_on_streaming"
    assert release_status(None, date(2026, 12, 1), None, TODAY, offered=True) == "upcoming"


def test_dates_are_per_region() -> None:
    releases = [
        ("US", "theatrical", date(2026, 11, 18)),
        ("US", "theatrical", date(2026, 11, 11)),
        ("US", "limited", date(2026, 11, 1)),
        ("US", "premiere", date(2026, 9, 1)),
        ("KR", "digital", date(2026, 11, 25)),
        ("GB", "limited", date(2026, 11, 2)),
        ("FR", "premiere", date(2026, 5, 20)),
        ("DE", "physical", date(2026, 5, 20)),
    ]
    assert region_dates(releases) == (
        RegionDates("GB", date(2026, 11, 2), None),
        RegionDates("KR", None, date(2026, 11, 25)),
        RegionDates("US", date(2026, 11, 11), None),
    )
