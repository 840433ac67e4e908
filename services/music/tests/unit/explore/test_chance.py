"""Chance that can be repeated."""

from datetime import UTC, datetime, timedelta

from music.domain.explore.chance import drawn, months_before, pivot_of


def test_the_same_seed_draws_the_same() -> None:
    pool = list(range(40))
    assert drawn(pool, 7, 10) == drawn(pool, 7, 10)
    assert drawn(pool, 7, 10) != drawn(pool, 8, 10)
    assert pivot_of(7) == pivot_of(7)
    assert pivot_of(7) != pivot_of(8)


def test_nothing_is_drawn_twice_and_no_more_than_there_is() -> None:
    assert sorted(drawn([1, 2, 3], 7, 10)) == [1, 2, 3]
    assert drawn([], 7, 10) == []


def test_three_months_are_a_quarter_of_a_year() -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    assert now - months_before(now, 3) == timedelta(days=365.25) / 4
