"""Use cases of accounts."""

from dataclasses import dataclass

from auth.application.accounts.deletion import DeleteAccount, EraseAccounts, ExportData
from auth.application.accounts.email_change import ConfirmEmailChange, RequestEmailChange
from auth.application.accounts.password_change import ChangePassword
from auth.application.accounts.queries import AccountQueries
from auth.application.accounts.recovery import RequestReset, ResetPassword
from auth.application.accounts.registration import EnsureAdministrator, Register


@dataclass(frozen=True, slots=True)
class AccountUseCases:
    """Use cases of accounts."""

    register: Register
    ensure_administrator: EnsureAdministrator
    queries: AccountQueries
    change_password: ChangePassword
    request_reset: RequestReset
    reset_password: ResetPassword
    request_email_change: RequestEmailChange
    confirm_email_change: ConfirmEmailChange
    delete: DeleteAccount
    erase: EraseAccounts
    export: ExportData
