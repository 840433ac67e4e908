"""The gate before a provider: its shared budget is leased in small bundles, its breaker is respected.

Those for whom a user waits have a queue of their own, so that they never stand behind background work. A probe is never
the call of a job: it goes to a cheap address, so that a resource that always fails can neither open nor hold open the
breaker of all others.
"""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from chassis.core.clock import Clock
from chassis.runtime.background import wait_for
from ingestion.application.request_priority import reserved_share, wait_within
from ingestion.domain import breaker as breakers
from ingestion.domain import budget, provider_health
from ingestion.domain.breaker import BreakerState, FailureWindow, Verdict
from ingestion.domain.failures import UNWELL, Cause, SourceFailed
from ingestion.domain.provider_health import CallCounts, Change, ProviderAccount, ProviderState
from ingestion.providers.calls.call_policy import DEFAULT_BLOCK, CallPolicy
from ingestion.providers.calls.metrics import PROVIDER_CALLS
from ingestion.providers.calls.quota_headers import ReportedQuota

FLUSH_SECONDS: Final = 2.0
SLACK: Final = 0.9
"""A lease is used only in the first part of its slice: the call must still get there."""
LONGEST_LEASE: Final = 1.0
"""Seconds; a block by another replica is minded after this at the latest."""
PROBE_SECONDS: Final = 2.0
"""A call that finds a probe in flight looks again after this."""
PROBE_EVERY: Final = 10.0
"""Seconds between two probes of a closed breaker."""

Probe = Callable[[], Awaitable[SourceFailed | None]]
"""Calls a cheap address of the provider; returns how that failed."""


class StateStore(Protocol):
    """Holds the state of each provider account, shared by all replicas."""

    async def change(self, account: ProviderAccount, apply: Change) -> ProviderState:
        """Apply a change under a lock and return the new state."""
        ...

    async def leave_other_keys(self, account: ProviderAccount) -> None:
        """End the outages of the provider's other keys that no replica uses any more."""
        ...


