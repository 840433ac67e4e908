"""What Kafka refused waits, longer each time, and is forgotten when Kafka takes it."""

import pytest

from chassis.messaging.publishing.relay_backoff import RelayBackoff

pytestmark = pytest.mark.unit


def test_a_refused_key_waits_and_its_topic_does_not() -> None:
    holds = RelayBackoff()
    holds.refuse(("notes", b"a"), now=100.0)
    assert holds.waiting(100.1) == ([], ["notes"], [b"a"])
    assert holds.waiting(161.0) == ([], [], [])


def test_a_refused_topic_waits_with_all_its_keys() -> None:
    holds = RelayBackoff()
    holds.refuse(("notes", None), now=100.0)
    assert holds.waiting(100.1) == (["notes"], [], [])


def test_each_refusal_in_a_row_may_wait_twice_as_long_up_to_a_minute() -> None:
    waited_half_a_minute = 0
    for _ in range(100):
        holds = RelayBackoff()
        for bound in (1.5, 2.5, 4.5, 8.5, 16.5, 32.5, 60.0, 60.0):
            holds.refuse(("notes", None), now=0.0)
            assert holds.waiting(0.49)[0] == ["notes"]
            assert holds.waiting(bound + 0.01)[0] == []
        waited_half_a_minute += bool(holds.waiting(30.0)[0])
    assert waited_half_a_minute > 20


def test_a_confirmed_key_starts_with_a_short_pause_again() -> None:
    holds = RelayBackoff()
    for _ in range(8):
        holds.refuse(("notes", b"a"), now=0.0)
    holds.release(("notes", b"a"))
    assert holds.waiting(0.0) == ([], [], [])
    holds.refuse(("notes", b"a"), now=0.0)
    assert holds.waiting(1.6) == ([], [], [])


def test_a_record_that_was_taken_frees_its_topic() -> None:
    holds = RelayBackoff()
    holds.refuse(("notes", None), now=0.0)
    holds.release(("notes", b"a"))
    assert holds.waiting(0.0) == ([], [], [])
