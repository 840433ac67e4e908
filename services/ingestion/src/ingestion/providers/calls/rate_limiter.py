"""The rate limiter of a provider: leases calls of the shared budget in small bundles, and respects the breaker.

Calls for which a user waits have a queue of their own, so that they never wait behind background work. A probe is never
the call of a job: it requests a cheap URL, so that a resource that always fails can neither open the breaker of all
others nor keep it open.
"""

import asyncio
import math
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from chassis.core.circuit_breaker import Admission, BreakerState
from chassis.core.clock import Clock
from ingestion.application.request_priority import reserved_share, wait_within
from ingestion.domain import budget, provider_health
from ingestion.domain.failure_window import POLICY, FailureWindow, Verdict
from ingestion.domain.failures import NO_PATH, PROVIDER_FAULTS, Cause, SourceFailed
from ingestion.domain.provider_health import CallCounts, Change, ProviderAccount, ProviderState
from ingestion.providers.calls.call_policy import DEFAULT_BLOCK, CallPolicy
from ingestion.providers.calls.lease_pool import LeasePool
from ingestion.providers.calls.metrics import PROVIDER_CALLS
from ingestion.providers.calls.quota_headers import ReportedQuota

SLACK: Final = 0.9
"""A lease is used only in the first part of its last slice: the call must still get there."""
PROBE_SECONDS: Final = 2.0
"""Seconds after which a call that finds a probe in flight checks the breaker again."""
PROBE_EVERY: Final = 10.0
"""Seconds between two probes of a closed breaker."""

STOPPING: Final = PROVIDER_FAULTS | NO_PATH | {Cause.QUOTA}
"""Failures of a probe that stop calls; a cheap URL that is not found is a response too."""

Probe = Callable[[], Awaitable[SourceFailed | None]]
"""Calls a cheap URL of the provider; returns the failure, or null when it responds."""


class StateStore(Protocol):
    """Holds the state of each provider account, shared by all replicas."""

    async def change(self, account: ProviderAccount, apply: Change) -> ProviderState:
        """Apply a change under a lock and return the new state."""
        ...

    async def leave_other_keys(self, account: ProviderAccount) -> None:
        """End the outages of the provider's other keys that no replica uses any more."""
        ...


