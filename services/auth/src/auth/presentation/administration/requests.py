"""Bodies and parameters of administrators."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator

from auth.domain.accounts.account import EMAIL_CHARS, Role
from auth.domain.administration.roles import parse_roles
from auth.domain.errors import InvalidInput
from auth.presentation.fields import custom_error
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import TEXT_FORMS


class UsersParams(Parameters):
    """Parameters of the list of users."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=EMAIL_CHARS)] | None = Field(
        default=None,
        description="Only users whose e-mail address or username begins with this text, in any letter case, or whose id"
        " it is; 1 to 254 characters. All users without it",
        examples=["ada"],
    )
    role: Role | None = Field(
        default=None, description="Only users with this role; every user has the role `user`", examples=["editor"]
    )
    status: Literal["active", "suspended"] | None = Field(
        default=None,
        description="Only users who can sign in, or only suspended ones; both without it",
        examples=["suspended"],
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])

    def user_id(self) -> UUID | None:
        """Return the id that the query is, or null."""
        return UUID(self.query) if self.query is not None and TEXT_FORMS[UUID].fullmatch(self.query) else None


class RolesRequest(RequestModel):
    """The roles of a user; they are replaced as a whole."""

    roles: list[Role] = Field(
        description="All roles that the user has from now on, each once: `user`, which is required, `editor`, `viewer`,"
        " `finance`, `admin`",
        examples=[["user", "editor"]],
    )

    @field_validator("roles")
    @classmethod
    def _complete(cls, roles: list[Role]) -> list[Role]:
        try:
            return list(parse_roles(roles))
        except InvalidInput as invalid:
            raise custom_error(invalid) from invalid


class SuspensionRequest(RequestModel):
    """The suspension of a user."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = Field(
        default=None,
        description="Why, for the audit log, which the user can read too; 1 to 500 characters",
        examples=["Sends unwanted messages"],
    )
