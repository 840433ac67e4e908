"""Readiness checks of the services behind the gateway."""

from collections.abc import Callable
from typing import Final

from chassis.runtime.health import Check, CheckResult
from gateway.domain.errors import GatewayError
from gateway.infrastructure.upstreams import HttpUpstreams

PROBE_SECONDS: Final = 1.0
CACHE_SECONDS: Final = 2.0


def liveness_check(upstreams: HttpUpstreams, service: str, clock: Callable[[], float]) -> Check:
    """Return the check of a service, to be registered as optional.

    A result is kept for two seconds, so that probes of the gateway do not multiply into probes of every service.
    """
    cached: tuple[float, CheckResult] | None = None

    async def check() -> CheckResult:
        nonlocal cached
        if cached is not None and clock() - cached[0] < CACHE_SECONDS:
            return cached[1]
        try:
            await upstreams.get_json(service, "/health/live", seconds=PROBE_SECONDS)
            result = CheckResult("up")
        except (GatewayError, ValueError, TimeoutError):
            result = CheckResult("down")
        cached = (clock(), result)
        return result

    return check
