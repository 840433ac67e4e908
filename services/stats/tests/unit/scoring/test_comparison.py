"""The comparison of two formulas."""

from uuid import UUID

import pytest

from chassis.testing.clock import NOON
from stats.commands import report
from stats.domain.scoring.comparison import ScoredTwice, compare

pytestmark = pytest.mark.unit

DAY = NOON.date()


def titles(*pairs: tuple[float | None, float | None]) -> list[ScoredTwice]:
    return [
        ScoredTwice(UUID(int=number), "movie", number, before, after) for number, (before, after) in enumerate(pairs, 1)
    ]


def test_titles_that_change_places_are_movers() -> None:
    scored = titles((10, 52), (20, 51), (30, 50), (40, 80), (50, 60), (None, 70), (60, None), (None, None))

    comparison = compare(DAY, "ratingo-1", "open-1", scored, NOON)

    assert (comparison.titles, comparison.only_before, comparison.only_after) == (5, 1, 1)
    # Ranks 1 2 3 4 5 against 3 2 1 5 4: 1 - 6 * (4 + 0 + 4 + 1 + 1) / (5 * 24).
    assert comparison.correlation == pytest.approx(0.5)
    assert comparison.deciles_before[0::5] == (10, 30, 50)
    assert len(comparison.deciles_after) == 11
    assert [(mover.tmdb_id, mover.place_before, mover.place_after) for mover in comparison.risers] == [
        (1, 0.0, 0.5),
        (4, 0.75, 1.0),
    ]
    assert [mover.tmdb_id for mover in comparison.fallers] == [3, 5]


def test_the_same_order_is_a_correlation_of_1_without_movers() -> None:
    comparison = compare(DAY, "a", "b", titles((1, 60), (2, 70), (3, 80)), NOON)

    assert comparison.correlation == pytest.approx(1.0)
    assert (comparison.risers, comparison.fallers) == ((), ())


@pytest.mark.parametrize("pairs", [(), ((1.0, 2.0),), ((5.0, 2.0), (5.0, 3.0), (5.0, 4.0))])
def test_without_enough_titles_there_is_no_correlation(pairs: tuple[tuple[float, float], ...]) -> None:
    comparison = compare(DAY, "a", "b", titles(*pairs), NOON)

    assert comparison.correlation is None
    assert (comparison.deciles_before == ()) == (not pairs)


def test_the_report_of_a_run_names_the_movers() -> None:
    text = report(7, compare(DAY, "ratingo-1", "open-1", titles((10, 90), (20, 50), (30, 60)), NOON))

    assert text.splitlines()[0] == "7 scores by open-1 are stored"
    assert "up movie 1: 10.0 -> 90.0, place 0.00 -> 1.00" in text


def test_movers_have_the_names_of_their_titles() -> None:
    scored = [
        ScoredTwice(UUID(int=number), "movie", number, before, after, name)
        for number, before, after, name in ((1, 10, 90, "Dune"), (2, 20, 50, None), (3, 30, 60, "Heat"))
    ]

    text = report(0, compare(DAY, "ratingo-1", "open-1", scored, NOON))

    assert "up movie 1 'Dune': 10.0 -> 90.0" in text
    assert "down movie 2: 20.0 -> 50.0" in text
