"""The rate limiter on a real Postgres: one budget and one breaker for all replicas."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.core.circuit_breaker import BreakerState
from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.runtime.clock import SystemClock
from chassis.storage.database import create_engine
from chassis.testing.clock import FixedClock
from ingestion.application.request_priority import current_priority, wait_at_most
from ingestion.domain.budget import Ledger, Rate
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.provider_health import ProviderAccount, ProviderState
from ingestion.infrastructure.provider_state import ProviderStates
from ingestion.infrastructure.tables import outbox
from ingestion.providers.calls.call_policy import CallPolicy
from ingestion.providers.calls.quota_headers import ReportedQuota
from ingestion.providers.calls.rate_limiter import PROBE_EVERY, RateLimiter

if TYPE_CHECKING:
    from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration

FAST = Rate(1000, 1)
"""A budget for which no test waits."""


def now() -> datetime:
    """Return the current time."""
    return datetime.now(UTC)


@pytest_asyncio.fixture
async def engine(create_database: CreateDatabase) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on a fresh database."""
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="limiter", pool_size=10, max_overflow=10)
    yield engine
    await engine.dispose()


@pytest.fixture
def states(engine: AsyncEngine) -> ProviderStates:
    """Return the provider states in that database."""
    return ProviderStates(Transactions(engine, Outbox(outbox, schema="ingestion")))


class FakeProbe:
    """A probe with a fixed outcome that counts its calls."""

    def __init__(self, cause: Cause | None = None) -> None:
        self.cause = cause
        self.calls = 0

    async def __call__(self) -> SourceFailed | None:
        """Return how the probe failed."""
        self.calls += 1
        return SourceFailed("tmdb", self.cause, "probe") if self.cause else None


def _limiters(
    states: ProviderStates, count: int = 3, *, key_id: str = "", probe: FakeProbe | None = None, **policy: Any
) -> list[RateLimiter]:
    settings = CallPolicy(**{"rate": Rate(40, 1), "bundle": 4, "max_wait_seconds": 10, **policy})
    return [
        RateLimiter(ProviderAccount("tmdb", key_id), settings, states, SystemClock(), probe or FakeProbe())
        for _ in range(count)
    ]


async def _fail(limiter: RateLimiter, count: int = 8, cause: Cause = Cause.SERVER, resource: str | None = None) -> None:
    """Let calls fail, each for a title of its own unless one is named."""
    for number in range(count):
        await limiter.acquire()
        await limiter.record(cause, "status 503", resource=resource or f"/movie/{number}")


async def _state(states: ProviderStates, key_id: str = "") -> ProviderState:
    return (await states.all([ProviderAccount("tmdb", key_id)]))["tmdb"]


async def _end_pause(states: ProviderStates) -> None:
    """End the pause of the open breaker; that a call waits for it is the subject of one test."""
    await states.change(
        ProviderAccount("tmdb"), lambda state, at: replace(state, breaker=replace(state.breaker, until=at))
    )


async def _events(engine: AsyncEngine) -> list[dict[str, Any]]:
    """Return the published events of the provider, in order."""
    async with engine.connect() as connection:
        rows = await connection.execute(select(outbox.c.topic, outbox.c.body).order_by(outbox.c.id))
        return [{"topic": row.topic, **json.loads(row.body)} for row in rows]


async def test_three_replicas_together_keep_within_every_window(states: ProviderStates) -> None:
    limiters = _limiters(states)
    calls: list[float] = []

    async def call(limiter: RateLimiter) -> None:
        for _ in range(13):
            await limiter.acquire()
            calls.append(time.monotonic())

    await asyncio.gather(*(call(limiter) for limiter in limiters for _ in range(3)))
    calls.sort()
    assert len(calls) == 117
    for first in range(len(calls)):
        assert sum(1 for call in calls[first:] if call < calls[first] + 1.0) <= 40


async def test_block_stops_every_replica_and_a_rejected_call_carries_its_end(states: ProviderStates) -> None:
    first, second, _ = _limiters(states)
    await first.acquire()
    until = now() + timedelta(seconds=60)
    await second.block(until, "status 429", resource="/movie/1")
    await asyncio.sleep(0.5)  # what the first one has leased lapses within nine slices
    for limiter in (first, second):
        with pytest.raises(SourceFailed) as refused:
            await limiter.acquire()
        assert refused.value.cause is Cause.QUOTA
        assert refused.value.retry_at is not None
        assert abs((refused.value.retry_at - until).total_seconds()) < 30


