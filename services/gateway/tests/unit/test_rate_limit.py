"""Rate limit arithmetic and the bounded memory of the limiter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.gateway.tests.fakes import ManualClock

from gateway.application.rate_limiter import RateLimiter
from gateway.domain.rate_limit import Decision, Limit, RateLimits, decide

pytestmark = pytest.mark.unit

TEN = Limit("reads", 10)


def run(limit: Limit, times: list[float]) -> list[Decision]:
    full_at, decisions = float("-inf"), []
    for time in times:
        decision, full_at = decide(limit, full_at, time)
        decisions.append(decision)
    return decisions


def test_whole_quota_is_allowed_in_one_burst() -> None:
    decisions = run(TEN, [0.0] * 12)

    assert [decision.allowed for decision in decisions] == [True] * 10 + [False] * 2
    assert [decision.remaining for decision in decisions] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert [decision.reset for decision in decisions] == [6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 60, 60]
    assert (decisions[9].retry_after, decisions[10].retry_after) == (0, 6)


def test_one_more_request_is_allowed_after_one_interval() -> None:
    decisions = run(TEN, [0.0] * 10 + [5.99, 6.0, 6.01, 12.0])

    assert [decision.allowed for decision in decisions[10:]] == [False, True, False, True]


def test_even_pace_is_never_rejected() -> None:
    assert all(decision.allowed for decision in run(TEN, [number * 6.0 for number in range(500)]))


def test_rejected_requests_do_not_extend_the_wait() -> None:
    decisions = run(TEN, [0.0] * 10 + [1.0] * 1000 + [6.0])

    assert decisions[-1].allowed


@given(
    quota=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 20, allow_nan=False, allow_infinity=False), min_size=1, max_size=120),
)
def test_no_interval_allows_more_than_its_share(quota: int, gaps: list[float]) -> None:
    times = [sum(gaps[:number]) for number in range(1, len(gaps) + 1)]
    limit = Limit("x", quota)
    accepted = [time for time, decision in zip(times, run(limit, times), strict=True) if decision.allowed]

    for first in range(len(accepted)):
        for last in range(first, len(accepted)):
            share = quota + (accepted[last] - accepted[first]) / limit.interval
            assert last - first + 1 <= share + 1e-6


def test_headers_state_the_remaining_quota() -> None:
    first, *_, last = run(Limit("sign-in", 2), [0.0] * 3)

    assert first.headers() == [(b"ratelimit-policy", b'"sign-in";q=2;w=60'), (b"ratelimit", b'"sign-in";r=1;t=30')]
    assert last.headers() == [
        (b"ratelimit-policy", b'"sign-in";q=2;w=60'),
        (b"ratelimit", b'"sign-in";r=0;t=60'),
        (b"retry-after", b"30"),
    ]


def test_clients_and_kinds_are_counted_separately() -> None:
    limiter = RateLimiter(RateLimits(reads=1, writes=1, sign_ins=1), ManualClock())
    kinds = [("GET", False), ("POST", False), ("POST", True)]

    def allowed(method: str, client: str, *, sign_in: bool) -> bool:
        decision = limiter.count(client, method, sign_in=sign_in)
        return decision is not None and decision.allowed

    assert all(allowed(method, client, sign_in=sign_in) for client in "ab" for method, sign_in in kinds)
    assert not any(allowed(method, client, sign_in=sign_in) for client in "ab" for method, sign_in in kinds)


@pytest.mark.parametrize(
    ("method", "sign_in", "name"),
    [("GET", False, "reads"), ("HEAD", False, "reads"), ("OPTIONS", False, "reads"), ("POST", False, "writes"),
     ("DELETE", False, "writes"), ("PROPFIND", False, "writes"), ("POST", True, "sign-in")],
)  # fmt: skip
def test_request_counts_against_exactly_one_limit(method: str, sign_in: bool, name: str) -> None:
    assert RateLimits(600, 120, 10).of(method, sign_in=sign_in).name == name


def test_zero_quota_means_no_limit() -> None:
    assert RateLimiter(RateLimits(0, 0, 0), ManualClock()).count("a", "GET") is None


def test_least_recently_seen_client_is_dropped_first() -> None:
    limiter = RateLimiter(RateLimits(1, 1, 1), ManualClock(), capacity=2)
    for client in ("a", "b", "a", "c"):
        limiter.count(client, "GET")

    again = {client: limiter.count(client, "GET") for client in ("a", "b")}

    assert (again["a"] is not None and again["a"].allowed) is False
    assert (again["b"] is not None and again["b"].allowed) is True
