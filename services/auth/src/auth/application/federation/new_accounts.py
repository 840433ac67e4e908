"""Accounts without a password, of users whom a provider or a proxy has signed in."""

from uuid import UUID

from auth.application.accounts.registration import add_account
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import parse_new_email, parse_new_username
from auth.domain.errors import InvalidInput, UsernameTaken
from auth.domain.federation.identities import username_candidates
from auth.domain.sessions.client import Client


async def add_account_named(
    work: UnitOfWork, email: str, name: str, client: Client, *, is_confirmed: bool = False
) -> UUID | None:
    """Add an account under the first username after a name that is free and permitted; raise EmailTaken.

    Return its id, or null when the address may have no account.
    """
    for candidate in username_candidates(name):
        try:
            username = parse_new_username(candidate)
            address = parse_new_email(email)
            return (await add_account(work, address, username, None, ("user",), client, is_confirmed=is_confirmed)).id
        except (UsernameTaken, InvalidInput):
            continue
    return None
