"""Bodies of requests and responses about targets."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from chassis.core.phone_numbers import TYPED_CHARS
from chassis.http.schemas import RequestModel, ResponseModel
from notifications.application.targets.managing import ShownTarget
from notifications.domain.targets.model import UNCONFIRMED

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
_NAME = "Name that its owner recognizes, 1 to 64 characters"


class PushKeys(RequestModel):
    """The keys that messages to a browser are encrypted with."""

    p256dh: str = Field(
        max_length=128,
        description="Public key of the browser, 65 bytes in base64url",
        examples=["BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"],
    )
    auth: str = Field(
        max_length=64, description="Secret of the browser, 16 bytes in base64url", examples=["BTBZMqHH6r4Tts7J_aSIgg"]
    )


class BrowserRequest(RequestModel):
    """A browser: `PushSubscription.toJSON()`, and a name."""

    endpoint: str = Field(
        max_length=2048,
        description="URL of the browser at its push service",
        examples=["https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl"],
    )
    keys: PushKeys = Field(description="Its keys")
    expiration_time: float | None = Field(
        default=None, description="When the browser ends the subscription, not read", examples=[None]
    )
    name: Name | None = Field(
        default=None, description=f"{_NAME}; by default that of the browser", examples=["Firefox on Linux"]
    )


class PhoneRequest(RequestModel):
    """A phone."""

    number: str = Field(
        max_length=TYPED_CHARS,
        description="International form (E.164); spaces, dots, hyphens and parentheses do not matter",
        examples=["+44 20 7123 4567"],
    )
    name: Name | None = Field(default=None, description=f"{_NAME}; `Phone` without one", examples=["My phone"])


class ServiceRequest(RequestModel):
    """A receiver at a service."""

    url: str = Field(
        max_length=1024,
        description="Address of one receiver as apprise has it, such as `ntfys://ntfy.sh/topic`, "
        "or the URL of a webhook at Discord or Slack",
        examples=["ntfys://ntfy.sh/my-topic"],
    )
    name: Name | None = Field(default=None, description=f"{_NAME}; by default that of the service", examples=["ntfy"])


class TargetChangeRequest(RequestModel):
    """What changes of a target; what is missing or null stays."""

    name: Name | None = Field(default=None, description=_NAME, examples=["My laptop"])
    enabled: bool | None = Field(default=None, description="Whether messages are sent to it", examples=[True])


class CodeRequest(RequestModel):
    """A code that a number received."""

    code: str = Field(
        min_length=1, max_length=16, description="The six digits; spaces do not matter", examples=["402913"]
    )


class TargetResponse(ResponseModel):
    """A target of the user. Its address is a secret, which no response shows whole."""

    id: UUID = Field(description="Id of the target", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    channel: Literal["webpush", "sms", "service"] = Field(description="How it is reached", examples=["service"])
    name: str = Field(description="Its name", examples=["My phone"])
    service: str | None = Field(description="Name of the service, or null for other channels", examples=["ntfy"])
    address: str | None = Field(
        description="What may be shown of the address, or null when it cannot be read", examples=["ntfys://ntfy.sh/•••"]
    )
    enabled: bool = Field(description="Whether messages are sent to it", examples=[True])
    confirmed: bool = Field(description="False for a number until a code has confirmed it", examples=[True])
    disabled_reason: str | None = Field(
        description="Why it is disabled: `owner`, `unconfirmed`, or the code of a refusal; null while it is enabled",
        examples=[None],
    )
    created_at: datetime = Field(description="When it was added (UTC)", examples=["2026-11-21T12:00:00Z"])
    last_delivered_at: datetime | None = Field(
        description="When it accepted a message last (UTC), or null", examples=["2026-11-21T12:05:00Z"]
    )

    @classmethod
    def of(cls, shown: ShownTarget) -> Self:
        """Return the response of a target."""
        target = shown.target
        return cls(
            id=target.target_id,
            channel=target.channel,
            name=target.name,
            service=target.service,
            address=shown.address,
            enabled=target.is_enabled,
            confirmed=target.disabled_reason != UNCONFIRMED,
            disabled_reason=target.disabled_reason,
            created_at=target.created_at,
            last_delivered_at=target.last_delivered_at,
        )


class PushKeyResponse(ResponseModel):
    """The key of the installation."""

    public_key: str = Field(
        description="The `applicationServerKey` that browsers subscribe with, base64url",
        examples=["BDd3_hVL9fZi9Ybo2UUzA284WG5FZR30_95YeZJsiApwXKpNcF1rRPF3foIiBHXRdJI2Qhumhf6_LFTeZaNndIo"],
    )
