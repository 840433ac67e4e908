"""The limiter that learns: bounds hold whatever a server says, and a hidden limit is found and hardly exceeded."""

import math
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from egress.adaptive import (
    KEPT,
    LEAST_GROWTH,
    LONGEST_WINDOW,
    MOST,
    REDUCED,
    SHORTEST_WINDOW,
    AdaptiveState,
    RateReport,
    read_report,
    recorded,
    sent,
    wait_of,
)
from egress.limiter import AdaptiveLimiter, AdaptiveLimiters

pytestmark = pytest.mark.unit

LATENCY = 0.005
MOST_REFUSED = 1 / (2 + math.log(1 / REDUCED) / math.log(1 + LEAST_GROWTH))
"""The share of calls that a limit refuses once it is known: 1 of 12.6.

A refusal takes a tenth of the rate, which comes back by a hundredth at most after a call that succeeds. Between two
refusals there are therefore ten of these calls and more, and one that ends the refusal without any growth. The bound is
reached where a window has a single call; the more calls a window has, the fewer are refused.
"""
LEARNING = 300
"""Calls in which the limit must be found."""

reports = st.builds(
    RateReport,
    is_limited=st.booleans(),
    limit=st.none() | st.integers(1, 10**6),
    wait=st.none() | st.floats(0, 10**9),
    is_spent=st.booleans(),
)
steps = st.lists(st.tuples(st.floats(0, 10**5), st.booleans(), reports), max_size=60)


@settings(max_examples=50, deadline=None)
@given(steps)
def test_the_bounds_hold(script: list[tuple[float, bool, RateReport]]) -> None:
    state, now = AdaptiveState(), 1000.0
    for pause, waits, report in script:
        now += pause
        if waits:
            now += wait_of(state, now)
        state = recorded(sent(state, now), now, report)
        assert SHORTEST_WINDOW <= state.window <= LONGEST_WINDOW
        assert 1 <= state.limit <= MOST
        assert 0.1 <= state.confidence <= 1
        assert len(state.sends) <= KEPT
        assert 0 <= wait_of(state, now) <= LONGEST_WINDOW + 1e-6


@dataclass
class Server:
    """Accepts `limit` calls in any `window`, and may say when the next one is accepted."""

    limit: int
    window: float
    states_wait: bool
    accepted: list[float] = field(default_factory=list)

    def call(self, now: float) -> RateReport:
        self.accepted = [at for at in self.accepted if at > now - self.window]
        if len(self.accepted) < self.limit:
            self.accepted.append(now)
            return RateReport()
        return RateReport(is_limited=True, wait=self.accepted[0] + self.window - now if self.states_wait else None)


def calls(server: Server, count: int) -> tuple[list[bool], list[float]]:
    """Return which of the calls, made as soon as the limiter permits, were too many, and when they were made."""
    state, now = AdaptiveState(), 1000.0
    limited, times = [], []
    for _ in range(count):
        while (wait := wait_of(state, now)) > 0:
            now += wait + 1e-6
        state = sent(state, now)
        report = server.call(now)
        limited.append(report.is_limited)
        times.append(now)
        now += LATENCY
        state = recorded(state, now, report)
    return limited, times


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 100), st.floats(1, 10), st.booleans())
@example(limit=3, window=1.01, states_wait=False)
def test_a_hidden_limit_is_found_and_hardly_exceeded(limit: int, window: float, states_wait: bool) -> None:
    server = Server(limit, window, states_wait)
    limited, times = calls(server, 2 * LEARNING)
    after = limited[LEARNING:]
    # One refusal more: the calls that are counted may begin in front of one, and end behind one.
    assert sum(after) <= 1 + MOST_REFUSED * len(after)
    rate = (len(after) - sum(after)) / (times[-1] - times[LEARNING])
    # The least is 0.37, for 3 calls in a window that is a little longer than assumed: each refusal comes when only the
    # refused call is in the assumed window, so that the limit begins at 1 again.
    assert rate >= min(limit / window, 10) / 3


