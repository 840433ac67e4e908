"""Request bodies of accounts."""

from typing import Annotated, Final

from pydantic import Field

from auth.domain.accounts.account import EMAIL_CHARS, USERNAME_PATTERN, parse_new_email, parse_new_username
from auth.domain.accounts.passwords import LONGEST, SHORTEST
from auth.presentation.fields import NewPassword, checked_by
from chassis.http.schemas import RequestModel

PASSWORD_DESCRIPTION: Final = (
    f"{SHORTEST} to {LONGEST} characters of any kind, compared in NFKC; no common or breached password, and none that "
    "is made of the username or the e-mail address"
)


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
    avatar_url: str | None = Field(
        default=None,
        max_length=2048,
        description="Accepted for compatibility and not stored",
        deprecated=True,
        examples=[None],
    )
