"""A day's snapshot: the same for any order and repetition of the day's observations."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import DayOutOfRange
from insights.domain.signals.snapshot import Observation, Reading, Snapshot, SnapshotKey, check_day

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMPTY = Snapshot(SnapshotKey(UUID(int=1), DAY))


def folded(*observations: Observation) -> Snapshot:
    snapshot = EMPTY
    for observation in observations:
        snapshot = snapshot.with_observation(observation)
    return snapshot


def test_the_newest_observation_wins_and_the_maximum_of_live_watchers_stays() -> None:
    observations = [
        Observation(NOON, live_watchers=45, total_watchers=1000, popularity=60.0),
        Observation(NOON + timedelta(hours=2), live_watchers=30, total_watchers=1010),
        Observation(NOON + timedelta(hours=1), live_watchers=50, total_watchers=1005, popularity=61.5),
    ]

    outcomes = {folded(*order, order[0]) for order in permutations(observations)}

    [snapshot] = outcomes
    assert snapshot.total_watchers == Reading(1010, NOON + timedelta(hours=2), backfilled=False)
    assert snapshot.popularity == Reading(61.5, NOON + timedelta(hours=1), backfilled=False)
    assert snapshot.live_watchers == 50


def test_an_unknown_value_is_null_and_erases_no_value() -> None:
    empty = Observation(NOON + timedelta(hours=9))

    assert folded(empty) == EMPTY
    snapshot = folded(Observation(NOON, total_watchers=0, live_watchers=0), empty)
    assert (snapshot.total_watchers, snapshot.live_watchers) == (Reading(0, NOON, backfilled=False), 0)


def test_a_value_observed_on_the_day_precedes_a_backfilled_one() -> None:
    live = Observation(NOON, total_watchers=1000)
    backfilled = Observation(NOON + timedelta(days=5), backfilled=True, total_watchers=990, popularity=58.0)

    for snapshot in (folded(live, backfilled), folded(backfilled, live)):
        assert snapshot.total_watchers == Reading(1000, NOON, backfilled=False)
        assert snapshot.popularity == Reading(58.0, NOON + timedelta(days=5), backfilled=True)


observations_of_a_day = st.builds(
    Observation,
    observed_at=st.integers(0, 3).map(lambda hours: NOON + timedelta(hours=hours)),
    backfilled=st.booleans(),
    live_watchers=st.none() | st.integers(0, 3),
    total_watchers=st.none() | st.integers(0, 3),
    popularity=st.none() | st.sampled_from([0.0, 1.5, 2.5]),
)


@given(
    st.lists(observations_of_a_day, max_size=6).flatmap(lambda items: st.tuples(st.just(items), st.permutations(items)))
)
def test_order_and_repetition_do_not_matter(orders: tuple[list[Observation], list[Observation]]) -> None:
    one, other = orders

    assert folded(*one) == folded(*other, *other[:2])


@pytest.mark.parametrize("day", [date(2000, 1, 1), DAY])
def test_a_possible_day_is_accepted(day: date) -> None:
    check_day(day, NOON)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2026, 11, 21), date(9999, 12, 31)])
def test_an_impossible_day_is_rejected(day: date) -> None:
    with pytest.raises(DayOutOfRange, match=str(day)):
        check_day(day, NOON)


def test_the_clock_of_an_observer_may_be_minutes_ahead() -> None:
    check_day(date(2026, 11, 21), datetime(2026, 11, 20, 23, 55, tzinfo=UTC))
