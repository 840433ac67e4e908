"""Rate limit arithmetic, request classes and rate classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.paths import split_path
from gateway.domain.rate_limit import Decision, Limit, RateLimits, decide
from gateway.domain.request_classes import (
    CHARTS,
    CLASSES,
    EXPORTS,
    LINKS,
    READS,
    SEARCH,
    SIGN_IN,
    WRITES,
    request_class_of,
)
from gateway.domain.routes import find_target

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


def test_a_limit_that_a_service_announces_is_stated_in_rejections_only() -> None:
    first, last = run(Limit("sign-in", 1, is_announced=False), [0.0] * 2)

    assert first.headers() == []
    assert [name for name, _ in last.headers()] == [b"ratelimit-policy", b"ratelimit", b"retry-after"]


QUOTAS = dict.fromkeys(CLASSES, 100)


def test_rate_classes_and_shares_multiply_the_quotas() -> None:
    limits = RateLimits({**QUOTAS, EXPORTS: 0}, {"plus": 3.0})

    assert limits.of_class("free")[READS] == limits.of_class("unknown")[READS] == Limit(READS, 100)
    assert limits.of_class("plus")[READS] == Limit(READS, 300)
    assert limits.of_class("plus", share=0.5)[WRITES] == Limit(WRITES, 150)
    assert limits.of_class("plus")[EXPORTS] is None, "0 is no limit for any plan"


def test_each_replica_allows_its_part_but_of_sign_ins_all_that_auth_may_allow() -> None:
    limits = RateLimits({**QUOTAS, EXPORTS: 1}, replicas=3).of_class()

    assert (limits[READS], limits[EXPORTS]) == (Limit(READS, 34), Limit(EXPORTS, 1))
    assert limits[SIGN_IN] == Limit(SIGN_IN, 100, is_announced=False)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "catalog/movies", READS),
        ("HEAD", "me/lists", READS),
        ("OPTIONS", "me/lists", READS),
        ("POST", "me/lists", WRITES),
        ("DELETE", "me/lists/1", WRITES),
        ("POST", "auth/login", SIGN_IN),
        ("POST", "auth/register", SIGN_IN),
        ("GET", "auth/login", READS),
        ("POST", "auth/refresh", WRITES),
        ("GET", "search", SEARCH),
        ("GET", "search/suggestions", SEARCH),
        ("GET", "catalog/search", SEARCH),
        ("GET", "ingestion/search", SEARCH),
        ("GET", "catalog/searches", READS),
        ("GET", "me/export", EXPORTS),
        ("GET", "me/watched-export", EXPORTS),
        ("GET", "users/me/export", EXPORTS),
        ("POST", "me/export", WRITES),
        ("GET", "music/links/mqm_a", LINKS),
        ("POST", "music/tracks/1/links", WRITES),
        ("GET", "me/export/x", READS),
        ("GET", "insights/movements/chart.svg", CHARTS),
        ("GET", "stats/titles/x/drop-off.png", CHARTS),
        ("GET", "users/avatars/x/512.webp", READS),
    ],
)
def test_request_counts_in_exactly_one_class(method: str, path: str, name: str) -> None:
    for base in ("/api/v1", "/api"):
        raw = f"{base}/{path}".encode()
        assert request_class_of(find_target(raw, split_path(raw)), method) == name


@pytest.mark.parametrize(("method", "name"), [("GET", READS), ("HEAD", READS), ("POST", WRITES), ("PROPFIND", WRITES)])
def test_request_without_a_target_is_a_read_or_a_write(method: str, name: str) -> None:
    assert request_class_of(None, method) == name
