"""Liveness and readiness: the process lives while its loop turns; it is ready when its dependencies answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

CHECK_SECONDS: Final = 2.0

Status = Literal["up", "down", "degraded"]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one dependency does; `required` ones take the process out of rotation when down."""

    status: Status
    details: Mapping[str, float | int | str] = field(default_factory=dict)
    required: bool = True


Check = Callable[[], Awaitable[CheckResult]]


class Health:
    """The checks of one process."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self._liveness: dict[str, Callable[[], bool]] = {}

    def add(self, name: str, check: Check) -> None:
        """Add a readiness check."""
        self._checks[name] = check

    def add_liveness(self, name: str, alive: Callable[[], bool]) -> None:
        """Add a liveness condition: it must need no dependency, or an outage restarts everything."""
        self._liveness[name] = alive

    def live(self) -> tuple[bool, dict[str, object]]:
        """Give whether the process should go on living, and the body that says so."""
        stuck = [name for name, alive in self._liveness.items() if not alive()]
        return not stuck, {"status": "stuck" if stuck else "live", "stuck": stuck}

    async def ready(self) -> tuple[bool, dict[str, object]]:
        """Run every check side by side, each at most two seconds, and give the verdict and the body."""
        results = await asyncio.gather(*(self._run(check) for check in self._checks.values()))
        checks = dict(zip(self._checks, results, strict=True))
        ready = all(result.status != "down" or not result.required for result in results)
        body: dict[str, object] = {
            "status": "ready" if ready else "unavailable",
            "checks": {name: {"status": result.status, **result.details} for name, result in checks.items()},
        }
        return ready, body

    @staticmethod
    async def _run(check: Check) -> CheckResult:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await check()
        except Exception as failure:  # noqa: BLE001 - a check that cannot answer is the answer
            return CheckResult("down", {"reason": type(failure).__name__})
