"""Settings of social, from the environment."""

from pathlib import Path

from pydantic import Field

from chassis.settings import CommaList, ServiceSettings, prefixed


class Settings(ServiceSettings):
    """Settings of social: `SOCIAL_…`."""

    model_config = prefixed("SOCIAL")

    notice_key_files: CommaList[Path] = Field(min_length=1)
    """Keys that open what auth has sealed: names and pictures of users."""
    reports_to_hide: int = Field(default=3, ge=1)
    """By so many trusted users a review or comment is reported before it is hidden until a moderator decides."""
