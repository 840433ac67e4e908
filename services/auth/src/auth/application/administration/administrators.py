"""What administrators change: their role is checked when they act, and not when their session began."""

from datetime import datetime
from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import AccountNotFound, SessionEnded
from auth.domain.security.actor import Actor


async def lock_as_administrator(work: UnitOfWork, account_id: UUID, by: Actor, now: datetime) -> Account:
    """Return an account that nothing else changes until the unit of work ends; raise SessionEnded or AccountNotFound.

    Under the lock: the administrator may have been demoted or suspended by the change before this one.
    """
    account = await work.accounts.lock(account_id)
    if not await work.accounts.is_administrator(by.account_id, by.session_id, now):
        raise SessionEnded
    if account is None:
        raise AccountNotFound
    return account
