"""Response bodies of sessions."""

from typing import Literal, Self

from pydantic import Field

from auth.application.sessions.ports import TokenPair
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
