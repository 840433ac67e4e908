"""Fields that bodies of several subjects have."""

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from auth.domain.accounts.account import EMAIL_CHARS
from auth.domain.accounts.passwords import LONGEST, SHORTEST, parse_new_password
from auth.domain.errors import InvalidInput
from chassis.http.schemas import RequestModel

PASSWORD_INPUT_CHARS: Final = 512
"""Largest length of a password before normalisation; a longer text cannot be a valid password."""


def custom_error(invalid: InvalidInput) -> PydanticCustomError:
    """Return a broken rule of the domain as the error of a field."""
    return PydanticCustomError(invalid.broken.rule, invalid.broken.message, dict(invalid.broken.params))


def checked_by(rule: Callable[[str], str]) -> AfterValidator:
    """Return the validator that applies a rule of the domain."""

    def validate(text: str) -> str:
        try:
            return rule(text)
        except InvalidInput as invalid:
            raise custom_error(invalid) from invalid

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
        raise custom_error(invalid) from invalid


Identifier = Annotated[str, Field(min_length=1, max_length=EMAIL_CHARS)]
TypedPassword = Annotated[SecretStr, Field(min_length=1, max_length=PASSWORD_INPUT_CHARS), AfterValidator(_encodable)]
NewPassword = Annotated[TypedPassword, AfterValidator(_new_password)]

PASSWORD_DESCRIPTION: Final = (
    f"{SHORTEST} to {LONGEST} characters of any kind, compared in NFKC; no common or breached password, and none that "
    "is made of the username or the e-mail address"
)


class IdentifiedRequest(RequestModel):
    """A request about the account with an e-mail address or username."""

    email: Identifier | None = Field(
        default=None, description="E-mail address; a username works as well", examples=["ada@example.org"]
    )
    username: Identifier | None = Field(default=None, description="Username, instead of `email`", examples=[None])

    @model_validator(mode="after")
    def _one_identifier(self) -> "IdentifiedRequest":
        if (self.email is None) == (self.username is None):
            raise PydanticCustomError("one_identifier", "must have either email or username")
        return self

    @property
    def identifier(self) -> str:
        """Return the e-mail address or the username."""
        return self.email or self.username or ""
