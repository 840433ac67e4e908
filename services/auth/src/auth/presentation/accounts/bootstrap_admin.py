"""Creation of the configured administrator when the service starts."""

from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.registration import EnsureAdministrator
from chassis.runtime.health import CheckResult


class AdministratorBootstrap:
    """A background task that creates the administrator and ends; it is restarted until the database is available."""

    name = "administrator"

    def __init__(self, ensure: EnsureAdministrator, command: RegisterAccount) -> None:
        self._ensure = ensure
        self._command = command
        self._done = False

    async def run(self) -> None:
        """Create the account, once for all replicas and restarts."""
        await self._ensure(self._command)
        self._done = True

    async def stop(self) -> None:
        """Stop nothing: the task is one transaction."""

    async def check(self) -> CheckResult:
        """Return whether the administrator can sign in; the service is not ready before."""
        return CheckResult("up" if self._done else "down")
