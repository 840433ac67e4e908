"""Response bodies of sign-in with providers."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from auth.application.federation.identities import ShownIdentity
from auth.domain.federation.providers import Provider
from auth.domain.federation.sign_in_codes import CODE_LIFETIME
from chassis.http.schemas import ResponseModel


class ProviderResponse(ResponseModel):
    """A provider that users can sign in with."""

    name: str = Field(description="Name of the provider in URLs", examples=["example"])
    title: str = Field(description="Name of the provider for users", examples=["Example Accounts"])

    @classmethod
    def of(cls, provider: Provider) -> Self:
        """Return the response for a provider."""
        return cls(name=provider.name, title=provider.title)


class AuthorizationResponse(ResponseModel):
    """Where the browser goes to sign in."""

    authorization_url: str = Field(
        description="URL at the provider. Open it in the browser that received the cookie of this response",
        examples=["https://accounts.example/auth?response_type=code&client_id=marquee&state=3q2-796tvu_erb7v3q2"],
    )


class SignInCodeResponse(ResponseModel):
    """A one-time code."""

    code: str = Field(
        description="Exchange it at `POST /auth/oidc/token`, or link the identity with it at `POST /auth/identities`",
        examples=["Uz3b-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    expires_in: int = Field(description="Lifetime of the code in seconds", examples=[300])

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the response for a new code."""
        return cls(code=code, expires_in=int(CODE_LIFETIME.total_seconds()))


class IdentityResponse(ResponseModel):
    """An identity at a provider that signs in to the account."""

    id: UUID = Field(description="Id of the link", examples=["5e3c8a7d-9b1f-4d5e-8c6a-2f7b9d1e3a4c"])
    provider: str | None = Field(
        description="Name of the provider, or null when it is not configured any more", examples=["example"]
    )
    title: str | None = Field(
        description="Name of the provider for users, or null when it is not configured any more",
        examples=["Example Accounts"],
    )
    linked_at: datetime = Field(description="When the identity was linked", examples=["2026-11-29T12:00:00Z"])
    last_used_at: datetime | None = Field(
        description="When the identity last signed in, or null if it never did", examples=["2026-11-29T12:00:00Z"]
    )

    @classmethod
    def of(cls, shown: ShownIdentity) -> Self:
        """Return the response for an identity."""
        return cls(
            id=shown.identity.id,
            provider=shown.provider.name if shown.provider else None,
            title=shown.provider.title if shown.provider else None,
            linked_at=shown.identity.linked_at,
            last_used_at=shown.identity.last_used_at,
        )
