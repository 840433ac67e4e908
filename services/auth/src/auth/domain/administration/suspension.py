"""Suspension of accounts."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from auth.domain.accounts.account import Account
from auth.domain.errors import LastAdministrator, OwnSuspension


def suspend(account: Account, now: datetime, *, by: UUID, has_other_administrator: bool) -> Account:
    """Return the account suspended since `now`, the same one if it is suspended already.

    Raise OwnSuspension or LastAdministrator: an administrator who can sign in always remains.
    """
    if account.suspended_at is not None:
        return account
    if account.id == by:
        raise OwnSuspension
    if "admin" in account.roles and not has_other_administrator:
        raise LastAdministrator
    return replace(account, suspended_at=now, version=account.version + 1)


def end_suspension(account: Account) -> Account:
    """Return the account without a suspension, the same one if it has none."""
    return account if account.suspended_at is None else replace(account, suspended_at=None, version=account.version + 1)
