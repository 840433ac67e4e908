"""Use cases of auth."""

from dataclasses import dataclass

from auth.application.administration.directory import Directory
from auth.application.administration.roles import ChangeRoles
from auth.application.housekeeping import DeleteExpired
from auth.application.queries import AccountQueries
from auth.application.registration import EnsureAdministrator, Register
from auth.application.sessions import LogIn, LogOut, Refresh


@dataclass(frozen=True, slots=True)
class Application:
    """All use cases of the service."""

    register: Register
    log_in: LogIn
    refresh: Refresh
    log_out: LogOut
    ensure_administrator: EnsureAdministrator
    delete_expired: DeleteExpired
    queries: AccountQueries
    directory: Directory
    change_roles: ChangeRoles