async def test_a_short_block_is_waited_out(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1)
    until = now() + timedelta(seconds=0.6)
    await limiter.block(until, "status 429", resource="/movie/1")
    await limiter.acquire()
    assert until <= now()


async def test_background_work_leaves_a_reserve_for_who_waits(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1, rate=Rate(10, 3600), bundle=1)

    async def as_background() -> int:
        current_priority.set(Priority.SNAPSHOT)
        granted = 0
        with wait_at_most(0.05):
            while True:
                try:
                    await limiter.acquire()
                except SourceFailed:
                    return granted
                granted += 1

    assert await asyncio.create_task(as_background()) == 8
    for _ in range(2):
        await limiter.acquire()
    with pytest.raises(SourceFailed), wait_at_most(0.05):
        await limiter.acquire()


async def test_failures_of_many_titles_open_the_breaker_for_all_and_a_good_probe_closes_it(
    states: ProviderStates,
) -> None:
    probe = FakeProbe()
    first, second, _ = _limiters(states, probe=probe)
    await _fail(first)
    assert (await _state(states)).breaker.state is BreakerState.OPEN
    with pytest.raises(SourceFailed) as refused, wait_at_most(0.1):
        await second.acquire()
    assert (refused.value.cause, refused.value.detail) == (Cause.BREAKER_OPEN, "server: status 503")

    probe.calls = 0
    started = time.monotonic()
    await second.acquire()
    assert time.monotonic() - started > 3
    assert (await _state(states)).breaker.state is BreakerState.CLOSED
    assert probe.calls == 1
    await first.acquire()


async def test_a_failed_probe_opens_again(states: ProviderStates) -> None:
    probe = FakeProbe()
    [limiter] = _limiters(states, 1, probe=probe)
    await _fail(limiter, 8, Cause.TIMEOUT)
    await _end_pause(states)
    probe.cause = Cause.TIMEOUT
    with pytest.raises(SourceFailed) as refused, wait_at_most(8):
        await limiter.acquire()
    assert refused.value.cause is Cause.BREAKER_OPEN
    breaker = (await _state(states)).breaker
    assert (breaker.state, breaker.trips, breaker.reason) == (BreakerState.OPEN, 2, "timeout: probe")


@pytest.mark.parametrize("cause", [Cause.SERVER, Cause.TIMEOUT, Cause.WRONG_JSON, Cause.WRONG_TYPE, Cause.UNAUTHORIZED])
async def test_one_title_that_always_fails_opens_nothing(states: ProviderStates, cause: Cause) -> None:
    probe = FakeProbe()
    limiters = _limiters(states, probe=probe, rate=FAST)
    started = time.monotonic()
    for limiter in limiters:
        await _fail(limiter, 40, cause, "/movie/930010")
    seconds = time.monotonic() - started
    state = await _state(states)
    assert (state.breaker.state, state.outage) == (BreakerState.CLOSED, None)
    assert probe.calls <= len(limiters) * (1 + seconds / PROBE_EVERY), "a probe of a closed breaker is rare"


async def test_titles_that_are_too_large_open_nothing(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1, rate=FAST)
    await _fail(limiter, 30, Cause.TOO_LARGE)
    assert (await _state(states)).breaker.state is BreakerState.CLOSED


async def test_outage_is_detected_from_calls_for_a_single_title(states: ProviderStates) -> None:
    probe = FakeProbe(Cause.SERVER)
    [limiter] = _limiters(states, 1, probe=probe)
    await _fail(limiter, 3, resource="/movie/550")
    assert (await _state(states)).breaker.state is BreakerState.CLOSED
    await _fail(limiter, 1, resource="/movie/550")
    breaker = (await _state(states)).breaker
    assert (breaker.state, breaker.reason, probe.calls) == (BreakerState.OPEN, "server: probe", 1)


async def test_a_title_that_is_refused_again_and_again_blocks_the_others_once(states: ProviderStates) -> None:
    probe = FakeProbe()
    [limiter] = _limiters(states, 1, probe=probe)
    await limiter.block(now() + timedelta(seconds=0.3), "status 429", resource="/movie/930010")
    assert (await _state(states)).ledger.blocked_until is not None
    await asyncio.sleep(0.3)
    for _ in range(3):
        await limiter.block(now() + timedelta(minutes=5), "of one title", resource="/movie/930010")
        await limiter.acquire()
    assert (await _state(states)).ledger.blocked_until is None
    assert probe.calls >= 1


async def test_a_provider_that_refuses_its_probe_too_blocks_every_call(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1, probe=FakeProbe(Cause.QUOTA))
    for seconds in (0.3, 60):
        await limiter.block(now() + timedelta(seconds=seconds), "status 429", resource="/movie/930010")
        await asyncio.sleep(0.3)
    with pytest.raises(SourceFailed) as refused, wait_at_most(0.1):
        await limiter.acquire()
    assert refused.value.cause is Cause.QUOTA


