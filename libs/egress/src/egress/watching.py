"""Checks of required paths in the background: metrics, health and waiting work learn of a change without a call."""

import asyncio
from collections.abc import Mapping

from chassis.runtime.background import repeat
from chassis.runtime.health import CheckResult, Health
from egress.guard import EgressGuard
from egress.policy import Purpose
from egress.settings import EgressSettings


class PathWatch:
    """Checks the path of each guard as often as its result is renewed: a probe by its setting, any other each 15 s."""

    name = "egress-paths"

    def __init__(self, guards: Mapping[Purpose, EgressGuard]) -> None:
        self._guards = guards
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Check until stopped."""
        async with asyncio.TaskGroup() as group:
            watches = [group.create_task(self._watch(guard)) for guard in self._guards.values() if guard.has_checks]
            await self._stopping.wait()
            for watch in watches:
                watch.cancel()

    async def stop(self) -> None:
        """End the checks in progress too."""
        self._stopping.set()

    async def health(self) -> CheckResult:
        """Return the code of each path that does not hold. Work waits for it, so that the process stays ready."""
        broken = {
            purpose: str(condition.code)
            for purpose, condition in ((purpose, guard.condition()) for purpose, guard in self._guards.items())
            if not condition.holds
        }
        return CheckResult("degraded" if broken else "up", broken)

    async def _watch(self, guard: EgressGuard) -> None:
        await repeat(guard.check_path, until=self._stopping, pause=guard.check_pause)


def watch_paths(settings: EgressSettings, health: Health) -> PathWatch:
    """Return the background task that checks the paths of these settings, and report them in the health."""
    watch = PathWatch(settings.egress_guards)
    health.add("egress", watch.health, required=False)
    return watch
