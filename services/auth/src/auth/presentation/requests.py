"""Request bodies of the auth API."""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from auth.domain.accounts import EMAIL_CHARS, USERNAME_PATTERN, parse_email, parse_username
from auth.domain.errors import InvalidInput
from auth.domain.passwords import LONGEST, SHORTEST, parse_new_password
from chassis.http.schemas import RequestModel

PASSWORD_INPUT_CHARS = 512
"""Largest length of a password before normalisation; a longer text cannot be a valid password."""


def _checked_by(rule: Callable[[str], str]) -> AfterValidator:
    """Return the validator that applies a rule of the domain."""

    def validate(text: str) -> str:
        try:
            return rule(text)
        except InvalidInput as invalid:
            raise PydanticCustomError("value_error", "{reason}", {"reason": invalid.rule}) from invalid

    return AfterValidator(validate)


def _encodable(secret: SecretStr) -> SecretStr:
    """Reject lone surrogates, which cannot be hashed: `RequestModel` checks plain texts only, not secrets."""
    try:
        secret.get_secret_value().encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("string_unicode", "must be text that UTF-8 can encode") from error
    return secret


def _new_password(secret: SecretStr) -> SecretStr:
    try:
        return SecretStr(parse_new_password(secret.get_secret_value()))
    except InvalidInput as invalid:
        raise PydanticCustomError("value_error", "{reason}", {"reason": invalid.rule}) from invalid


Identifier = Annotated[str, Field(min_length=1, max_length=EMAIL_CHARS)]
TypedPassword = Annotated[SecretStr, Field(min_length=1, max_length=PASSWORD_INPUT_CHARS), AfterValidator(_encodable)]


class RegisterRequest(RequestModel):
    """Registration of an account."""

    email: Annotated[str, _checked_by(parse_email)] = Field(
        max_length=EMAIL_CHARS,
        description="E-mail address, unique in any letter case; at most 254 characters",
        examples=["ada@example.org"],
        json_schema_extra={"format": "email"},
    )
    username: Annotated[str, _checked_by(parse_username)] = Field(
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
    """Sign-in by e-mail address or username."""

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
        """Return the e-mail address or the username."""
        return self.email or self.username or ""


class RefreshRequest(RequestModel):
    """Exchange of a refresh token."""

    refresh_token: SecretStr = Field(
        max_length=512,
        description="The newest refresh token of the session",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
