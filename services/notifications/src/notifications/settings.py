"""Settings of notifications, from the environment."""

from pathlib import Path

from pydantic import Field, field_validator

from chassis.settings import CommaList, EncryptionSettings, ServiceSettings, prefixed
from notifications.infrastructure.channels.email.settings import MailSettings
from notifications.infrastructure.channels.settings import TargetSettings
from notifications.infrastructure.webhooks.settings import WebhookSettings


class Settings(WebhookSettings, MailSettings, TargetSettings, EncryptionSettings, ServiceSettings):
    """Settings of notifications: `NOTIFICATIONS_…`."""

    model_config = prefixed("NOTIFICATIONS")

    consumer_gather_ms: int = Field(default=600, ge=0, le=10_000)
    """Longest time, in milliseconds, that a batch waits for more events while events keep arriving: no user waits."""
    consumer_linger_ms: int = Field(default=200, ge=0, le=2_000)
    """How long, in milliseconds, a batch of events waits for those that follow it.

    Every event that webhooks can receive is logged, and those of one import are one batch. A message is sent as much
    later.
    """
    notice_key_files: CommaList[Path] = Field(min_length=1)
    """Keys that open what auth has sealed: notices and addresses of users."""
    channel_slots: int = Field(default=8, ge=1, le=200)
    """How many messages a process hands over at a time on each channel."""
    target_per_minute: int = Field(default=30, ge=1, le=6000)
    """How many messages a target or address gets per minute, over all processes; codes and security notices
    do not count."""
    target_burst: int = Field(default=10, ge=1, le=1000)
    """How many of them it may get at once."""
    public_url: str = "http://localhost:8000"
    """The gateway as users reach it, for the links that unsubscribe."""
    web_url: str | None = None
    """The web application as users reach it, for the links to titles; without one messages have none."""
    retention_days: int = Field(default=90, ge=31, le=3650)
    """How long notifications and ended deliveries are kept: longer than the events that they come from, so that a
    replay adds nothing."""

    @field_validator("web_url", mode="before")
    @classmethod
    def _empty_is_no_web(cls, value: object) -> object:
        return None if value == "" else value
