"""Response bodies of the auth API."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from auth.application.ports import TokenPair
from auth.domain.accounts import Account, Privacy, Profile, Role, highest
from chassis.http.schemas import ResponseModel


class TokensResponse(ResponseModel):
    """The tokens of a session."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`", examples=["eyJhbGciOiJFZERTQSIs…"])
    refresh_token: str = Field(
        description="Valid for one exchange at `POST /api/v1/auth/refresh`",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    token_type: Literal["Bearer"] = Field(description="The scheme of the header `Authorization`", examples=["Bearer"])
    expires_in: int = Field(description="Lifetime of the access token in seconds", examples=[600])

    @classmethod
    def of(cls, pair: TokenPair) -> Self:
        """Return the response with the tokens of a session."""
        return cls(
            access_token=pair.access_token,
            refresh_token=pair.refresh_token,
            token_type="Bearer",
            expires_in=pair.expires_in,
        )


class PrivacyResponse(ResponseModel):
    """Which parts of a profile other users may see."""

    is_profile_public: bool = Field(description="Whether others may see the profile", examples=[True])
    show_watch_history: bool = Field(description="Whether others may see what the user has watched", examples=[True])
    show_ratings: bool = Field(description="Whether others may see the ratings of the user", examples=[True])
    allow_followers: bool = Field(description="Whether others may follow the user", examples=[True])

    @classmethod
    def of(cls, privacy: Privacy) -> Self:
        """Return the response for privacy settings."""
        return cls(
            is_profile_public=privacy.is_profile_public,
            show_watch_history=privacy.show_watch_history,
            show_ratings=privacy.show_ratings,
            allow_followers=privacy.allow_followers,
        )


class ProfileResponse(ResponseModel):
    """Optional information about a user; null means not specified."""

    bio: str | None = Field(description="About the user, in their own words, or null", examples=["Counts frames."])
    location: str | None = Field(description="Where the user lives, in their own words, or null", examples=["London"])
    website: str | None = Field(description="Web site of the user, or null", examples=["https://example.org"])
    preferred_language: str | None = Field(
        description="Language of titles and texts (BCP 47), or null", examples=["en-US"]
    )
    preferred_region: str | None = Field(
        description="Country of dates and offers (ISO 3166-1), or null", examples=["US"]
    )
    privacy: PrivacyResponse = Field(description="Which parts of the profile other users may see")

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Return the response for a profile."""
        return cls(
            bio=profile.bio,
            location=profile.location,
            website=profile.website,
            preferred_language=profile.preferred_language,
            preferred_region=profile.preferred_region,
            privacy=PrivacyResponse.of(profile.privacy),
        )


class AccountResponse(ResponseModel):
    """The user's own account."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    email: str = Field(description="E-mail address", examples=["ada@example.org"])
    username: str = Field(description="Username", examples=["ada_l"])
    avatar_url: str | None = Field(
        description="URL of the picture of the user, or null", examples=["https://example.org/ada.webp"]
    )
    role: Role = Field(description="The highest of `roles`: `user`, `editor` or `admin`", examples=["user"])
    roles: list[Role] = Field(
        description="`user` uses the system, `editor` also edits the catalog, `admin` may do everything",
        examples=[["user"]],
    )
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    profile: ProfileResponse = Field(description="Optional information about the user")

    @classmethod
    def of(cls, account: Account) -> Self:
        """Return the response for an account."""
        return cls(
            id=account.id,
            email=account.email,
            username=account.username,
            avatar_url=account.profile.avatar_url,
            role=highest(account.roles),
            roles=list(account.roles),
            created_at=account.created_at,
            profile=ProfileResponse.of(account.profile),
        )


class Jwk(ResponseModel):
    """One public key (RFC 7517)."""

    kty: Literal["OKP"] = Field(description="Key type (RFC 8037)", examples=["OKP"])
    crv: Literal["Ed25519"] = Field(description="Curve", examples=["Ed25519"])
    x: str = Field(description="The public key, base64url", examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(
        description="Id of the key: its thumbprint (RFC 7638)", examples=["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]
    )
    use: Literal["sig"] = Field(description="The key signs", examples=["sig"])
    alg: Literal["EdDSA"] = Field(description="Signature algorithm", examples=["EdDSA"])


class Jwks(ResponseModel):
    """The public keys of access tokens."""

    keys: list[Jwk] = Field(description="The current signing key, and previous ones whose tokens are still valid")
