"""When databases of music are called."""

from datetime import UTC, datetime, timedelta

from chassis.core.circuit_breaker import BreakerState
from music.domain.enrichment.calls import FAILURES, CallState, Slot, failed, reserve, succeeded

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_calls_are_spaced_and_the_queue_is_bounded() -> None:
    state, slots = CallState(), []
    for _ in range(4):
        state, slot = reserve(state, SECOND, NOW, 2 * SECOND)
        slots.append(slot)
    assert slots == [
        Slot(NOW),
        Slot(NOW + SECOND),
        Slot(NOW + 2 * SECOND),
        Slot(None, NOW + 3 * SECOND, "too many calls wait"),
    ]
    assert reserve(state, SECOND, NOW + 10 * SECOND, SECOND)[1] == Slot(NOW + 10 * SECOND)


def test_a_refusal_blocks_calls_and_a_shorter_one_does_not_shorten_it() -> None:
    state = failed(CallState(), NOW, "refused", blocked_until=NOW + 9 * SECOND)
    state = failed(state, NOW, "refused", blocked_until=NOW + SECOND)
    assert reserve(state, SECOND, NOW, 60 * SECOND)[1] == Slot(None, NOW + 9 * SECOND, "it refuses calls")
    assert reserve(state, SECOND, NOW + 9 * SECOND, SECOND)[1].at == NOW + 9 * SECOND


def test_failures_in_a_row_open_the_breaker_and_one_probe_closes_it() -> None:
    state = CallState()
    for _ in range(FAILURES):
        assert state.breaker.state is BreakerState.CLOSED
        state = failed(state, NOW, "timeout")
    assert reserve(state, SECOND, NOW, SECOND)[1] == Slot(None, NOW + 30 * SECOND, "timeout")
    later = NOW + 30 * SECOND
    state, slot = reserve(state, SECOND, later, SECOND)
    assert (slot.at, reserve(state, SECOND, later, SECOND)[1].at) == (later, None)
    assert succeeded(state, later).breaker.state is BreakerState.CLOSED
    assert failed(state, later, "timeout").breaker.state is BreakerState.OPEN


def test_a_refused_key_opens_the_breaker_at_once() -> None:
    assert failed(CallState(), NOW, "key_refused", is_final=True).breaker.state is BreakerState.OPEN


def test_a_response_between_failures_starts_the_count_again() -> None:
    state = CallState()
    for _ in range(FAILURES):
        state = succeeded(failed(state, NOW, "timeout"), NOW)
    assert (state.failures, state.breaker.state) == (0, BreakerState.CLOSED)
