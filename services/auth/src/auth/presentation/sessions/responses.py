"""Response bodies of sessions."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from auth.application.sessions.overview import ListedSession
from auth.application.sessions.ports import TokenPair
from auth.domain.sessions.places import Location, shown_network
from chassis.core.clients.user_agents import device_name
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


class LocationResponse(ResponseModel):
    """An approximate location."""

    country: str = Field(description="Country (ISO 3166-1)", examples=["NL"])
    city: str | None = Field(description="City, or null if it is not known", examples=["Utrecht"])

    @classmethod
    def of(cls, location: Location) -> Self:
        """Return the response for a location."""
        return cls(country=location.country, city=location.city)


class SessionResponse(ResponseModel):
    """A session: one device on which the user is signed in."""

    id: UUID = Field(description="Id of the session", examples=["0199b129-0a0a-7b1b-8c2c-9d3d4e4e5f5f"])
    is_current: bool = Field(description="Whether this session sends the request", examples=[True])
    device: str | None = Field(
        description="Browser and system of the client, or null if it is not known", examples=["Firefox on Linux"]
    )
    user_agent: str = Field(
        description="What the client calls itself; empty if it sends no name",
        examples=["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"],
    )
    network: str | None = Field(
        description="Network of the client's address (/24, IPv6 /48), or null if it is not known",
        examples=["203.0.113.0/24"],
    )
    location: LocationResponse | None = Field(
        description="Approximate location of the address, or null without a database of locations"
    )
    methods: list[str] = Field(
        description="How the user signed in: names of RFC 8176, such as `pwd`, `otp`, `hwk`", examples=[["pwd"]]
    )
    created_at: datetime = Field(description="When the user signed in", examples=["2026-11-21T12:00:00Z"])
    last_used_at: datetime = Field(
        description="When the session was last refreshed, which an active client does every ten minutes",
        examples=["2026-11-22T08:30:00Z"],
    )
    expires_at: datetime = Field(
        description="When the session ends unless it is refreshed before", examples=["2026-12-05T12:00:00Z"]
    )

    @classmethod
    def of(cls, listed: ListedSession) -> Self:
        """Return the response for a session."""
        session = listed.session
        return cls(
            id=session.id,
            is_current=listed.is_current,
            device=device_name(session.client.user_agent),
            user_agent=session.client.user_agent,
            network=shown_network(session.client.address),
            location=None if listed.location is None else LocationResponse.of(listed.location),
            methods=list(session.methods),
            created_at=session.created_at,
            last_used_at=session.rotated_at,
            expires_at=session.idle_until,
        )
