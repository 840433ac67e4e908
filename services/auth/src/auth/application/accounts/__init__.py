"""Use cases of accounts."""

from dataclasses import dataclass

from auth.application.accounts.queries import AccountQueries
from auth.application.accounts.registration import EnsureAdministrator, Register


@dataclass(frozen=True, slots=True)
class AccountUseCases:
    """Use cases of accounts."""

    register: Register
    ensure_administrator: EnsureAdministrator
    queries: AccountQueries
