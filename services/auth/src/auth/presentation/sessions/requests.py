"""Request bodies of sessions."""

from pydantic import Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from auth.presentation.fields import Identifier, TypedPassword
from chassis.http.schemas import Parameters, RequestModel


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


class SessionsParams(Parameters):
    """Parameters of the list of sessions."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=1_000_000, description="Number of items before the page", examples=[0])
