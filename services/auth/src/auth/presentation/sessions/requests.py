"""Request bodies of sessions."""

from pydantic import Field, SecretStr

from auth.presentation.fields import IdentifiedRequest, TypedPassword
from chassis.http.schemas import Parameters, RequestModel


class LogInRequest(IdentifiedRequest):
    """Sign-in by e-mail address or username."""

    password: TypedPassword = Field(description="The password of the account", examples=["Analytical-1843"])


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