def test_a_limit_of_one_call_is_kept() -> None:
    limited, _ = calls(Server(1, 5.0, states_wait=False), 600)
    assert sum(limited[LEARNING:]) <= 1 + MOST_REFUSED * LEARNING


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {}, RateReport(is_limited=True)),
        (429, {"Retry-After": "7"}, RateReport(is_limited=True, wait=7)),
        (503, {}, RateReport()),
        (503, {"retry-after": "7"}, RateReport(is_limited=True, wait=7)),
        (429, {"retry-after": "Mon, 12 Jan 1970 13:47:10 GMT"}, RateReport(is_limited=True, wait=30)),
        (429, {"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, RateReport(is_limited=True, wait=0)),
        (429, {"retry-after": "soon"}, RateReport(is_limited=True)),
        (400, {}, RateReport()),
        (403, {}, RateReport()),
        (200, {"X-RateLimit-Limit": "40", "X-RateLimit-Remaining": "3"}, RateReport(limit=40)),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "12"}, RateReport(wait=12, is_spent=True)),
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": "1030"}, RateReport(wait=1030, is_spent=True)),
        (200, {"ratelimit-remaining": "0", "ratelimit-reset": "1000030"}, RateReport(wait=30, is_spent=True)),
        (200, {"x-ratelimit-limit": "many", "retry-after": "nan"}, RateReport()),
    ],
)
def test_what_a_response_says_about_the_rate(status: int, headers: dict[str, str], expected: RateReport) -> None:
    assert read_report(status, headers, 1_000_000) == expected


def test_calls_that_are_refused_for_other_reasons_change_nothing() -> None:
    state = replace(sent(AdaptiveState(), 1000.0), grown_at=1000.0)
    for status in (400, 403, 404, 500, 503):
        assert recorded(state, 1000.1, read_report(status, {}, 1000.1)) == state


def test_after_a_refusal_one_call_finds_out_whether_the_server_responds_again() -> None:
    state = recorded(sent(AdaptiveState(), 1000.0), 1000.0, RateReport(is_limited=True, wait=5))
    assert wait_of(state, 1000.0) == 5
    state = sent(state, 1005.0)
    assert wait_of(state, 1005.0) == 30
    assert wait_of(recorded(state, 1006.5, RateReport()), 1006.5) == 0


def test_a_refusal_that_comes_later_than_the_window_lowers_the_limit() -> None:
    state = recorded(sent(AdaptiveState(), 1000.0), 1005.0, RateReport(is_limited=True))
    assert (state.limit, state.failures) == (1, 1)
    assert 1 < state.window < 2


def test_refusals_of_calls_that_were_under_way_count_as_one() -> None:
    state = AdaptiveState()
    for _ in range(8):
        state = sent(state, 1000.0)
    first = recorded(state, 1000.1, RateReport(is_limited=True))
    state = first
    for _ in range(7):
        state = recorded(state, 1000.2, RateReport(is_limited=True))
    assert (state.failures, state.limit, state.blocked_until) == (1, first.limit, first.blocked_until)
    assert recorded(state, 1000.2, RateReport(is_limited=True, wait=9)).blocked_until == 1009.2


async def test_a_limiter_sleeps_until_its_server_permits_a_call() -> None:
    now, slept = [1000.0], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    limiter = AdaptiveLimiter(now=lambda: now[0], sleep=sleep)
    await limiter.acquire()
    limiter.record(429, {"retry-after": "2.5"})
    await limiter.acquire()
    assert slept == [1.0, 1.0, 0.5]


def test_each_server_has_a_limiter_of_its_own() -> None:
    limiters = AdaptiveLimiters("test")
    assert limiters.of("https://one.test") is limiters.of("https://one.test")
    assert limiters.of("https://one.test") is not limiters.of("https://two.test")
