"""Events of several partitions are one sequence by time that keeps the order within each partition."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.testing.clock import NOON
from gateway.domain.events.logged import LoggedEvent, Place, in_order_of_time

pytestmark = pytest.mark.unit


def event(partition: int, offset: int, seconds: int) -> LoggedEvent:
    time = NOON + timedelta(seconds=seconds)
    return LoggedEvent(Place("media.imported", partition), offset, UUID(int=offset), "media.imported.v1", "", time, b"")


def test_partitions_are_merged_by_time() -> None:
    ordered = in_order_of_time([event(0, 7, 1), event(0, 8, 4), event(1, 3, 2), event(1, 4, 3)])
    assert [(item.place.partition, item.offset) for item in ordered] == [(0, 7), (1, 3), (1, 4), (0, 8)]


def test_a_late_time_does_not_change_the_order_of_a_partition() -> None:
    ordered = in_order_of_time([event(0, 7, 5), event(0, 8, 1), event(1, 3, 2)])
    assert [(item.place.partition, item.offset) for item in ordered] == [(1, 3), (0, 7), (0, 8)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=30))
def test_nothing_is_lost_and_each_partition_keeps_its_order(drawn: list[tuple[int, int]]) -> None:
    events = [event(partition, offset, seconds) for offset, (partition, seconds) in enumerate(drawn)]
    ordered = in_order_of_time(events)
    for partition in range(4):
        expected = [item for item in events if item.place.partition == partition]
        assert [item for item in ordered if item.place.partition == partition] == expected
    assert len(ordered) == len(events)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=30))
def test_times_that_grow_in_each_partition_grow_in_the_whole(drawn: list[tuple[int, int]]) -> None:
    drawn.sort(key=lambda pair: pair[1])
    events = [event(partition, offset, seconds) for offset, (partition, seconds) in enumerate(drawn)]
    times = [item.time for item in in_order_of_time(events)]
    assert times == sorted(times)
