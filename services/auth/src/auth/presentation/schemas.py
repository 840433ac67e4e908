"""Requests and responses of the auth API."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from auth.application.ports import TokenPair
from auth.domain.accounts import EMAIL_CHARS, USERNAME_PATTERN, Account, parse_email, parse_username
from auth.domain.errors import InvalidInput
from auth.domain.passwords import LONGEST, SHORTEST, parse_new_password
from chassis.http.schemas import RequestModel, ResponseModel

PASSWORD_INPUT_CHARS = 512
"""Most characters read of a password before normalisation; nothing longer can be one."""


def _by(rule: Callable[[str], str]) -> AfterValidator:
    """Let a rule of the domain judge a field, with the field's name in the answer."""

    def judge(text: str) -> str:
        try:
            return rule(text)
        except InvalidInput as invalid:
            raise PydanticCustomError("value_error", "{reason}", {"reason": invalid.rule}) from invalid

    return AfterValidator(judge)


def _text(secret: SecretStr) -> SecretStr:
    """Refuse lone surrogates, which cannot be hashed: `RequestModel` looks into texts alone, not into secrets."""
    try:
        secret.get_secret_value().encode()
    except UnicodeEncodeError as broken:
        raise PydanticCustomError("string_unicode", "must be text that UTF-8 can write") from broken
    return secret


def _new_password(secret: SecretStr) -> SecretStr:
    try:
        return SecretStr(parse_new_password(secret.get_secret_value()))
    except InvalidInput as invalid:
        raise PydanticCustomError("value_error", "{reason}", {"reason": invalid.rule}) from invalid


Identifier = Annotated[str, Field(min_length=1, max_length=EMAIL_CHARS)]
TypedPassword = Annotated[SecretStr, Field(min_length=1, max_length=PASSWORD_INPUT_CHARS), AfterValidator(_text)]


class RegisterRequest(RequestModel):
    """Opens an account."""

    email: Annotated[str, _by(parse_email)] = Field(
        max_length=EMAIL_CHARS,
        description="E-mail address, unique in any letter case; at most 254 characters",
        examples=["ada@example.org"],
        json_schema_extra={"format": "email"},
    )
    username: Annotated[str, _by(parse_username)] = Field(
        description="3 to 30 letters, digits or underscores, unique in any letter case",
        examples=["ada_l"],
        json_schema_extra={"minLength": 3, "maxLength": 30, "pattern": USERNAME_PATTERN},
    )
    password: Annotated[TypedPassword, AfterValidator(_new_password)] = Field(
        description=f"{SHORTEST} to {LONGEST} characters with a lower-case letter, an upper-case letter and a digit",
        examples=["Analytical-1843"],
    )
    avatar_url: str | None = Field(
        default=None,
        max_length=2048,
        description="Accepted for compatibility and not stored",
        deprecated=True,
        examples=[None],
    )


class LogInRequest(RequestModel):
    """Signs in by e-mail address or by username."""

    email: Identifier | None = Field(
        default=None, description="E-mail address; a username works as well", examples=["ada@example.org"]
    )
    username: Identifier | None = Field(default=None, description="Username, instead of `email`", examples=[None])
    password: TypedPassword = Field(description="The password of the account", examples=["Analytical-1843"])

    @model_validator(mode="after")
    def _one_identifier(self) -> "LogInRequest":
        if (self.email is None) == (self.username is None):
            raise PydanticCustomError("value_error", "must have either email or username")
        return self

    @property
    def identifier(self) -> str:
        """What the account is looked up by."""
        return self.email or self.username or ""


class RefreshRequest(RequestModel):
    """Exchanges a refresh token."""

    refresh_token: SecretStr = Field(
        max_length=512,
        description="The newest refresh token of the session",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )


