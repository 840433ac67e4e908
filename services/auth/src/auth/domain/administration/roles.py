"""Changes of the roles of an account."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from auth.domain.accounts.account import RANKS, Account, Role
from auth.domain.errors import InvalidInput, LastAdministrator, OwnAdminRole

ORDER: Final[tuple[Role, ...]] = RANKS[::-1]
"""Roles as they are stored and shown, the lowest first."""


def parse_roles(roles: Sequence[Role]) -> tuple[Role, ...]:
    """Return the whole set of roles of an account, the lowest first; raise InvalidInput."""
    if len(set(roles)) < len(roles):
        raise InvalidInput("roles", "unique", "must contain each role once")
    if "user" not in roles:
        raise InvalidInput("roles", "role_missing", "must contain user: every account has this role", role="user")
    return tuple(role for role in ORDER if role in roles)


def removes_administrator(account: Account, roles: Sequence[Role]) -> bool:
    """Return whether these roles make an administrator one no longer."""
    return "admin" in account.roles and "admin" not in roles


def with_roles(account: Account, roles: tuple[Role, ...], *, by: UUID, has_other_administrator: bool) -> Account:
    """Return the account with these roles, the same one if it has them already.

    Raise LastAdministrator or OwnAdminRole: an administrator always remains, and none locks themself out by mistake.
    """
    if removes_administrator(account, roles):
        if not has_other_administrator:
            raise LastAdministrator
        if account.id == by:
            raise OwnAdminRole
    if set(roles) == set(account.roles):
        return account
    return replace(account, roles=roles, version=account.version + 1)
