"""Ports of sign-in with OpenID providers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from auth.domain.federation.authorization import Flow, PendingAuthorization
from auth.domain.federation.identities import LinkedIdentity, VerifiedIdentity
from auth.domain.federation.providers import Provider
from auth.domain.federation.sign_in_codes import SignInCode


@dataclass(frozen=True, slots=True)
class ProviderResponse:
    """What a provider's redirect brings back; `issuer` is null when the response states none."""

    state: str = field(repr=False)
    code: str | None = field(default=None, repr=False)
    issuer: str | None = None
    error: str | None = None


class OpenIdProviders(Protocol):
    """The configured providers, and the calls to them."""

    def all(self) -> Sequence[Provider]:
        """Return every provider in the order of the configuration."""
        ...

    def of_name(self, name: str) -> Provider:
        """Return a provider; raise ProviderNotFound."""
        ...

    async def authorization_url(self, provider: Provider, flow: Flow) -> str:
        """Return the URL at the provider that begins a flow; raise ProviderUnavailable."""
        ...

    async def check_issuer(self, provider: Provider, stated: str | None) -> None:
        """Raise ExternalSignInFailed for a response of another issuer (RFC 9207), or ProviderUnavailable."""
        ...

    async def identify(self, provider: Provider, flow: Flow, code: str) -> VerifiedIdentity:
        """Exchange a code and return who signed in; raise ExternalSignInFailed or ProviderUnavailable."""
        ...


class FederationRepository(Protocol):
    """Requests of authorization, one-time codes and linked identities, in a unit of work."""

    async def add_pending(self, pending: PendingAuthorization) -> None:
        """Add a request of authorization."""
        ...

    async def take_pending(self, state_digest: bytes) -> PendingAuthorization | None:
        """Remove and return a request of authorization: of parallel callers, one gets it."""
        ...

    async def add_code(self, code: SignInCode) -> None:
        """Add a one-time code."""
        ...

    async def lock_code(self, digest: bytes) -> SignInCode | None:
        """Return a one-time code, locked until the unit of work ends, or null."""
        ...

    async def delete_code(self, digest: bytes) -> None:
        """Remove a one-time code."""
        ...

    async def identity_of(self, issuer: str, subject: str) -> LinkedIdentity | None:
        """Return the linked identity of a subject of an issuer, or null."""
        ...

    async def identities_of(self, account_id: UUID) -> Sequence[LinkedIdentity]:
        """Return the identities of an account, the oldest first."""
        ...

    async def lock_account(self, account_id: UUID) -> None:
        """Serialise changes of the identities of an account."""
        ...

    async def link(self, identity: LinkedIdentity) -> None:
        """Add an identity; raise IdentityTaken when its subject is linked already."""
        ...

    async def unlink(self, identity_id: UUID) -> None:
        """Remove an identity."""
        ...

    async def use(self, identity_id: UUID, now: datetime) -> None:
        """Record that an identity signed in."""
        ...

    async def has_other_methods(self, account_id: UUID) -> bool:
        """Return whether an account can sign in without any identity: by a password or a passkey."""
        ...

    async def delete_expired(self, now: datetime) -> bool:
        """Delete a batch of expired requests and codes; return whether more may be left."""
        ...