class Tokens(ResponseModel):
    """What a signed-in client holds."""

    access_token: str = Field(description="Send it as `Authorization: Bearer …`", examples=["eyJhbGciOiJFZERTQSIs…"])
    refresh_token: str = Field(
        description="Valid for one exchange at `POST /api/v1/auth/refresh`",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    token_type: Literal["Bearer"] = Field(description="The scheme of the header `Authorization`", examples=["Bearer"])
    expires_in: int = Field(description="Lifetime of the access token in seconds", examples=[600])


class PrivacyResponse(ResponseModel):
    """What others may see."""

    is_profile_public: bool = Field(description="Whether others may see the profile", examples=[True])
    show_watch_history: bool = Field(description="Whether others may see what the user has watched", examples=[True])
    show_ratings: bool = Field(description="Whether others may see the ratings of the user", examples=[True])
    allow_followers: bool = Field(description="Whether others may follow the user", examples=[True])


class ProfileResponse(ResponseModel):
    """What a user tells of themselves; null is not told."""

    bio: str | None = Field(description="About the user, in their own words, or null", examples=["Counts frames."])
    location: str | None = Field(description="Where the user lives, in their own words, or null", examples=["London"])
    website: str | None = Field(description="Web site of the user, or null", examples=["https://example.org"])
    preferred_language: str | None = Field(
        description="Language of titles and texts (BCP 47), or null", examples=["en-US"]
    )
    preferred_region: str | None = Field(
        description="Country of dates and offers (ISO 3166-1), or null", examples=["US"]
    )
    privacy: PrivacyResponse = Field(description="What others may see")


class Me(ResponseModel):
    """My account."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    email: str = Field(description="E-mail address", examples=["ada@example.org"])
    username: str = Field(description="Username", examples=["ada_l"])
    avatar_url: str | None = Field(
        description="URL of the picture of the user, or null", examples=["https://example.org/ada.webp"]
    )
    role: Literal["user", "admin"] = Field(description="The highest of `roles`: `user` or `admin`", examples=["user"])
    roles: list[Literal["user", "admin"]] = Field(
        description="`user` uses the system, `admin` also runs imports and schedules", examples=[["user"]]
    )
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    profile: ProfileResponse = Field(description="What the user tells of themselves")


class Jwk(ResponseModel):
    """One public key."""

    kty: Literal["OKP"] = Field(description="Key type (RFC 8037)", examples=["OKP"])
    crv: Literal["Ed25519"] = Field(description="Curve", examples=["Ed25519"])
    x: str = Field(description="The public key, base64url", examples=["11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
    kid: str = Field(
        description="Id of the key: its thumbprint (RFC 7638)", examples=["kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"]
    )
    use: Literal["sig"] = Field(description="The key signs", examples=["sig"])
    alg: Literal["EdDSA"] = Field(description="Signature algorithm", examples=["EdDSA"])


class Jwks(ResponseModel):
    """The keys that access tokens may be signed with."""

    keys: list[Jwk] = Field(description="The key that signs now, and former ones whose tokens are still valid")


def to_tokens(pair: TokenPair) -> Tokens:
    """Return the response to a sign-in."""
    return Tokens(
        access_token=pair.access_token,
        refresh_token=pair.refresh_token,
        token_type="Bearer",
        expires_in=pair.expires_in,
    )


def to_me(account: Account) -> Me:
    """Return the response for an account."""
    profile, privacy = account.profile, account.profile.privacy
    return Me(
        id=account.id,
        email=account.email,
        username=account.username,
        avatar_url=profile.avatar_url,
        role="admin" if "admin" in account.roles else "user",
        roles=list(account.roles),
        created_at=account.created_at,
        profile=ProfileResponse(
            bio=profile.bio,
            location=profile.location,
            website=profile.website,
            preferred_language=profile.preferred_language,
            preferred_region=profile.preferred_region,
            privacy=PrivacyResponse(
                is_profile_public=privacy.is_profile_public,
                show_watch_history=privacy.show_watch_history,
                show_ratings=privacy.show_ratings,
                allow_followers=privacy.allow_followers,
            ),
        ),
    )
