"""Budgets: sliding and fixed windows, kept per caller."""

import pytest

from provider_simulator.effects.limits import Budget, Limiter

pytestmark = pytest.mark.unit


class _Clock:
    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def test_a_sliding_window_refuses_the_next_and_recovers() -> None:
    clock = _Clock()
    limiter = Limiter(Budget(3, 10, fixed=False), enforced=True, clock=clock)
    assert [limiter.admit("a").over for _ in range(4)] == [False, False, False, True]
    clock.now += 9.9
    assert limiter.admit("a").over
    clock.now += 0.1
    assert not limiter.admit("a").over
    assert limiter.over_budget == 2
    assert limiter.peak == 4


def test_a_steady_client_at_the_budget_is_never_over_despite_jitter() -> None:
    clock = _Clock()
    limiter = Limiter(Budget(40, 1, fixed=False), enforced=True, clock=clock)
    for number in range(400):
        clock.now = 1_000 + number / 40 + (0.004 if number % 7 == 0 else 0)
        assert not limiter.admit("a").over


def test_a_burst_over_two_seconds_is_seen() -> None:
    clock = _Clock()
    limiter = Limiter(Budget(40, 1, fixed=False), enforced=True, clock=clock)
    over = 0
    for number in range(100):
        clock.now = 1_000 + number / 80
        over += limiter.admit("a").over
    assert over > 0


def test_callers_do_not_share_a_window() -> None:
    limiter = Limiter(Budget(1, 10, fixed=False), enforced=True, clock=_Clock())
    assert not limiter.admit("a").over
    assert not limiter.admit("b").over
    assert limiter.admit("a").over


def test_a_fixed_window_starts_again_at_its_boundary() -> None:
    clock = _Clock(1_199.0)
    limiter = Limiter(Budget(2, 300, fixed=True), enforced=True, clock=clock)
    standings = [limiter.admit("a") for _ in range(3)]
    assert [(s.remaining, s.over, s.resets_at) for s in standings] == [
        (1, False, 1200),
        (0, False, 1200),
        (0, True, 1200),
    ]
    clock.now = 1_200.0
    assert limiter.admit("a").remaining == 1


def test_without_enforcement_everything_over_is_still_counted() -> None:
    limiter = Limiter(Budget(2, 10, fixed=False), enforced=False, clock=_Clock())
    for _ in range(5):
        limiter.admit("a")
    assert (limiter.over_budget, limiter.peak) == (3, 5)
