"""One-time codes by which a client receives the result of a sign-in at a provider: no token is ever part of a URL."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from auth.domain.federation.authorization import digest_of, new_secret
from auth.domain.federation.errors import ExternalSignInFailed
from auth.domain.federation.identities import VerifiedIdentity
from auth.domain.federation.pkce import verifies

CODE_LIFETIME: Final = timedelta(minutes=5)
"""Long enough to sign in to the account that the identity is then linked to."""


@dataclass(frozen=True, slots=True)
class SignInCode:
    """A stored code: what the provider proved, and the challenge of the client that may exchange it."""

    digest: bytes
    identity: VerifiedIdentity
    client_challenge: str = field(repr=False)
    expires_at: datetime

    @classmethod
    def issue(cls, identity: VerifiedIdentity, client_challenge: str, now: datetime) -> tuple[str, Self]:
        """Return a new code and its record."""
        code = new_secret()
        return code, cls(digest_of(code), identity, client_challenge, now + CODE_LIFETIME)

    def redeem(self, verifier: str, now: datetime) -> VerifiedIdentity:
        """Return the identity; raise ExternalSignInFailed for another client, or after the lifetime."""
        if now >= self.expires_at:
            raise ExternalSignInFailed("the one-time code has expired")
        if not verifies(verifier, self.client_challenge):
            raise ExternalSignInFailed("another client started the sign-in")
        return self.identity
