"""Liveness and readiness: a process is live while its event loop runs, and ready when its dependencies respond."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

CHECK_SECONDS: Final = 2.0
OPTIONAL_SECONDS: Final = 1.0
"""An optional check has less time, so that it never delays the response to a probe."""

Status = Literal["up", "down", "degraded"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The state of one dependency."""

    status: Status
    details: Mapping[str, float | int | str] = field(default_factory=dict)


Check = Callable[[], Awaitable[CheckResult]]


@dataclass(frozen=True, slots=True)
class _Registration:
    check: Check
    required: bool


class Health:
    """The checks of one process."""

    def __init__(self) -> None:
        self._checks: dict[str, _Registration] = {}
        self._liveness: dict[str, Callable[[], bool]] = {}
        self._is_stopping = False

    def add(self, name: str, check: Check, *, required: bool = True) -> None:
        """Add a readiness check; only a required one makes the process unavailable, however it fails."""
        self._checks[name] = _Registration(check, required)

    def add_liveness(self, name: str, alive: Callable[[], bool]) -> None:
        """Add a liveness condition: it must need no dependency, or an outage restarts everything."""
        self._liveness[name] = alive

    def stop(self) -> None:
        """Be ready no more: the process ends, and new requests should go elsewhere."""
        self._is_stopping = True

    def live(self) -> tuple[bool, dict[str, object]]:
        """Return whether the process is live, and the response body."""
        stuck = [name for name, alive in self._liveness.items() if not alive()]
        return not stuck, {"status": "stuck" if stuck else "live", "stuck": stuck}

    async def ready(self) -> tuple[bool, dict[str, object]]:
        """Run all checks concurrently, each with its own time limit, and return the result and the response body."""
        if self._is_stopping:
            return False, {"status": "stopping", "checks": {}}
        results = await asyncio.gather(*(self._run(registration) for registration in self._checks.values()))
        checks = dict(zip(self._checks, results, strict=True))
        ready = all(checks[name].status != "down" for name, check in self._checks.items() if check.required)
        body: dict[str, object] = {
            "status": "ready" if ready else "unavailable",
            "checks": {name: {"status": result.status, **result.details} for name, result in checks.items()},
        }
        return ready, body

    @staticmethod
    async def _run(registration: _Registration) -> CheckResult:
        try:
            async with asyncio.timeout(CHECK_SECONDS if registration.required else OPTIONAL_SECONDS):
                return await registration.check()
        except Exception as failure:  # noqa: BLE001 - a check that fails is a result
            return CheckResult("down", {"reason": type(failure).__name__})
