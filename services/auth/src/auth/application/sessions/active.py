"""The check that a session has not ended, before the access token that proves it expires."""

from datetime import datetime

from auth.application.accounts.ports import AccountReader
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import SessionEnded
from auth.domain.security.actor import Actor


async def active_account(accounts: AccountReader, actor: Actor) -> Account:
    """Return the account of a session; raise SessionEnded."""
    account = await accounts.of_active_session(actor.account_id, actor.session_id)
    if account is None:
        raise SessionEnded
    return account


async def require_active(work: UnitOfWork, actor: Actor) -> datetime:
    """Return when the user of a session last proved who they are; raise SessionEnded."""
    at = await work.sessions.authenticated_at(actor.account_id, actor.session_id, await work.now())
    if at is None:
        raise SessionEnded
    return at
