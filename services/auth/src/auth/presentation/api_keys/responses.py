"""Response bodies of API keys."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from auth.domain.api_keys.key import ApiKey, ApiKeySecret
from chassis.http.schemas import ResponseModel


class ApiKeyResponse(ResponseModel):
    """An API key, without its text."""

    id: UUID = Field(description="Id of the key", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    name: str = Field(description="What the key is for", examples=["Backup script"])
    scopes: list[str] = Field(
        description="What the key may be used for, within the roles of the user",
        examples=[["library:read", "library:write"]],
    )
    hint: str = Field(description="Beginning of the key, to recognize it", examples=["mq_7fKq"])
    created_at: datetime = Field(description="When the key was created", examples=["2026-11-21T12:00:00Z"])
    expires_at: datetime = Field(description="When the key stops working", examples=["2027-02-19T12:00:00Z"])
    last_used_at: datetime | None = Field(
        description="When the key was last used, to the minute or so; null if it never was",
        examples=["2026-11-22T08:15:00Z"],
    )

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        """Return the response for a key."""
        return cls(**_fields(key))


class CreatedApiKeyResponse(ApiKeyResponse):
    """A new API key with its text."""

    key: str = Field(
        description="The key itself, which is shown only now. Send it as `Authorization: Bearer mq_…` or `X-Api-Key`",
        examples=["mq_…"],
    )

    @classmethod
    def created(cls, key: ApiKey, secret: ApiKeySecret) -> Self:
        """Return the response for a new key."""
        return cls(**_fields(key), key=secret.text)


class KeyTokenResponse(ResponseModel):
    """The access token of an API key, for the gateway."""

    access_token: str = Field(description="The access token")
    expires_in: int = Field(description="Its lifetime in seconds")


def _fields(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "hint": key.hint,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
    }
