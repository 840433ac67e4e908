"""Lanes: every event of a key takes the same one."""

import pytest

from chassis.messaging.outbox import channel, lane_of

pytestmark = pytest.mark.unit


def test_a_key_always_takes_the_same_lane() -> None:
    """The check value of CRC-32 is 0xCBF43926, whose last three bits are 6."""
    assert lane_of(b"123456789", 8) == 6
    assert lane_of(b"123456789", 16) == 6
    assert lane_of(b"123456789", 64) == 0x26


def test_one_lane_takes_everything() -> None:
    assert {lane_of(str(number).encode(), 1) for number in range(100)} == {0}


def test_keys_spread_over_all_lanes() -> None:
    counts = [0] * 8
    for number in range(8_000):
        counts[lane_of(str(number).encode(), 8)] += 1
    assert min(counts) > 800
    assert max(counts) < 1_200


def test_each_schema_has_a_channel_of_its_own() -> None:
    assert channel("catalog") == "outbox_catalog"