async def test_what_is_not_found_is_no_failure_of_the_provider(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1, rate=FAST)
    await _fail(limiter, 30, Cause.NOT_FOUND)
    await limiter.flush()
    state = await _state(states)
    assert (state.breaker.state, state.calls, state.outcomes) == (BreakerState.CLOSED, 30, {"not_found": 30})
    assert state.last_failure_at is None


async def test_what_the_provider_says_is_left_counts(states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1, rate=Rate(1000, 300))
    await limiter.acquire()
    await limiter.update_quota(ReportedQuota(3, 1000, now() + timedelta(seconds=200)))
    assert (await _state(states)).ledger.used == 997
    until = now() + timedelta(seconds=100)
    await limiter.update_quota(ReportedQuota(0, 1000, until))
    with pytest.raises(SourceFailed) as refused:
        await limiter.acquire()
    assert refused.value.cause is Cause.QUOTA


async def test_how_calls_ended_is_added_up_over_replicas(states: ProviderStates) -> None:
    first, second, _ = _limiters(states)
    for limiter in (first, second):
        await limiter.acquire()
        await limiter.record(None, resource="/movie/1")
        await limiter.flush()
        await limiter.flush()
    state = await _state(states)
    assert (state.calls, state.outcomes, state.last_success_at is not None) == (2, {"ok": 2}, True)


async def test_every_key_has_a_budget_and_a_breaker_of_its_own(states: ProviderStates) -> None:
    [one] = _limiters(states, 1, key_id="one", rate=Rate(4, 3600))
    [other] = _limiters(states, 1, key_id="other", rate=Rate(4, 3600))
    for _ in range(4):
        await one.acquire()
    with pytest.raises(SourceFailed), wait_at_most(0.05):
        await one.acquire()
    await one.block(now() + timedelta(seconds=60), "status 429", resource="/movie/1")
    await other.acquire()
    assert (await _state(states, "one")).ledger.blocked_until is not None
    assert (await _state(states, "other")).ledger.blocked_until is None


async def test_opening_and_closing_the_breaker_are_each_published_once(
    engine: AsyncEngine, states: ProviderStates
) -> None:
    first, second, _ = _limiters(states)
    for limiter in (first, second):
        for _ in range(8):
            await limiter.acquire()
    for limiter in (first, second):
        for number in range(8):
            await limiter.record(Cause.SERVER, "status 503", resource=f"/movie/{number}")
    [degraded] = await _events(engine)
    assert (degraded["topic"], degraded["source"], degraded["health"]) == ("source.degraded", "tmdb", "unavailable")
    assert (degraded["reason"], degraded["reasonCode"]) == ("server: status 503", "server")
    assert degraded["until"] > degraded["since"]

    await _end_pause(states)
    await first.acquire()
    await second.flush()
    _, recovered = await _events(engine)
    assert (recovered["topic"], recovered["source"]) == ("source.recovered", "tmdb")
    assert recovered["since"] == degraded["since"]
    assert (await _state(states)).outage is None


async def test_exhausted_quota_is_published_and_a_short_block_is_not(
    engine: AsyncEngine, states: ProviderStates
) -> None:
    first, second, _ = _limiters(states)
    await first.block(now() + timedelta(seconds=10), "status 429", resource="/movie/1")
    assert await _events(engine) == []
    until = now() + timedelta(hours=5)
    await first.block(until, "Request limit reached!", resource="/movie/1")
    await second.block(until, "Request limit reached!", resource="/movie/1")
    [degraded] = await _events(engine)
    assert (degraded["health"], degraded["reason"], degraded["reasonCode"]) == (
        "degraded",
        "Request limit reached!",
        "quota",
    )


async def test_starting_replica_publishes_the_end_of_a_past_outage(engine: AsyncEngine, states: ProviderStates) -> None:
    [before] = _limiters(states, 1)
    await before.block(now() + timedelta(minutes=5), "status 429", resource="/movie/1")
    passed = replace(await _state(states), ledger=Ledger())
    await states.change(ProviderAccount("tmdb"), lambda state, _: replace(passed, outage=state.outage))
    [restarted] = _limiters(states, 1)
    await restarted.flush()
    assert [event["topic"] for event in await _events(engine)] == ["source.degraded", "source.recovered"]


