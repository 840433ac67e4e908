"""The limiter: who is counted together, and its bounded memory."""

import tracemalloc
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.gateway.tests.fakes import ManualClock

from gateway.application.ports import Principal
from gateway.application.rate_classes import CurrentRateClasses
from gateway.application.rate_limiter import SHARED_COUNTS, Counts, RateLimiter
from gateway.domain.rate_limit import Limit, RateLimits, decide
from gateway.domain.request_classes import CLASSES, READS, SIGN_IN, WRITES

pytestmark = pytest.mark.unit

TWO = Limit(READS, 2)
OF_TOKENS = CurrentRateClasses().of
"""Before the log was read."""


def limiter_of(quota: int, *, capacity: int = 1000, **factors: float) -> RateLimiter:
    return RateLimiter(RateLimits(dict.fromkeys(CLASSES, quota), factors), ManualClock(), OF_TOKENS, capacity=capacity)


def allowed(limiter: RateLimiter, request_class: str, address: str, principal: Principal | None = None) -> bool:
    decision = limiter.count(request_class, address, principal)
    return decision is not None and decision.allowed


def how_many(limiter: RateLimiter, principal: Principal) -> int:
    """Return how many reads of a principal are allowed at once."""
    return sum(allowed(limiter, READS, "192.0.2.1", principal) for _ in range(100))


def session(user_id: UUID | None = None, plan: str = "free") -> Principal:
    return Principal(user_id or uuid4(), uuid4(), 2000.0, plan)


def key_of(user_id: UUID, plan: str = "free") -> Principal:
    return Principal(user_id, uuid4(), 2000.0, plan, is_key=True)


def test_clients_and_classes_are_counted_separately() -> None:
    limiter = limiter_of(1)
    pairs = [(name, address) for name in CLASSES for address in ("192.0.2.1", "192.0.2.2")]

    assert all(allowed(limiter, name, address) for name, address in pairs)
    assert not any(allowed(limiter, name, address) for name, address in pairs)
    assert limiter.decisions == {name: [2, 2] for name in CLASSES}


def test_addresses_of_one_ipv6_network_share_a_count() -> None:
    limiter = limiter_of(1)

    assert allowed(limiter, READS, "2001:db8::1")
    assert not allowed(limiter, READS, "2001:db8::ffff:1")
    assert allowed(limiter, READS, "2001:db8:0:1::1")
    assert allowed(limiter, READS, "192.0.2.1")
    assert not allowed(limiter, READS, "::ffff:192.0.2.1")


def test_a_user_has_one_count_for_all_sessions_and_addresses() -> None:
    limiter, ada = limiter_of(1), uuid4()

    assert allowed(limiter, READS, "192.0.2.1", session(ada))
    assert not allowed(limiter, READS, "192.0.2.2", session(ada))
    assert allowed(limiter, READS, "192.0.2.1", session())
    assert allowed(limiter, READS, "192.0.2.1"), "the address of a user is another client"


def test_sign_ins_count_for_the_address_of_any_user() -> None:
    limiter = limiter_of(1)

    assert allowed(limiter, SIGN_IN, "192.0.2.1", session())
    assert not allowed(limiter, SIGN_IN, "192.0.2.1", session())


def test_the_plan_of_a_token_multiplies_the_quota_as_the_class_of_its_name() -> None:
    limiter = limiter_of(10, plus=3.0, free=1.0)

    assert how_many(limiter, session(plan="plus")) == 30
    assert how_many(limiter, session(plan="free")) == how_many(limiter, session(plan="unknown")) == 10


def test_a_changed_rate_class_counts_at_once_for_every_session_and_key() -> None:
    classes: dict[UUID, str] = {}
    limits = RateLimits(dict.fromkeys(CLASSES, 10), {"basic": 2.0, "premium": 5.0})
    limiter = RateLimiter(limits, ManualClock(), lambda principal: classes.get(principal.user_id, "free"))
    ada, bob = uuid4(), uuid4()
    assert [allowed(limiter, READS, "192.0.2.1", session(ada, plan="premium")) for _ in range(5)] == [True] * 5
    classes[ada] = classes[bob] = "premium"

    assert how_many(limiter, session(ada, plan="free")) == 25, "the half that was used stays used"
    assert how_many(limiter, key_of(bob)) == 25
    classes[bob] = "basic"
    decision = limiter.count(READS, "192.0.2.1", session(bob, plan="premium"))
    assert decision is not None
    assert (decision.limit.quota, decision.remaining) == (20, 9)


