"""The menu of what auth can do. Knows ports, not frameworks."""

from dataclasses import dataclass

from auth.application.accounts import EnsureAdministrator, Register
from auth.application.housekeeping import ForgetOld
from auth.application.queries import AccountQueries
from auth.application.sessions import LogIn, LogOut, Refresh


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    register: Register
    log_in: LogIn
    refresh: Refresh
    log_out: LogOut
    ensure_administrator: EnsureAdministrator
    forget_old: ForgetOld
    queries: AccountQueries
