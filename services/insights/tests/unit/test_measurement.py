"""What counts on a day and in an hour: the same for any order and repetition of the observations."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.domain.errors import DayOutOfRange
from insights.domain.signals.measurement import Measurement, SeriesKey, check_day, of_days, of_hours
from insights.domain.signals.signal import Signal, Source

pytestmark = pytest.mark.unit

DAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEDIA_ID = UUID(int=1)
TOTAL = SeriesKey(MEDIA_ID, Signal.TOTAL_WATCHERS, Source.TRAKT)
LIVE = SeriesKey(MEDIA_ID, Signal.LIVE_WATCHERS, Source.TRAKT)


def measured(series: SeriesKey, value: float, hours: int = 0, *, backfilled: bool = False) -> Measurement:
    return Measurement(series, DAY, value, NOON + timedelta(hours=hours), backfilled)


def test_the_newest_value_counts_and_of_a_live_signal_the_maximum() -> None:
    measurements = [
        measured(TOTAL, 1000),
        measured(TOTAL, 990, 2),
        measured(TOTAL, 1005, 1),
        measured(LIVE, 45),
        measured(LIVE, 50, 1),
        measured(LIVE, 30, 2),
    ]

    for order in permutations(measurements):
        assert set(of_days([*order, order[0]])) == {measured(LIVE, 50, 1), measured(TOTAL, 990, 2)}


def test_a_value_observed_on_the_day_precedes_a_backfilled_one() -> None:
    observed, backfilled = measured(TOTAL, 1000), measured(TOTAL, 990, 120, backfilled=True)

    assert of_days([observed, backfilled]) == of_days([backfilled, observed]) == [observed]
    assert of_days([backfilled]) == [backfilled]


def test_zero_is_a_value() -> None:
    assert of_days([measured(TOTAL, 0), measured(LIVE, 0)]) == [measured(TOTAL, 0), measured(LIVE, 0)]


def test_only_live_signals_of_the_moment_have_hours() -> None:
    kyiv = Measurement(LIVE, DAY, 7, datetime.fromisoformat("2026-11-20T14:59:59+02:00"))
    measurements = [
        measured(LIVE, 5),
        kyiv,
        measured(LIVE, 9, 1),
        measured(TOTAL, 1000),
        measured(LIVE, 99, backfilled=True),
    ]

    assert of_hours(measurements) == [(NOON, kyiv), (NOON + timedelta(hours=1), measured(LIVE, 9, 1))]


measurements_of_a_day = st.builds(
    measured,
    st.sampled_from([TOTAL, LIVE]),
    st.integers(0, 3),
    st.integers(0, 3),
    backfilled=st.booleans(),
)


@given(
    st.lists(measurements_of_a_day, max_size=6).flatmap(lambda items: st.tuples(st.just(items), st.permutations(items)))
)
def test_order_repetition_and_batches_do_not_matter(orders: tuple[list[Measurement], list[Measurement]]) -> None:
    one, other = orders

    assert set(of_days(one)) == set(of_days([*of_days(other[:3]), *other[3:], *other[:2]]))
    assert set(of_hours(one)) == set(of_hours([*other, *other[:2]]))


def test_values_are_in_the_order_of_titles() -> None:
    numbers = (3, 1, 2)
    measurements = [measured(TOTAL._replace(media_id=UUID(int=number)), number) for number in numbers]

    assert [measurement.value for measurement in of_days(measurements)] == [1, 2, 3]


@pytest.mark.parametrize("day", [date(2000, 1, 1), DAY])
def test_a_possible_day_is_accepted(day: date) -> None:
    check_day(day, NOON)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2026, 11, 21), date(9999, 12, 31)])
def test_an_impossible_day_is_rejected(day: date) -> None:
    with pytest.raises(DayOutOfRange, match=str(day)):
        check_day(day, NOON)


def test_the_clock_of_an_observer_may_be_minutes_ahead() -> None:
    check_day(date(2026, 11, 21), datetime(2026, 11, 20, 23, 55, tzinfo=UTC))


def test_signals_and_sources_have_names() -> None:
    assert [signal.label for signal in Signal][:2] == ["live_watchers", "total_watchers"]
    assert Signal.of("total_watchers") is Signal.TOTAL_WATCHERS
    assert Source.of("rotten_tomatoes") is Source.ROTTEN_TOMATOES
