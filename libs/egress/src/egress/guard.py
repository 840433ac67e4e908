"""The guard of one purpose: it admits each request, and each address that a connection is opened to."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from chassis.core.clock import Clock
from egress import metrics
from egress.connections.transport import AdmitAddress, NotPermitted, proxy_refusal
from egress.limiter import AdaptiveLimiters
from egress.paths import path_refusal
from egress.policy import RETRY, Code, Condition, EgressPolicy, EgressRefused, Mode, Probe, Purpose, Refusal

SHORTEST_PAUSE: Final = 0.1
"""Seconds between two checks of a path at least."""

log = logging.getLogger(__name__)

PathCheck = Callable[[EgressPolicy, AdmitAddress], Awaitable[Refusal | None]]


class Route(Enum):
    """How a permitted connection is opened."""

    REQUIRED = "required"
    """By the proxy and from the source address of the policy, if it has them."""
    DIRECT = "direct"
    """Without them: they fail, and the mode refuses nothing."""


class EgressGuard:
    """Checks the connections of one purpose, counts those that break a rule, and knows whether the path holds.

    Every check that cannot be made counts as broken.
    """

    def __init__(
        self, purpose: Purpose, policy: EgressPolicy, clock: Clock, *, check_path: PathCheck = path_refusal
    ) -> None:
        self.purpose = purpose
        self.policy = policy
        self.limiters: AdaptiveLimiters | None = None
        """What is learned of the limits of servers, where these are not documented."""
        self._clock = clock
        self._check_path = check_path
        self._condition = Condition(holds=True, since=clock.now())
        self._probed: tuple[datetime, Refusal | None] | None = None
        self._probing = asyncio.Lock()
        self._shown_by_calls = False
        self._counts: Counter[Code] = Counter()
        self._refused: ContextVar[list[Refusal] | None] = ContextVar(f"refused_{purpose}", default=None)
        metrics.CONDITION.labels(purpose).set(1)

    async def admit(self, url: str) -> Route:
        """Return how a request may be sent; raise EgressRefused."""
        if self.policy.mode is Mode.OFF:
            return Route.REQUIRED
        if (refusal := self.policy.refusal(url)) is not None:
            self.refuse(refusal)
        return await self.admit_path()

    async def admit_endpoint(self, host: str, port: int) -> Route:
        """Return how a connection that is no HTTP may be opened; raise EgressRefused."""
        if self.policy.mode is Mode.OFF:
            return Route.REQUIRED
        if (refusal := self.policy.endpoint_refusal(host, port)) is not None:
            self.refuse(refusal)
        return await self.admit_path()

    async def admit_path(self) -> Route:
        """Return the route if the required path holds; raise EgressRefused."""
        if self.policy.mode is Mode.OFF:
            return Route.REQUIRED
        refusal = await self._path_refusal()
        if refusal is None:
            if self._condition.code is not Code.PROXY:
                self.path_holds()
            return Route.REQUIRED
        self.path_fails(refusal)
        return Route.DIRECT

    async def check_path(self) -> Condition:
        """Check path and proxy without a call: nothing is refused or counted."""
        if self.policy.mode is Mode.OFF:
            return self._condition
        refusal = await self._path_refusal()
        # A probe has passed the proxy.
        if refusal is None and self.policy.proxy is not None and not isinstance(self.policy.path, Probe):
            refusal = await proxy_refusal(self.policy.proxy, self.policy.path)
        if refusal is not None:
            self._record_failure(refusal)
        elif not self._shown_by_calls:
            self.path_holds()
        return self._condition

    @property
    def has_checks(self) -> bool:
        """Return whether there is anything that `check_path` checks."""
        return self.policy.mode is not Mode.OFF and not (self.policy.path is None and self.policy.proxy is None)

    def check_pause(self) -> float:
        """Return the seconds until another check says something new."""
        pause = RETRY if self._probed is None else self._probed[0] - self._clock.now()
        return max(SHORTEST_PAUSE, pause.total_seconds())

    def admit_address(self, address: str) -> None:
        """Raise NotPermitted unless a connection may be opened to an address; `refusals_within` collects them."""
        if self.policy.mode is Mode.OFF:
            return
        refusal = self.policy.address_refusal(address)
        if refusal is None:
            return
        self._count(refusal)
        if self.policy.mode is Mode.ENFORCE:
            if (collected := self._refused.get()) is not None:
                collected.append(refusal)
            raise NotPermitted(None, refusal.detail)

    def refuse(self, refusal: Refusal) -> None:
        """Count a connection that breaks a rule; raise EgressRefused in mode `enforce`."""
        if self.policy.mode is Mode.OFF:
            return
        self._count(refusal)
        if self.policy.mode is Mode.ENFORCE:
            raise EgressRefused(refusal)

    def path_fails(self, refusal: Refusal) -> None:
        """Record that the path does not hold; raise EgressRefused in mode `enforce`."""
        self._record_failure(refusal)
        retry_at = refusal.retry_at or self._clock.now() + RETRY
        self.refuse(replace(refusal, retry_at=retry_at))

    def path_holds(self) -> None:
        """Record that the path holds."""
        self._shown_by_calls = False
        if not self._condition.holds:
            self._condition = Condition(holds=True, since=self._clock.now())
            metrics.CONDITION.labels(self.purpose).set(1)
            log.info("the path of outgoing connections holds again", extra={"purpose": self.purpose})

    def condition(self) -> Condition:
        """Return whether the path held when it was last checked."""
        return self._condition

    def counts(self) -> Mapping[Code, int]:
        """Return how many connections of this process broke each rule."""
        return dict(self._counts)

    @contextmanager
    def refusals_within(self) -> Iterator[list[Refusal]]:
        """Collect the addresses that are refused to the calls inside."""
        collected: list[Refusal] = []
        token = self._refused.set(collected)
        try:
            yield collected
        finally:
            self._refused.reset(token)

    async def _path_refusal(self) -> Refusal | None:
        path = self.policy.path
        if not isinstance(path, Probe):
            return None if path is None else await self._check_path(self.policy, self._admit_probe)
        async with self._probing:
            now = self._clock.now()
            if self._probed is not None and now < self._probed[0]:
                return self._probed[1]
            refusal = await self._check_path(self.policy, self._admit_probe)
            seconds = timedelta(seconds=path.seconds)
            until = now + (seconds if refusal is None else min(RETRY, seconds))
            self._probed = (until, None if refusal is None else replace(refusal, retry_at=until))
            return self._probed[1]

    def _admit_probe(self, address: str) -> None:
        """Hold the operator's own URL to the addresses of the policy, not to its hosts."""
        if (refusal := self.policy.address_refusal(address)) is not None:
            raise NotPermitted(None, refusal.detail)

    def _record_failure(self, refusal: Refusal) -> None:
        self._shown_by_calls = self._shown_by_calls or refusal.shown_by_calls
        if (self._condition.holds, self._condition.code) != (False, refusal.code):
            self._condition = Condition(False, self._clock.now(), refusal.code, refusal.detail)
            metrics.CONDITION.labels(self.purpose).set(0)
            log.warning(
                "the path of outgoing connections does not hold",
                extra={"purpose": self.purpose, "code": refusal.code, "reason": refusal.detail},
            )

    def _count(self, refusal: Refusal) -> None:
        self._counts[refusal.code] += 1
        metrics.REFUSALS.labels(self.purpose, refusal.code).inc()
        log.info(
            "an outgoing connection breaks a rule",
            extra={"purpose": self.purpose, "code": refusal.code, "mode": self.policy.mode, "reason": refusal.detail},
        )