def test_an_api_key_may_use_half_of_what_its_user_has() -> None:
    limiter, ada = limiter_of(10, plus=2.0), uuid4()

    assert how_many(limiter, key_of(ada)) == 5
    assert how_many(limiter, session(ada)) == 5, "what the key has used, the user has not"
    assert how_many(limiter, key_of(ada)) == 0
    assert how_many(limiter, key_of(uuid4(), "plus")) == 10
    assert how_many(limiter, key_of(uuid4(), "unknown")) == 5


def test_all_keys_of_a_user_together_have_the_quota_of_the_user() -> None:
    limiter, ada = limiter_of(10), uuid4()

    assert [how_many(limiter, key_of(ada)) for _ in range(3)] == [5, 5, 0]


def test_a_request_with_a_key_states_the_count_that_leaves_less() -> None:
    limiter, ada = limiter_of(10), uuid4()
    first = limiter.count(READS, "192.0.2.1", key_of(ada))
    for _ in range(6):
        limiter.count(READS, "192.0.2.1", session(ada))
    second = limiter.count(READS, "192.0.2.1", key_of(ada))

    assert first is not None
    assert (first.limit.quota, first.remaining) == (5, 4)
    assert second is not None
    assert (second.limit.quota, second.remaining) == (10, 2)


def test_zero_quota_means_no_limit() -> None:
    limiter = limiter_of(0, plus=2.0)

    for principal in (None, session(), session(plan="plus"), key_of(uuid4())):
        assert all(limiter.count(name, "192.0.2.1", principal) is None for name in CLASSES)
    assert len(limiter) == 0


@pytest.mark.parametrize("gap", [0.0, 59.0, 61.0])
def test_no_count_is_dropped_before_its_quota_is_whole(gap: float) -> None:
    counts = Counts(capacity=4)
    used = [counts.count(TWO, (READS, "a"), 0.0).allowed for _ in range(3)]
    for number in range(20):
        counts.count(TWO, (READS, f"other {number}"), 1.0)

    again = counts.count(TWO, (READS, "a"), gap)

    assert used == [True, True, False]
    assert again.allowed is (gap >= 30)
    assert again.remaining == {0.0: 0, 59.0: 0, 61.0: 1}[gap]


def flood(addresses: int) -> Iterator[str]:
    return (f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1" for number in range(addresses))


def test_many_addresses_neither_grow_the_memory_nor_reset_a_count() -> None:
    clock = ManualClock()
    limiter = RateLimiter(RateLimits({READS: 2, WRITES: 2, SIGN_IN: 2}), clock, OF_TOKENS, capacity=500)
    ada = session()
    for _ in range(3):
        limiter.count(READS, "192.0.2.1")
        limiter.count(READS, "192.0.2.1", ada)
    tracemalloc.start()
    try:
        for number, address in enumerate(flood(20_000)):
            clock.time += 0.001
            limiter.count((READS, WRITES)[number % 2], address)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(limiter) <= 500 + 2 * SHARED_COUNTS + 1
    assert peak < 3_000_000
    assert not allowed(limiter, READS, "192.0.2.1"), "it has waited 20 s of the 30 s until its next request"
    assert not allowed(limiter, READS, "192.0.2.1", ada)
    assert allowed(limiter, READS, "192.0.2.9", session()), "a new user is not affected"


def test_addresses_beyond_the_capacity_share_a_quota() -> None:
    limiter = RateLimiter(RateLimits({READS: 1}), ManualClock(), OF_TOKENS, capacity=10)

    accepted = sum(allowed(limiter, READS, address) for address in flood(30_000))

    assert accepted == 10 + SHARED_COUNTS


def test_the_counts_of_a_flood_are_gone_after_two_windows() -> None:
    clock = ManualClock()
    limiter = RateLimiter(RateLimits({READS: 1}), clock, OF_TOKENS, capacity=10)
    for address in flood(50):
        limiter.count(READS, address)
    clock.time += 121

    assert allowed(limiter, READS, "192.0.2.1")
    assert [allowed(limiter, READS, "192.0.2.1"), allowed(limiter, READS, "192.0.2.2")] == [False, True]


def test_a_rejected_request_counts_nothing() -> None:
    counts = Counts()
    for time in (0.0, 0.0, 61.0, 61.0):
        assert counts.count(TWO, (READS, "a"), time).allowed

    for _ in range(2):
        rejection = counts.count(TWO, (READS, "a"), 61.0)
        assert not rejection.allowed
        assert rejection.retry_after == 30


@given(
    requests=st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 45, allow_nan=False)), min_size=1, max_size=150)
)
def test_counts_decide_as_if_nothing_were_ever_dropped(requests: list[tuple[str, float]]) -> None:
    counts, kept, now = Counts(capacity=12), dict[str, float](), 1000.0
    for name, gap in requests:
        now += gap
        expected, kept[name] = decide(TWO, kept.get(name, now), now)
        assert counts.count(TWO, (READS, name), now) == expected
    assert len(counts) <= 6
