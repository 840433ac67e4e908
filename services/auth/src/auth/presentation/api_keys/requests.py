"""Request bodies of API keys."""

from typing import Annotated

from pydantic import Field, SecretStr

from auth.domain.api_keys.key import DEFAULT_LIFE, LONGEST_LIFE, NAME_CHARS, parse_name
from auth.domain.api_keys.scopes import SCOPES
from auth.presentation.fields import checked_by
from chassis.http.schemas import RequestModel
from chassis.http.validation.inputs import Instant


class ApiKeyRequest(RequestModel):
    """A new API key."""

    name: Annotated[str, checked_by(parse_name)] = Field(
        description=f"What the key is for, 1 to {NAME_CHARS} characters", examples=["Backup script"]
    )
    scopes: list[str] = Field(
        min_length=1,
        max_length=len(SCOPES),
        description="What the key may be used for, each scope once: `<service>:read` for GET, `<service>:write` for"
        f" changes. One of {', '.join(f'`{scope}`' for scope in SCOPES)}",
        examples=[["library:read", "library:write"]],
    )
    expires_at: Instant | None = Field(
        default=None,
        description=f"When the key stops working, at most {LONGEST_LIFE.days} days from now;"
        f" {DEFAULT_LIFE.days} days from now by default",
        examples=["2027-02-19T12:00:00Z"],
    )


class ExchangeRequest(RequestModel):
    """The API key that a gateway exchanges."""

    key: SecretStr = Field(max_length=200, description="The API key")
