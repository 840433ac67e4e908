"""Response bodies of sessions."""

from typing import Literal, Self

from pydantic import Field

from auth.application.sessions.ports import TokenPair
from chassis.http.schemas import ResponseModel


class TokensResponse(ResponseModel):
    """The tokens of a session, unless they are in cookies."""

    access_token: str | None = Field(
        description="Send it as `Authorization: Bearer …`; null when the tokens are in cookies",
        examples=["eyJhbGciOiJFZERTQSIs…"],
    )
    refresh_token: str | None = Field(
        description="Valid for one exchange at `POST /api/v1/auth/refresh`; null when the tokens are in cookies",
        examples=["3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8"],
    )
    token_type: Literal["Bearer", "Cookie"] = Field(
        description="`Bearer`: the scheme of the header `Authorization`. `Cookie`: the browser sends the token",
        examples=["Bearer"],
    )
    expires_in: int = Field(description="Lifetime of the access token in seconds", examples=[600])

    @classmethod
    def with_tokens(cls, pair: TokenPair) -> Self:
        """Return the response with the tokens of a session. Routes call `TokenDelivery` instead."""
        return cls(
            access_token=pair.access_token,
            refresh_token=pair.refresh_token,
            token_type="Bearer",
            expires_in=pair.expires_in,
        )

    @classmethod
    def without_tokens(cls, pair: TokenPair) -> Self:
        """Return the response to a browser that receives the tokens in cookies."""
        return cls(access_token=None, refresh_token=None, token_type="Cookie", expires_in=pair.expires_in)