class RateLimiter:
    """Limits the calls of one process to one provider."""

    def __init__(
        self, account: ProviderAccount, policy: CallPolicy, states: StateStore, clock: Clock, probe: Probe
    ) -> None:
        self._account = account
        self._source = account.source
        self._policy = policy
        self._states = states
        self._clock = clock
        self._pools: dict[bool, LeasePool] = {}
        self._window = FailureWindow()
        self._probe = probe
        self._probed_at = -math.inf
        self._probe_failed: SourceFailed | None = None
        self._blocked_for: str | None = None
        """The resource whose refusal last blocked every call."""
        self._counts = CallCounts()
        self._unused: Counter[int] = Counter()
        # Unknown before the first read: a replica that starts may find an outage that is over.
        self._outage = True
        self._started = False

    async def acquire(self) -> None:
        """Wait until a call may be made; raise SourceFailed (QUOTA or BREAKER_OPEN) when that would take too long."""
        share = reserved_share()
        pool = self._pools.setdefault(share == 0.0, LeasePool())
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_within(self._policy.max_wait_seconds)
        if pool.take(loop.time()):
            return
        try:
            async with asyncio.timeout_at(deadline):
                await pool.lock.acquire()
        except TimeoutError:
            raise self._refused(Cause.QUOTA, "too many calls wait", self._policy.rate.slice_seconds) from None
        try:
            while not pool.take(loop.time()):
                await self._lease(pool, share, deadline)
        finally:
            pool.lock.release()

    async def _lease(self, pool: LeasePool, share: float, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        results: list[tuple[Admission, budget.Lease]] = []
        self._unused += pool.drain()

        def apply(state: ProviderState, now: datetime) -> ProviderState:
            breaker, admission = state.breaker.admit(POLICY, now)
            if admission is Admission.NONE:
                # A probe in flight ends long before it is given up.
                most = PROBE_SECONDS if breaker.state is BreakerState.HALF_OPEN else math.inf
                results.append((admission, budget.Lease(0, min(most, _seconds(breaker.until, now)))))
                return state
            calls = self._policy.bundle if admission is Admission.EVERY else 1
            ledger, lease = budget.lease(state.ledger, self._policy.rate, now, calls, share)
            results.append((admission, lease))
            return replace(state, ledger=ledger, breaker=breaker if lease.granted else state.breaker)

        state = await self._change(apply)
        admission, lease = results[-1]
        if lease.granted and admission is Admission.PROBE:
            await self._probe_half_open()
            return
        if lease.granted:
            held = self._policy.rate.slice_seconds * (lease.slices - 1 + SLACK)
            pool.fill(lease.granted, lease.slice_number, started + min(budget.LONGEST_LEASE, held))
            return
        cause = Cause.BREAKER_OPEN if admission is Admission.NONE else Cause.QUOTA
        if loop.time() + lease.wait > deadline:
            reason = state.breaker.reason if cause is Cause.BREAKER_OPEN else state.block_reason or "budget is used up"
            raise self._refused(cause, reason or "", lease.wait)
        await asyncio.sleep(min(lease.wait, 1.0) + random.uniform(0, 0.01))

    async def record(self, cause: Cause | None, detail: str = "", *, resource: str) -> None:
        """Count how a call ended; failures of many resources open the breaker, those of a few call for a probe."""
        now = self._clock.now()
        outcome = "ok" if cause is None else cause.value
        PROVIDER_CALLS.labels(self._source, outcome).inc()
        self._counts.outcomes[outcome] = self._counts.outcomes.get(outcome, 0) + 1
        if cause is None:
            self._counts.last_success_at = now
        elif cause is not Cause.NOT_FOUND:
            self._counts.last_failure_at = now
            self._counts.last_failure = f"{cause.value}: {detail}"[:500]
        if cause is Cause.QUOTA or cause in NO_PATH:
            return
        verdict = self._window.add(resource, failed=cause in PROVIDER_FAULTS)
        if verdict is Verdict.FAILING and cause is not None:
            await self._trip(cause, detail)
        elif verdict is Verdict.SUSPECT and (failed := await self._probe_closed()) is not None:
            await self.stop_calls(failed)

    async def _probe_half_open(self) -> None:
        """Probe the provider with the one call that a half-open breaker admits, and close or open the breaker."""
        failed = await self._call_probe()
        if failed is None or failed.cause is Cause.QUOTA:
            await self._change(provider_health.close)
        if failed is not None:
            await self.stop_calls(failed)

    async def stop_calls(self, failed: SourceFailed) -> None:
        """Stop calls that cannot be made, or whose probe failed: until the quota allows them, or by the breaker."""
        if failed.cause is Cause.QUOTA:
            await self._block(failed.retry_at or self._clock.now() + DEFAULT_BLOCK, failed.detail)
        else:
            await self._trip(failed.cause, failed.detail, at_least=failed.retry_at)

    async def _probe_closed(self) -> SourceFailed | None:
        """Return how a probe fails while the breaker is closed, or null; a recent result is used again."""
        if asyncio.get_running_loop().time() - self._probed_at < PROBE_EVERY:
            return self._probe_failed
        leases: list[budget.Lease] = []

        def lease_one(state: ProviderState, at: datetime) -> ProviderState:
            ledger, lease = budget.lease(state.ledger, self._policy.rate, at, 1)
            leases.append(lease)
            return replace(state, ledger=ledger)

        await self._change(lease_one)
        if not leases[-1].granted:
            return None
        failed = await self._call_probe()
        if failed is None:
            self._window.reset_streak()
        return failed

    async def _call_probe(self) -> SourceFailed | None:
        """Return how a probe failed, or null; Not Found is a response too."""
        self._probed_at, self._probe_failed = asyncio.get_running_loop().time(), None
        failed = await self._probe()
        is_failure = failed is not None and (failed.cause in STOPPING)
        PROVIDER_CALLS.labels(self._source, "probe_failed" if is_failure else "probe_ok").inc()
        self._probe_failed = failed if is_failure else None
        return self._probe_failed

    async def _trip(self, cause: Cause, detail: str, *, at_least: datetime | None = None) -> None:
        self._window.clear()
        self._drain_pools()
        await self._change(lambda state, at: provider_health.trip(state, at, cause, detail, at_least=at_least))

    async def update_quota(self, quota: ReportedQuota) -> None:
        """Lower the budget to what the provider reports as remaining, when that is less than what we counted."""
        if quota.remaining <= 0 and quota.until is not None and quota.until > self._clock.now():
            await self._block(quota.until, "the provider reports that no calls remain")
            return
        if quota.limit is None or quota.remaining >= quota.limit * 0.1 or quota.limit < self._policy.rate.limit:
            return

        def lower(state: ProviderState, at: datetime) -> ProviderState:
            ledger = budget.apply_reported_remaining(state.ledger, self._policy.rate, at, quota.remaining)
            return replace(state, ledger=ledger)

        await self._change(lower)

    async def block(self, until: datetime, reason: str, *, resource: str) -> None:
        """Stop all calls of all replicas until an instant, because a call was refused.

        A resource that is refused twice in a row while a probe succeeds is refused alone: nothing is blocked.
        """
        if resource == self._blocked_for and await self._probe_closed() is None:
            return
        self._blocked_for = resource
        await self._block(until, reason)

    async def _block(self, until: datetime, reason: str) -> None:
        self._drain_pools()

        def close(state: ProviderState, _: datetime) -> ProviderState:
            return replace(state, ledger=budget.blocked(state.ledger, until), block_reason=reason[:300])

        await self._change(close)

    async def flush(self, *, last: bool = False) -> None:
        """Write counts and unused leases to the shared state; during an outage, check whether it is over.

        With `last` no more calls are made, and every lease is given up.
        """
        if not self._started:
            await self._states.leave_other_keys(self._account)
            self._started = True
        now = asyncio.get_running_loop().time()
        for pool in self._pools.values():
            if last or pool.expired(now):
                self._unused += pool.drain()
        if not self._counts.outcomes and not self._unused and not self._outage:
            return
        counts, self._counts = self._counts, CallCounts()
        await self._change(lambda state, at: provider_health.record_calls(state, counts, at.date()))

    async def _change(self, apply: Change) -> ProviderState:
        unused, self._unused = self._unused, Counter()

        def return_first(state: ProviderState, now: datetime) -> ProviderState:
            return apply(replace(state, ledger=budget.returned(state.ledger, unused)), now)

        try:
            state = await self._states.change(self._account, return_first)
        except BaseException:
            self._unused += unused
            raise
        self._outage = state.outage is not None
        return state

    def _drain_pools(self) -> None:
        """Drop all leases: they were counted and will not be used."""
        for pool in self._pools.values():
            self._unused += pool.drain()

    def _refused(self, cause: Cause, detail: str, wait: float) -> SourceFailed:
        return SourceFailed(
            self._source, cause, detail, retry_at=self._clock.now() + timedelta(seconds=max(wait, 0.05))
        )


def _seconds(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until is not None else 1.0
