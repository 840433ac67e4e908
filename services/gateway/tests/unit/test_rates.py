"""The arithmetic of limits, and that memory stays bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.application.limits import Limits, RateLimiter
from gateway.domain.rates import Decision, Limit, decide, network_of

pytestmark = pytest.mark.unit

TEN = Limit("reads", 10)


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def run(limit: Limit, times: list[float]) -> list[Decision]:
    full_at, decisions = float("-inf"), []
    for time in times:
        decision, full_at = decide(limit, full_at, time)
        decisions.append(decision)
    return decisions


def test_the_whole_quota_may_come_at_once_and_no_more() -> None:
    decisions = run(TEN, [0.0] * 12)

    assert [decision.allowed for decision in decisions] == [True] * 10 + [False] * 2
    assert [decision.remaining for decision in decisions] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert [decision.reset for decision in decisions] == [6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 60, 60]
    assert (decisions[9].retry_after, decisions[10].retry_after) == (0, 6)


def test_one_more_is_free_after_one_interval() -> None:
    decisions = run(TEN, [0.0] * 10 + [5.99, 6.0, 6.01, 12.0])

    assert [decision.allowed for decision in decisions[10:]] == [False, True, False, True]


def test_an_even_pace_is_never_refused() -> None:
    assert all(decision.allowed for decision in run(TEN, [number * 6.0 for number in range(500)]))


def test_asking_in_vain_costs_nothing() -> None:
    decisions = run(TEN, [0.0] * 10 + [1.0] * 1000 + [6.0])

    assert decisions[-1].allowed


@given(
    quota=st.integers(1, 50),
    gaps=st.lists(st.floats(0, 20, allow_nan=False, allow_infinity=False), min_size=1, max_size=120),
)
def test_no_stretch_of_time_takes_more_than_its_share(quota: int, gaps: list[float]) -> None:
    times = [sum(gaps[:number]) for number in range(1, len(gaps) + 1)]
    limit = Limit("x", quota)
    taken = [time for time, decision in zip(times, run(limit, times), strict=True) if decision.allowed]

    for first in range(len(taken)):
        for last in range(first, len(taken)):
            share = quota + (taken[last] - taken[first]) / limit.interval
            assert last - first + 1 <= share + 1e-6


def test_headers_tell_what_is_left() -> None:
    first, *_, last = run(Limit("sign-in", 2), [0.0] * 3)

    assert first.headers() == [(b"ratelimit-policy", b'"sign-in";q=2;w=60'), (b"ratelimit", b'"sign-in";r=1;t=30')]
    assert last.headers() == [
        (b"ratelimit-policy", b'"sign-in";q=2;w=60'),
        (b"ratelimit", b'"sign-in";r=0;t=60'),
        (b"retry-after", b"30"),
    ]


def test_clients_and_kinds_are_counted_apart() -> None:
    limiter = RateLimiter(Hand())
    limits = Limits(reads=1, writes=1, sign_ins=1)
    kinds = [("GET", False), ("POST", False), ("POST", True)]

    def allowed(method: str, client: str, *, sign_in: bool) -> bool:
        decision = limiter.count(limits.of(method, sign_in=sign_in), client)
        return decision is not None and decision.allowed

    assert all(allowed(method, client, sign_in=sign) for client in "ab" for method, sign in kinds)
    assert not any(allowed(method, client, sign_in=sign) for client in "ab" for method, sign in kinds)


@pytest.mark.parametrize(
    ("method", "sign_in", "name"),
    [("GET", False, "reads"), ("HEAD", False, "reads"), ("OPTIONS", False, "reads"), ("POST", False, "writes"),
     ("DELETE", False, "writes"), ("PROPFIND", False, "writes"), ("POST", True, "sign-in")],
)  # fmt: skip
def test_a_request_counts_against_one_limit(method: str, sign_in: bool, name: str) -> None:
    assert Limits().of(method, sign_in=sign_in).name == name


def test_no_quota_is_no_limit() -> None:
    assert RateLimiter(Hand()).count(Limit("reads", 0), "a") is None


def test_the_client_not_seen_for_longest_is_forgotten() -> None:
    limiter = RateLimiter(Hand(), capacity=2)
    limit = Limit("reads", 1)
    for client in ("a", "b", "a", "c"):
        limiter.count(limit, client)

    again = {client: limiter.count(limit, client) for client in ("a", "b")}

    assert (again["a"] is not None and again["a"].allowed) is False
    assert (again["b"] is not None and again["b"].allowed) is True


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("somewhere.example", "unknown"),
        ("", "unknown"),
    ],
)
def test_one_household_is_one_client(address: str, network: str) -> None:
    assert network_of(address) == network
