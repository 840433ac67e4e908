"""Request bodies of accounts."""

from typing import Annotated

from pydantic import Field, SecretStr

from auth.domain.accounts.account import EMAIL_CHARS, USERNAME_PATTERN, parse_new_email, parse_new_username
from auth.presentation.fields import PASSWORD_DESCRIPTION, NewPassword, TypedPassword, checked_by
from chassis.http.schemas import RequestModel

Code = Annotated[SecretStr, Field(min_length=1, max_length=512)]


class RegisterRequest(RequestModel):
    """Registration of an account."""

    email: Annotated[str, checked_by(parse_new_email)] = Field(
        max_length=EMAIL_CHARS,
        description="E-mail address, unique in any letter case; at most 254 characters",
        examples=["ada@example.org"],
        json_schema_extra={"format": "email"},
    )
    username: Annotated[str, checked_by(parse_new_username)] = Field(
        description="3 to 30 letters, digits or underscores, unique in any letter case; no reserved name and none that "
        "looks like that of another user",
        examples=["ada_l"],
        json_schema_extra={"minLength": 3, "maxLength": 30, "pattern": USERNAME_PATTERN},
    )
    password: NewPassword = Field(
        description=PASSWORD_DESCRIPTION,
        examples=["Analytical-1843"],
    )
    invitation_code: Code | None = Field(
        default=None,
        description="The code of an invitation, where registration needs one; ignored elsewhere",
        examples=[None],
    )
    avatar_url: str | None = Field(
        default=None,
        max_length=2048,
        description="Accepted for compatibility and not stored",
        deprecated=True,
        examples=[None],
    )


class ChangePasswordRequest(RequestModel):
    """Change of the password."""

    current_password: TypedPassword = Field(
        description="The password of the account until now", examples=["Analytical-1843"]
    )
    new_password: NewPassword = Field(description=PASSWORD_DESCRIPTION, examples=["Difference-1822"])


class ForgotPasswordRequest(RequestModel):
    """Request of a code that resets the password."""

    email: Annotated[str, Field(min_length=1, max_length=EMAIL_CHARS)] = Field(
        description="E-mail address of the account; a username works as well", examples=["ada@example.org"]
    )


class ResetPasswordRequest(RequestModel):
    """Reset of the password."""

    code: Code = Field(
        description="The code of the notice, valid once and for 30 minutes",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    password: NewPassword = Field(description=PASSWORD_DESCRIPTION, examples=["Difference-1822"])


class ChangeEmailRequest(RequestModel):
    """Change of the e-mail address."""

    email: Annotated[str, checked_by(parse_new_email)] = Field(
        max_length=EMAIL_CHARS,
        description="The new address, or the current one to confirm it, which gets a code; at most 254 characters",
        examples=["ada@example.com"],
        json_schema_extra={"format": "email"},
    )


class ConfirmEmailRequest(RequestModel):
    """Confirmation of a new e-mail address."""

    code: Code = Field(
        description="The code that was sent to the new address, valid once and for 24 hours",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
