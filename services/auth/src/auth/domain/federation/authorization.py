"""A request of authorization to a provider, bound to the browser that sends it.

Two random values protect it: the `state`, which travels through the provider, and the `binding`, a cookie that never
does. Nonce and verifier are derived from both, so a reader of the database, which holds digests only, can finish no
request, and a browser without the cookie cannot either: neither an attacker who learns the code (RFC 9700 section 4.5)
nor a user who is sent the link of an attacker (section 4.7).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Self

from auth.domain.federation.errors import ExternalSignInFailed
from auth.domain.federation.pkce import base64url, challenge_of

LIFETIME: Final = timedelta(minutes=10)
SECRET_BYTES: Final = 32

_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(SECRET_BYTES)


def is_secret(text: str | None) -> bool:
    """Return whether a text has the form of `new_secret`."""
    return text is not None and _SECRET.fullmatch(text) is not None


def digest_of(secret: str) -> bytes:
    """Return the SHA-256 under which a random secret is stored."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class Flow:
    """The secrets of one request of authorization; they are known to its browser only."""

    state: str = field(repr=False)
    binding: str = field(repr=False)

    @classmethod
    def start(cls, binding: str | None) -> Self:
        """Return a new flow of a browser; requests in several tabs share the binding that the browser has."""
        return cls(new_secret(), binding if binding is not None and is_secret(binding) else new_secret())

    @property
    def nonce(self) -> str:
        """Return the value that the ID token must repeat."""
        return self._derived(b"nonce")

    @property
    def verifier(self) -> str:
        """Return the verifier of the provider's code (RFC 7636)."""
        return self._derived(b"verifier")

    @property
    def challenge(self) -> str:
        """Return the challenge of the verifier."""
        return challenge_of(self.verifier)

    def _derived(self, purpose: bytes) -> str:
        return base64url(hmac.digest(self.binding.encode(), purpose + b"\n" + self.state.encode(), "sha256"))


@dataclass(frozen=True, slots=True)
class PendingAuthorization:
    """A stored request of authorization: digests of its secrets, and where its client continues."""

    state_digest: bytes
    binding_digest: bytes
    provider: str
    issuer: str
    """As configured when the request was sent: the response must come from the same (RFC 9207)."""
    client_challenge: str
    """Challenge of the client that started the sign-in: only that client can exchange the one-time code."""
    return_to: str | None
    expires_at: datetime

    @classmethod
    def of(
        cls, flow: Flow, provider: str, issuer: str, client_challenge: str, return_to: str | None, now: datetime
    ) -> Self:
        """Return the record of a new flow."""
        return cls(
            state_digest=digest_of(flow.state),
            binding_digest=digest_of(flow.binding),
            provider=provider,
            issuer=issuer,
            client_challenge=client_challenge,
            return_to=return_to,
            expires_at=now + LIFETIME,
        )

    def check(self, flow: Flow, provider: str, issuer: str, now: datetime) -> None:
        """Raise ExternalSignInFailed unless the response belongs to this request, its browser and its provider."""
        if now >= self.expires_at:
            raise ExternalSignInFailed("the request has expired")
        if not hmac.compare_digest(self.binding_digest, digest_of(flow.binding)):
            raise ExternalSignInFailed("another browser sent the request")
        if (self.provider, self.issuer) != (provider, issuer):
            raise ExternalSignInFailed("the request was sent to another provider")


def check_response_issuer(stated: str | None, issuer: str, *, required: bool) -> None:
    """Raise ExternalSignInFailed for a response that states another issuer, or none though its provider promises one.

    RFC 9207: without it, a provider could pass the code of another one to us (mix-up).
    """
    if stated is None and required:
        raise ExternalSignInFailed("the response states no issuer")
    if stated is not None and stated != issuer:
        raise ExternalSignInFailed("the response states another issuer")
