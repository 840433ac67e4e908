"""What auth does once when it starts: the operator's administrator exists before the service is ready."""

from auth.application.accounts import EnsureAdministrator, NewAccount
from chassis.runtime.health import CheckResult


class AdministratorStartUp:
    """A background task that creates the administrator and ends; it is tried again until the database answers."""

    name = "administrator"

    def __init__(self, ensure: EnsureAdministrator, wanted: NewAccount) -> None:
        self._ensure = ensure
        self._wanted = wanted
        self._done = False

    async def run(self) -> None:
        """Create the account, once over all replicas and restarts."""
        await self._ensure(self._wanted)
        self._done = True

    async def stop(self) -> None:
        """Nothing to finish: one statement either committed or did not."""

    async def check(self) -> CheckResult:
        """Readiness: not before the administrator can sign in."""
        return CheckResult("up" if self._done else "down")