async def test_calls_leased_in_vain_are_given_back(states: ProviderStates) -> None:
    """A bundle of fifty for one call now and then would spend a day's thousand in twenty calls."""
    [limiter] = _limiters(states, 1, rate=Rate(1000, 86_400), bundle=50)
    for _ in range(3):
        await limiter.acquire()
        await limiter.record(None, resource="/movie/1")
        await asyncio.sleep(1.05)
    await limiter.flush()
    assert (await _state(states)).ledger.used == 3
    await limiter.acquire()
    await limiter.flush(last=True)
    assert (await _state(states)).ledger.used == 4


async def test_a_block_gives_back_what_was_leased(states: ProviderStates) -> None:
    first, second, _ = _limiters(states, rate=Rate(1000, 86_400), bundle=50)
    await first.acquire()
    await second.acquire()
    await first.block(now() + timedelta(seconds=1), "status 429", resource="/movie/1")
    await second.flush(last=True)
    assert (await _state(states)).ledger.used == 2


async def test_a_call_that_finds_a_probe_in_flight_looks_again_soon(states: ProviderStates) -> None:
    leave = asyncio.Event()

    begun = asyncio.Event()

    class SlowProbe(FakeProbe):
        async def __call__(self) -> SourceFailed | None:
            begun.set()
            await leave.wait()
            return None

    first, second, _ = _limiters(states, probe=SlowProbe(), max_wait_seconds=60)
    for number in range(8):
        await first.acquire()
        await first.record(Cause.UNAUTHORIZED if number % 2 else Cause.SERVER, resource=f"/movie/{number}")
        first._window.reset_streak()  # no probe of the closed breaker: that one would hang
    await _end_pause(states)
    probing = asyncio.create_task(first.acquire())
    await asyncio.wait_for(begun.wait(), 20)
    assert (await _state(states)).breaker.state is BreakerState.HALF_OPEN
    with pytest.raises(SourceFailed) as refused, wait_at_most(0.1):
        await second.acquire()
    assert refused.value.retry_at is not None
    assert refused.value.retry_at < now() + timedelta(seconds=5)
    leave.set()
    await probing


async def test_calls_that_were_under_way_do_not_close_the_breaker(engine: AsyncEngine, states: ProviderStates) -> None:
    [limiter] = _limiters(states, 1)
    leave = asyncio.Event()

    async def slow() -> None:
        await limiter.acquire()
        await leave.wait()
        await limiter.record(None, resource="/movie/1")

    late = asyncio.create_task(slow())
    await asyncio.sleep(0.05)
    await _fail(limiter)
    leave.set()
    await late
    assert (await _state(states)).breaker.state is BreakerState.OPEN
    assert [event["topic"] for event in await _events(engine)] == ["source.degraded"]


async def test_calls_counted_without_a_key_count_for_the_key(states: ProviderStates) -> None:
    await states.change(ProviderAccount("omdb"), lambda state, _: replace(state, ledger=Ledger(1, (7,))))
    adopted = await states.change(ProviderAccount("omdb", "new"), lambda state, _: replace(state, calls=1))
    assert adopted.ledger == Ledger(1, (7,))
    fresh = await states.change(ProviderAccount("omdb", "other"), lambda state, _: replace(state, calls=1))
    assert fresh.ledger == Ledger()


async def test_outage_of_a_replaced_key_ends(engine: AsyncEngine, states: ProviderStates) -> None:
    [revoked] = _limiters(states, 1, key_id="revoked")
    await _fail(revoked, 8, Cause.UNAUTHORIZED)
    await revoked.flush()
    [renewed] = _limiters(states, 1, key_id="renewed")
    await renewed.flush()
    assert [event["topic"] for event in await _events(engine)] == ["source.degraded"], "it may still be in use"
    async with engine.begin() as connection:
        await connection.exec_driver_sql("update provider_state set last_failure_at = now() - interval '2 minutes'")
    [restarted] = _limiters(states, 1, key_id="renewed")
    await restarted.flush()
    await restarted.flush()
    assert [event["topic"] for event in await _events(engine)] == ["source.degraded", "source.recovered"]


async def test_a_replica_whose_clock_is_ahead_finds_no_free_window(states: ProviderStates) -> None:
    [right] = _limiters(states, 1, rate=Rate(4, 60), bundle=1)
    [ahead] = [
        RateLimiter(
            ProviderAccount("tmdb"),
            CallPolicy(rate=Rate(4, 60), bundle=1),
            states,
            FixedClock(now() + timedelta(minutes=5)),
            FakeProbe(),
        )
    ]
    for _ in range(4):
        await right.acquire()
    with pytest.raises(SourceFailed), wait_at_most(0.05):
        await ahead.acquire()
