"""Request bodies, parameters and headers of sessions."""

from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import Depends, Header, Path, Request
from pydantic import Field

from chassis.http.follow_up.idempotency import KEY_EXAMPLE, KEY_PATTERN, fingerprint_of
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.inputs import Id
from playback.application.sessions.requests import RequestKey
from playback.domain.assets.subject import FORM

NAME_CHARS: Final = 100
LONGEST_MS: Final = 1_000_000_000
_SESSION: Final = "0b6f6f43-9a1e-4f0a-8a55-2f1c7f0c9d10"

SubjectText = Annotated[
    str,
    Path(
        alias="subject",
        pattern=f"^{FORM}$",
        description="What is played: the id of a title, with `:2x05` for an episode and `:trailer` for the trailer",
        examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"],
    ),
]
SessionId = Annotated[UUID, Path(alias="sessionId", description="Id of the playback session", examples=[_SESSION])]


class SessionStart(RequestModel):
    """A device begins to play."""

    device_name: str | None = Field(
        default=None,
        min_length=1,
        max_length=NAME_CHARS,
        description="Name of the device for the user, shown where too many titles play at once",
        examples=["Living Room"],
    )
    replaces: Id | None = Field(
        default=None,
        description="Id of an own playback session that ends when this one begins, such as that of the episode before",
        examples=[_SESSION],
    )


class HeartbeatRequest(RequestModel):
    """Where the player is."""

    position_ms: int = Field(
        ge=0, le=LONGEST_MS, description="The position, in milliseconds from the beginning", examples=[610_000]
    )
    state: Literal["playing", "paused"] = Field(
        default="playing", description="`playing` or `paused`", examples=["playing"]
    )


class EndParams(Parameters):
    """Where the player was at the end."""

    position_ms: int | None = Field(
        default=None,
        ge=0,
        le=LONGEST_MS,
        description="The last position in milliseconds; without it, that of the last heartbeat",
        examples=[610_000],
    )


class ActiveParams(Parameters):
    """Which active sessions an administrator reads."""

    user_id: UUID | None = Field(
        default=None, description="Of this user only", examples=["0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41"]
    )
    asset_id: UUID | None = Field(
        default=None, description="Of this asset only", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"]
    )
    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of items on the page", examples=[20])
    offset: int = Field(default=0, ge=0, le=100_000, description="Number of items before the page", examples=[0])


async def _request_key(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=KEY_PATTERN,
            description="Key of the request, chosen by the client: a repetition with the same key starts nothing and"
            " returns the session of the first request",
            examples=[KEY_EXAMPLE],
        ),
    ] = None,
) -> RequestKey | None:
    return None if idempotency_key is None else RequestKey(idempotency_key, await fingerprint_of(request))


RequestKeyDep = Annotated[RequestKey | None, Depends(_request_key)]


async def _address(request: Request) -> str:
    """Return the address of the client; behind trusted gateways it is that of `X-Forwarded-For`."""
    return request.client.host if request.client else ""


AddressDep = Annotated[str, Depends(_address)]
