"""The standing of an account when something of its devices changes."""

from uuid import UUID

from auth.application.unit_of_work import UnitOfWork
from auth.domain.errors import AccountSuspended, SessionEnded


async def lock_active(work: UnitOfWork, account_id: UUID) -> None:
    """Make a suspension of the account wait until the unit of work ends; raise SessionEnded if it was suspended.

    Without the lock, a change by a session that was just found active could be committed after the suspension.
    """
    try:
        await work.accounts.lock_roles(account_id)
    except AccountSuspended as error:
        raise SessionEnded from error