class _Pool:
    """Calls leased and not yet made, for one class of callers."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.left = 0
        self.valid_until = 0.0
        self.slice = 0


class RateGate:
    """One process's gate to one provider."""

    def __init__(
        self, account: ProviderAccount, policy: CallPolicy, states: StateStore, clock: Clock, probe: Probe
    ) -> None:
        self._account = account
        self._source = account.source
        self._policy = policy
        self._states = states
        self._clock = clock
        self._pools: dict[bool, _Pool] = {}
        self._window = FailureWindow()
        self._probe = probe
        self._probed_at = -math.inf
        self._probe_failed: SourceFailed | None = None
        self._blocked_for: str | None = None
        """The resource whose refusal last blocked every call."""
        self._counts = CallCounts()
        self._unused: dict[int, int] = {}
        # Not known before the first look: a replica that starts may find trouble that has passed meanwhile.
        self._outage = True
        self._started = False

    async def acquire(self) -> None:
        """Wait for a call's turn; raises SourceFailed (QUOTA or BREAKER_OPEN) when it is too far away."""
        share = reserved_share()
        pool = self._pools.setdefault(share == 0.0, _Pool())
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_within(self._policy.patience_seconds)
        if self._take(pool, loop.time()):
            return
        try:
            async with asyncio.timeout_at(deadline):
                await pool.lock.acquire()
        except TimeoutError:
            raise self._refused(Cause.QUOTA, "too many calls wait", self._policy.rate.slice_seconds) from None
        try:
            while not self._take(pool, loop.time()):
                await self._lease(pool, share, deadline)
        finally:
            pool.lock.release()

    async def _lease(self, pool: _Pool, share: float, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        admitted: list[int | None] = []
        leases: list[budget.Lease] = []
        self._retire(pool)

        def apply(state: ProviderState, now: datetime) -> ProviderState:
            breaker, passing = breakers.admit(state.breaker, now)
            admitted.append(passing)
            if passing == 0:
                # A probe in flight ends long before it is given up.
                most = PROBE_SECONDS if breaker.state is BreakerState.HALF_OPEN else math.inf
                leases.append(budget.Lease(0, min(most, _seconds(breaker.until, now))))
                return state
            want = self._policy.bundle if passing is None else passing
            ledger, lease = budget.lease(state.ledger, self._policy.rate, now, want, share)
            leases.append(lease)
            return replace(state, ledger=ledger, breaker=breaker if lease.granted else state.breaker)

        state = await self._change(apply)
        lease = leases[-1]
        if lease.granted and admitted[-1] is not None:
            await self._settle()
            return
        if lease.granted:
            pool.left = lease.granted
            pool.slice = state.ledger.head
            pool.valid_until = started + min(LONGEST_LEASE, self._policy.rate.slice_seconds * SLACK)
            return
        cause = Cause.BREAKER_OPEN if admitted[-1] == 0 else Cause.QUOTA
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
        if cause is Cause.QUOTA:
            return
        verdict = self._window.add(resource, failed=cause in UNWELL)
        if verdict is Verdict.FAILING:
            await self._trip(f"{outcome}: {detail}")
        elif verdict is Verdict.SUSPECT and (failed := await self._examine()) is not None:
            await self._conclude(failed)

    async def _settle(self) -> None:
        """Probe the provider with the one call that a half-open breaker allows, and close or open it."""
        failed = await self._call_probe()
        if failed is None or failed.cause is Cause.QUOTA:
            await self._turn(breakers.close)
        if failed is not None:
            await self._conclude(failed)

    async def _conclude(self, failed: SourceFailed) -> None:
        """Keep calls away from a provider whose probe failed: for its quota, or because it is ill."""
        if failed.cause is Cause.QUOTA:
            await self._block(failed.retry_at or self._clock.now() + DEFAULT_BLOCK, failed.detail)
        else:
            await self._trip(f"{failed.cause.value}: {failed.detail}", at_least=failed.retry_at)

    async def _examine(self) -> SourceFailed | None:
        """Return how a probe fails although the breaker is closed; one of a moment ago counts still."""
        if asyncio.get_running_loop().time() - self._probed_at < PROBE_EVERY:
            return self._probe_failed
        granted: list[budget.Lease] = []

        def take(state: ProviderState, at: datetime) -> ProviderState:
            ledger, lease = budget.lease(state.ledger, self._policy.rate, at, 1)
            granted.append(lease)
            return replace(state, ledger=ledger)

        await self._change(take)
        if not granted[-1].granted:
            return None
        failed = await self._call_probe()
        if failed is None:
            self._window.reset_streak()
        return failed

    async def _call_probe(self) -> SourceFailed | None:
        """Return how a probe failed; a response that only says that there is nothing is a response."""
        self._probed_at, self._probe_failed = asyncio.get_running_loop().time(), None
        failed = await self._probe()
        ill = failed is not None and (failed.cause in UNWELL or failed.cause is Cause.QUOTA)
        PROVIDER_CALLS.labels(self._source, "probe_failed" if ill else "probe_ok").inc()
        self._probe_failed = failed if ill else None
        return self._probe_failed

    async def _trip(self, reason: str, *, at_least: datetime | None = None) -> None:
        self._window.clear()
        self._forget_leases()
        await self._turn(lambda breaker, at: breakers.trip(breaker, at, reason[:300], at_least=at_least))

    async def _turn(self, turned: Callable[[breakers.Breaker, datetime], breakers.Breaker]) -> None:
        await self._change(lambda before, at: replace(before, breaker=turned(before.breaker, at)))

    async def update_quota(self, allowance: ReportedQuota) -> None:
        """Take in what the provider allowance is left, where that is less than we thought."""
        now = self._clock.now()
        if allowance.remaining <= 0 and allowance.until is not None and allowance.until > now:
            await self._block(allowance.until, "the provider says that nothing is left")
            return
        if (
            allowance.limit is not None
            and allowance.remaining < allowance.limit * 0.1
            and allowance.limit >= self._policy.rate.limit
        ):
            ledger_of = budget.apply_reported_remaining

            def lower(state: ProviderState, at: datetime) -> ProviderState:
                return replace(state, ledger=ledger_of(state.ledger, self._policy.rate, at, allowance.remaining))

            await self._change(lower)

    async def block(self, until: datetime, reason: str, *, resource: str) -> None:
        """Let nothing through until an instant, in any replica, because a call was refused.

        A resource that is refused twice in a row, while the provider answers a probe, is refused alone.
        """
        if resource == self._blocked_for and await self._examine() is None:
            return
        self._blocked_for = resource
        await self._block(until, reason)

    async def _block(self, until: datetime, reason: str) -> None:
        self._forget_leases()

        def close(state: ProviderState, _: datetime) -> ProviderState:
            return replace(state, ledger=budget.blocked(state.ledger, until), block_reason=reason[:300])

        await self._change(close)

    async def flush(self, *, last: bool = False) -> None:
        """Tell the shared state what was counted and what was leased in vain; in trouble, see whether it is over.

        With `last` no more calls are made, and every lease is given up.
        """
        if not self._started:
            await self._states.leave_other_keys(self._account)
            self._started = True
        now = asyncio.get_running_loop().time()
        for pool in self._pools.values():
            if last or now >= pool.valid_until:
                self._retire(pool)
        if not self._counts.outcomes and not self._unused and not self._outage:
            return
        counts, self._counts = self._counts, CallCounts()
        await self._change(lambda state, at: provider_health.record_calls(state, counts, at.date()))

    async def _change(self, apply: Change) -> ProviderState:
        unused, self._unused = self._unused, {}

        def return_first(state: ProviderState, now: datetime) -> ProviderState:
            return apply(replace(state, ledger=budget.returned(state.ledger, unused)), now)

        try:
            state = await self._states.change(self._account, return_first)
        except BaseException:
            for slice_, calls in unused.items():
                self._unused[slice_] = self._unused.get(slice_, 0) + calls
            raise
        self._outage = state.outage is not None
        return state

    def _forget_leases(self) -> None:
        for pool in self._pools.values():
            self._retire(pool)

    def _retire(self, pool: _Pool) -> None:
        """Give up what is left of a lease: it was counted and never used."""
        if pool.left:
            self._unused[pool.slice] = self._unused.get(pool.slice, 0) + pool.left
            pool.left = 0

    def _take(self, pool: _Pool, now: float) -> bool:
        if pool.left == 0 or now >= pool.valid_until:
            return False
        pool.left -= 1
        return True

    def _refused(self, cause: Cause, detail: str, wait: float) -> SourceFailed:
        return SourceFailed(
            self._source, cause, detail, retry_at=datetime.now(UTC) + timedelta(seconds=max(wait, 0.05))
        )


def _seconds(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until is not None else 1.0


class StateFlusher:
    """Tells the shared state every two seconds how the calls of this process ended; in the end lands its calls."""

    name = "provider-state"

    def __init__(
        self,
        gates: tuple[RateGate, ...],
        land: Callable[[], Awaitable[None]],
        is_outage: Callable[[BaseException], bool],
    ) -> None:
        self._gates = gates
        self._land = land
        self._is_outage = is_outage
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Land the calls in flight, tell once more and return."""
        self._stopping.set()

    async def run(self) -> None:
        """Tell until stopped."""
        while not await wait_for(self._stopping, FLUSH_SECONDS):
            await self._flush()
        await self._land()
        await self._flush(last=True)

    async def _flush(self, *, last: bool = False) -> None:
        for gate in self._gates:
            try:
                await gate.flush(last=last)
            except Exception as failure:
                if not self._is_outage(failure):
                    raise
