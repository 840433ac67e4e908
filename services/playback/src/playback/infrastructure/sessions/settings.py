"""Settings of sessions: `PLAYBACK_…`."""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator

from chassis.settings import CommaList, EnvironmentSettings


class SessionSettings(EnvironmentSettings):
    """Who may play what, and where."""

    streams_without_plan: int = Field(default=1, ge=0, le=100)
    """Streams at once of a user of whom billing has stated no plan, or whose plan has ended."""
    device_required: bool = False
    """Whether only devices that are registered can play."""
    location_file: Path | None = None
    """File of countries of addresses in MaxMind's format, by which regions are checked; it is read again when it
    changes. Without it no country is known."""
    unknown_country: Literal["refuse", "allow"] = "refuse"
    """Whether a video that is limited to regions can be played from an address whose country is not known."""
    trusted_proxies: CommaList[str] = ("127.0.0.1", "::1")
    """Addresses or networks of the gateways whose X-Forwarded-For is used, comma-separated."""
    session_retention_days: int = Field(default=180, gt=0)
    """How long ended sessions are kept; from them a video is resumed."""

    @field_validator("location_file", mode="before")
    @classmethod
    def _empty_location_is_none(cls, value: object) -> object:
        return None if value == "" else value
