"""What an access token says of its user.

The token is only read here, not verified: the gateway verifies it on every call, so a forged one shows nothing that its
bearer may not see.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """The facts of a token that decide what a page offers."""

    user_id: str
    roles: frozenset[str]
    expires_at: int
    """Seconds since the epoch."""

    @property
    def is_operator(self) -> bool:
        """Return whether the user sees the pages of operators and editors."""
        return bool(self.roles & {"admin", "editor", "viewer"})

    @property
    def is_admin(self) -> bool:
        """Return whether the user sees what only administrators may do."""
        return "admin" in self.roles

    @property
    def is_finance(self) -> bool:
        """Return whether the user sees the pages of finance."""
        return bool(self.roles & {"admin", "finance"})


def read_token(token: str) -> TokenFacts | None:
    """Return the facts of an access token, or null if it is not one."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return None
    return _facts(claims) if isinstance(claims, dict) else None


def _facts(claims: Mapping[str, Any]) -> TokenFacts | None:
    user_id, expires_at, roles = claims.get("sub"), claims.get("exp"), claims.get("roles", [])
    if not isinstance(user_id, str) or not isinstance(expires_at, int) or not isinstance(roles, list):
        return None
    return TokenFacts(user_id, frozenset(role for role in roles if isinstance(role, str)), expires_at)
