"""A day's snapshot: the same from the same looks, in any order and any number of times."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import DayOutOfRange
from insights.domain.snapshot import Look, Reading, Snapshot, SnapshotKey, check_day

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMPTY = Snapshot(SnapshotKey(UUID(int=1), DAY))


def fold(*looks: Look) -> Snapshot:
    snapshot = EMPTY
    for look in looks:
        snapshot = snapshot.seen(look)
    return snapshot


def test_the_newest_look_wins_and_the_most_live_watchers_stay() -> None:
    looks = [
        Look(NOON, live_watchers=45, total_watchers=1000, popularity=60.0),
        Look(NOON + timedelta(hours=2), live_watchers=30, total_watchers=1010),
        Look(NOON + timedelta(hours=1), live_watchers=50, total_watchers=1005, popularity=61.5),
    ]

    outcomes = {fold(*order, order[0]) for order in permutations(looks)}

    [snapshot] = outcomes
    assert snapshot.total_watchers == Reading(1010, NOON + timedelta(hours=2), backfilled=False)
    assert snapshot.popularity == Reading(61.5, NOON + timedelta(hours=1), backfilled=False)
    assert snapshot.live_watchers == 50


def test_what_nobody_said_is_null_and_erases_nothing() -> None:
    silent = Look(NOON + timedelta(hours=9))

    assert fold(silent) == EMPTY
    known = fold(Look(NOON, total_watchers=0, live_watchers=0), silent)
    assert (known.total_watchers, known.live_watchers) == (Reading(0, NOON, backfilled=False), 0)


def test_a_filled_in_value_gives_way_to_one_seen_on_the_day() -> None:
    seen = Look(NOON, total_watchers=1000)
    filled = Look(NOON + timedelta(days=5), backfilled=True, total_watchers=990, popularity=58.0)

    for snapshot in (fold(seen, filled), fold(filled, seen)):
        assert snapshot.total_watchers == Reading(1000, NOON, backfilled=False)
        assert snapshot.popularity == Reading(58.0, NOON + timedelta(days=5), backfilled=True)


looks_of_a_day = st.builds(
    Look,
    observed_at=st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
    backfilled=st.booleans(),
    live_watchers=st.none() | st.integers(0, 3),
    total_watchers=st.none() | st.integers(0, 3),
    popularity=st.none() | st.sampled_from([0.0, 1.5, 2.5]),
)


@given(st.lists(looks_of_a_day, max_size=6).flatmap(lambda looks: st.tuples(st.just(looks), st.permutations(looks))))
def test_order_and_repetition_do_not_matter(orders: tuple[list[Look], list[Look]]) -> None:
    one, other = orders

    assert fold(*one) == fold(*other, *other[:2])


@pytest.mark.parametrize("day", [date(2000, 1, 1), DAY])
def test_a_day_that_somebody_can_have_seen_is_taken(day: date) -> None:
    check_day(day, NOON)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2026, 11, 21), date(9999, 12, 31)])
def test_a_day_that_nobody_can_have_seen_is_refused(day: date) -> None:
    with pytest.raises(DayOutOfRange, match=str(day)):
        check_day(day, NOON)


def test_a_clock_that_is_minutes_ahead_may_see_the_new_day() -> None:
    check_day(date(2026, 11, 21), datetime(2026, 11, 20, 23, 55, tzinfo=UTC))
