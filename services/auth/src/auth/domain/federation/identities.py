"""Identities at providers: who signed in there, and which account an identity is linked to."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from auth.domain.accounts.account import parse_email
from auth.domain.errors import InvalidInput
from auth.domain.federation.errors import AddressNotVerified, LastSignInMethod, TooManyIdentities

MOST_IDENTITIES: Final = 10
METHOD: Final = "fed"
"""Name of this method in the sessions and tokens: RFC 8176 registers none for federated sign-in."""
_LONGEST_NAME: Final = 30
_NOT_IN_USERNAMES: Final = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class VerifiedIdentity:
    """An identity that a provider has just proved. The subject is unique at its issuer and never assigned again."""

    issuer: str
    subject: str
    email: str | None = field(default=None, repr=False)
    """Null when the provider states none, or one that cannot be an address."""
    email_verified: bool = False
    username: str | None = field(default=None, repr=False)
    """The name that the user has at the provider, or null."""

    @classmethod
    def of(cls, issuer: str, subject: str, claims: Mapping[str, Any]) -> Self:
        """Return the identity of an ID token or of a userinfo response.

        Only `true` verifies an address; some providers send it as text.
        """
        name = claims.get("preferred_username") or claims.get("nickname")
        return cls(
            issuer=issuer,
            subject=subject,
            email=_address(claims.get("email")),
            email_verified=claims.get("email_verified") in (True, "true"),
            username=name if isinstance(name, str) else None,
        )

    def verified_address(self) -> str:
        """Return the e-mail address; raise AddressNotVerified unless the provider vouches for it."""
        if self.email is None or not self.email_verified:
            raise AddressNotVerified
        return self.email

    def name(self) -> str:
        """Return what a new username is made of: the name at the provider, or else the local part of the address."""
        return self.username or (self.email or "").partition("@")[0]


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """An identity that signs in to an account. No address is stored: only the subject identifies."""

    id: UUID
    account_id: UUID
    issuer: str
    subject: str = field(repr=False)
    linked_at: datetime
    last_used_at: datetime | None = None


def check_link(count: int) -> None:
    """Raise TooManyIdentities for an account that has as many identities as it may have."""
    if count >= MOST_IDENTITIES:
        raise TooManyIdentities


def check_unlink(*, other_identities: int, other_methods: bool) -> None:
    """Raise LastSignInMethod if neither another identity nor a password or passkey would be left."""
    if not other_methods and other_identities == 0:
        raise LastSignInMethod


def username_candidates(name: str) -> tuple[str, str]:
    """Return two usernames for a new account: one after the name of its user, and one that is free in practice."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = _NOT_IN_USERNAMES.sub("_", plain).strip("_")[:_LONGEST_NAME]
    if len(stem) < 3:
        stem = f"user_{stem}" if stem else "user"
    return stem, f"{stem[: _LONGEST_NAME - 9]}_{secrets.token_hex(4)}"


def _address(claim: object) -> str | None:
    if not isinstance(claim, str):
        return None
    try:
        return parse_email(claim)
    except InvalidInput:
        return None
