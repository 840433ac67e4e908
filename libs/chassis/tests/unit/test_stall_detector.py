"""When a consumer counts as stuck: never in an outage, never when idle, in the end when silent with work."""

import pytest

from chassis.messaging.consuming import stall_detector as progress_module
from chassis.messaging.consuming.stall_detector import StallDetector

pytestmark = pytest.mark.unit


class Clock:
    """A clock that stands still until it is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress_module, "_now", clock)
    return clock


def test_before_the_start_it_is_alive(clock: Clock) -> None:
    progress = StallDetector()
    assert progress.is_alive()
    assert not progress.wants_restart()


def test_behind_and_silent_wants_a_restart_after_one_minute_and_a_new_process_after_three(clock: Clock) -> None:
    progress = StallDetector()
    progress.begin()
    for second in range(1, 200):
        clock.now = 1000.0 + second
        progress.observe(kafka_responds=True, idle=False)
        assert progress.is_alive() == (second < 180)
        if progress.wants_restart():
            assert second in (61, 122, 183)
            progress.begin()


def test_a_batch_that_ends_is_progress(clock: Clock) -> None:
    progress = StallDetector()
    progress.begin()
    clock.now += 170
    progress.advance()
    clock.now += 50
    assert not progress.wants_restart()
    assert progress.is_alive()


@pytest.mark.parametrize(("kafka_responds", "idle"), [(False, False), (True, True), (False, True)])
def test_an_outage_and_idleness_are_no_fault(clock: Clock, kafka_responds: bool, idle: bool) -> None:
    progress = StallDetector()
    progress.begin()
    for _ in range(100):
        clock.now += 10
        progress.observe(kafka_responds=kafka_responds, idle=idle)
    assert progress.kafka_responds is kafka_responds
    assert progress.is_alive()
    assert not progress.wants_restart()
