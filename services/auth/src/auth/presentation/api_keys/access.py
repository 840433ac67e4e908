"""What an API key may be used for in auth itself: reading the profile of its user, and public profiles."""

from typing import Final
from uuid import UUID

from chassis.http.app import API_PREFIX
from chassis.http.authorization.scopes import READS
from chassis.http.tokens import ALL_SCOPES, Principal

USERS_READ: Final = "users:read"
_USERS: Final = f"{API_PREFIX}/users/"


def scope_rule(method: str, path: str) -> str | None:
    """Return the scope that a read of a profile needs; null for all other routes of auth."""
    return USERS_READ if method in READS and path.startswith(_USERS) else None


def session_of(principal: Principal) -> UUID | None:
    """Return the session of a principal; null for an API key, whose id the gateway has checked instead."""
    return principal.session_id if principal.scopes is ALL_SCOPES else None
