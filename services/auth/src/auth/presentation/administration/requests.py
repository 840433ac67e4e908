"""Bodies and parameters of administrators."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from auth.domain.accounts.account import EMAIL_CHARS, Role
from auth.domain.administration.roles import parse_roles
from auth.domain.errors import InvalidInput
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
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])

    def user_id(self) -> UUID | None:
        """Return the id that the query is, or null."""
        return UUID(self.query) if self.query is not None and TEXT_FORMS[UUID].fullmatch(self.query) else None


class RolesRequest(RequestModel):
    """The roles of a user; they are replaced as a whole."""

    roles: list[Role] = Field(
        description="All roles that the user has from now on, each once: `user`, which is required, `editor`, `admin`",
        examples=[["user", "editor"]],
    )

    @field_validator("roles")
    @classmethod
    def _complete(cls, roles: list[Role]) -> list[Role]:
        try:
            return list(parse_roles(roles))
        except InvalidInput as invalid:
            raise PydanticCustomError("value_error", "{reason}", {"reason": invalid.rule}) from invalid
